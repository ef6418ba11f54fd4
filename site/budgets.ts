/**
 * Measures the playground in headless Chromium and writes docs/results/site.md. Build the site first. Times depend on the load of
 * the machine: the load is written beside them.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { type Page } from 'playwright-core'
import { launch, withoutChromium } from '../test/browser/chromium.js'
import { serve } from '../test/browser/serve.js'
import { encodeLink } from './playground/src/link.js'
import { presets, type Settings } from './playground/src/settings.js'
import { sizesOf } from './sizes.js'

const [root = 'site'] = process.argv.slice(2)
const built = `${root}/dist/`

/** Why nothing can be measured, or an empty text. */
const obstacle = existsSync(`${built}playground/index.html`)
  ? withoutChromium
  : `There is no built playground in ${built}: run npm run site first`
if (obstacle !== '') {
  console.error(obstacle)
  process.exit(1)
}

const settingsOf = (start: string): Settings => {
  const found = presets.find(([name]) => name.startsWith(start))
  if (found === undefined) throw new Error(`there is no preset ${start}`)
  return found[1]
}
const [xor, moons, wrong] = [settingsOf('XOR'), settingsOf('Moons'), settingsOf('A wrong')]

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

const quantile = (numbers: readonly number[], share: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(share * numbers.length))] ?? NaN
const milliseconds = (numbers: readonly number[]): string =>
  `${quantile(numbers, 0.5).toFixed(0)} ms median, ${quantile(numbers, 0.95).toFixed(0)} ms at the 95th percentile`

const server = await serve(path => readFile(built + (path.endsWith('/') ? `${path}index.html` : path)))
const browser = await launch()
const elsewhere: string[] = []

const open = async (settings: Settings, step = 0): Promise<Page> => {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
  page.on('request', request => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(server.address)) elsewhere.push(request.url())
  })
  await page.goto(`${server.address}playground/${encodeLink({ settings, forks: [], step })}`)
  await page.waitForSelector(`output[data-step="${step}"]`, { timeout: 120_000 })
  await page.waitForSelector('canvas[data-drawn]')
  return page
}

/** Milliseconds from the start of the navigation to the first picture. */
const firstBoundary = async (): Promise<number> => {
  const page = await (await browser.newContext()).newPage()
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.querySelector('canvas[data-drawn]') === null) return
      observer.disconnect()
      Object.assign(window, { boundaryAt: performance.now() })
    }).observe(document, { subtree: true, childList: true, attributes: true })
  })
  await page.goto(`${server.address}playground/${encodeLink({ settings: moons, forks: [], step: 0 })}`)
  await page.waitForFunction(() => 'boundaryAt' in window)
  const at = await page.evaluate(() => Number(Reflect.get(window, 'boundaryAt')))
  await page.context().close()
  return at
}

/** Milliseconds from moving the scrubber to the next frame with the state. */
const scrubs = async (page: Page, last: number): Promise<readonly number[]> =>
  page.evaluate(async last => {
    const [scrubber, output] = [document.querySelector('input.scrubber'), document.querySelector('output')]
    if (!(scrubber instanceof HTMLInputElement) || output === null) return []
    const times: number[] = []
    for (let i = 0; i < 60; i++) {
      const step = String(Math.floor(((i * 0.618) % 1) * last))
      const began = performance.now()
      scrubber.value = step
      scrubber.dispatchEvent(new Event('input', { bubbles: true }))
      await new Promise<void>(resolve => {
        const look = (): void => {
          if (output.dataset['step'] === step) resolve()
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      })
      times.push(performance.now() - began)
    }
    return times
  }, last)

/** Work of the main thread for one update of the page, and updates a second. */
const updates = async (page: Page): Promise<{ readonly each: number; readonly perSecond: number }> => {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busy = async (): Promise<number> =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN
  const stepOf = async (): Promise<number> => Number(await page.getAttribute('output', 'data-step'))
  await page.click('text=▶ Train')
  await page.waitForTimeout(500)
  const [from, before, began] = [await stepOf(), await busy(), Date.now()]
  await page.waitForTimeout(3000)
  const [to, after, ended] = [await stepOf(), await busy(), Date.now()]
  await page.click('text=Pause')
  const count = (to - from) / 16
  return { each: (1000 * (after - before)) / count, perSecond: (1000 * count) / (ended - began) }
}

const stepsPerSecond = async (settings: Settings): Promise<number> => {
  const page = await open(settings)
  await page.selectOption('[aria-label=Pace]', 'fast')
  await page.click('text=▶ Train')
  await page.waitForTimeout(2500)
  const stepOf = async (): Promise<number> => Number(await page.getAttribute('output', 'data-step'))
  const [from, began] = [await stepOf(), Date.now()]
  await page.waitForTimeout(2000)
  const [to, ended] = [await stepOf(), Date.now()]
  await page.context().close()
  return (1000 * (to - from)) / (ended - began)
}

const boundaries: number[] = []
for (let i = 0; i < 7; i++) boundaries.push(await firstBoundary())
const page = await open(moons, 2848)
const scrubbed = await scrubs(page, 2848)
const updated = await updates(page)
await page.context().close()
const sabotaged = await open(wrong)
await sabotaged.click('#tab-laws')
await sabotaged.waitForSelector('[data-state=done]', { timeout: 120_000 })
await sabotaged.click('text=Try the laws')
await sabotaged.waitForSelector('[data-state=running]')
const lawsBegan = Date.now()
await sabotaged.waitForSelector('[data-state=done]', { timeout: 120_000 })
const laws = (Date.now() - lawsBegan) / 1000
const rates = [await stepsPerSecond(xor), await stepsPerSecond(moons)]
await browser.close()
server.close()

const table = [
  ...sizesOf(`${built}playground`).map(({ part, size, most }) => [
    `${part}, in gzip`,
    kilobytes(size),
    `${most / 1000} kB`
  ]),
  ['first boundary after opening the page, of 7', milliseconds(boundaries), '500 ms on an idle machine'],
  ['scrubbing to any of 2,848 steps, of 60', milliseconds(scrubbed), '100 ms at the 95th percentile'],
  [
    'main thread for one update, 2-6-4-1',
    `${updated.each.toFixed(1)} ms, ${updated.perSecond.toFixed(0)} updates a second`,
    '10 ms'
  ],
  ['laws on five layers with a mistake, with diagnosis', `${laws.toFixed(1)} s`, '1 s without a mistake'],
  ['steps a second: XOR, moons', rates.map(rate => Math.round(rate).toLocaleString('en')).join(', '), ''],
  ['requests to other hosts', String(elsewhere.length), '0']
]
const widths = [0, 1, 2].map(i => Math.max(...table.map(row => row[i]?.length ?? 0), 8))
const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
const written = `# The playground: sizes and times

\`npm run site:budgets\` writes this page. Load of the machine while it measured: ${loadavg()[0]?.toFixed(1) ?? '?'}.

${[line(['what', 'measured', 'budget']), line(widths.map(width => '-'.repeat(width))), ...table.map(line)].join('\n')}
`
writeFileSync(`${root}/../docs/results/site.md`, written)
console.log(written)
