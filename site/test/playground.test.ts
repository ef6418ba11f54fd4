/** The playground in a browser. */
import { type Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { encodeLink, type Place } from '../playground/src/link.js'
import { mistakeNames } from '../playground/src/mistakes.js'
import { mistakeTexts } from '../playground/src/mistakeTexts.js'
import { presets, type Settings } from '../playground/src/settings.js'
import { brokenRules, overflowOf, useSite } from './page.js'
import { faultsOf, run } from './run.js'

const { open } = useSite()

const preset = (start: string): Settings => {
  const found = presets.find(([name]) => name.startsWith(start))
  if (found === undefined) throw new Error(`there is no preset ${start}`)
  return found[1]
}

const [xor, moons] = [preset('XOR'), preset('Moons')]

const openPlace = (place: Place, options?: Parameters<typeof open>[1]) =>
  open(`playground/${encodeLink(place)}`, options)

/** Waits for a step, and returns the loss that is shown, with all its digits. */
const lossAt = async (page: Page, step: number): Promise<number> => {
  await page.waitForSelector(`output[data-step="${step}"]`)
  return Number(await page.getAttribute('output', 'data-loss'))
}

const stepOf = async (page: Page): Promise<number> => Number(await page.getAttribute('output', 'data-step'))

/** The programs that were run: all are compiled together. */
const programs: string[] = []

const programIn = async (page: Page): Promise<string> => {
  await page.click('#tab-code')
  return (await page.textContent('#panel-code pre')) ?? ''
}

describe('each preset trains', () => {
  test.each(presets)('%s', async name => {
    const { page, errors, elsewhere } = await open('playground/')
    await page.click(`nav >> text="${name}"`)
    await lossAt(page, 0)
    const before = Number(await page.getAttribute('output', 'data-loss'))
    await page.selectOption('[aria-label=Pace]', 'fast')
    await page.click('text=▶ Train')
    await page.waitForFunction(() => Number(document.querySelector('output')?.dataset['loss']) < 0.02)
    await page.click('text=Pause')
    expect(before).toBeGreaterThan(0.1)
    expect([errors, elsewhere]).toEqual([[], []])
  })
})

describe('time travel', () => {
  test('every step can be shown again, and has the same bits', async () => {
    const { page } = await openPlace({ settings: moons, forks: [], step: 0 })
    await lossAt(page, 0)
    const losses: number[] = []
    for (let step = 1; step <= 3; step++) {
      await page.click('text="+1 step"')
      losses.push(await lossAt(page, step))
    }
    await page.click('text="+100"')
    await lossAt(page, 103)
    await page.focus('.scrubber')
    for (let i = 0; i < 10; i++) await page.keyboard.press('Shift+ArrowLeft')
    expect(await lossAt(page, 3)).toBe(losses[2])
    await page.keyboard.press('ArrowLeft')
    expect(await lossAt(page, 2)).toBe(losses[1])
    await page.keyboard.press('ArrowRight')
    expect(await lossAt(page, 3)).toBe(losses[2])
    expect(await page.getAttribute('.scrubber', 'aria-valuetext')).toMatch(/^step 3, loss 0\.\d+$/)
  })

  test('a step between two kept states is replayed to the bits of the run that keeps it', async () => {
    const one = await openPlace({ settings: moons, forks: [], step: 103 })
    const expected = await lossAt(one.page, 103)
    const { page } = await openPlace({ settings: moons, forks: [], step: 0 })
    await lossAt(page, 0)
    await page.click('text=▶ Train')
    await page.waitForFunction(() => Number(document.querySelector('output')?.dataset['step']) > 160)
    await page.click('text=Pause')
    await page.focus('.scrubber')
    await page.evaluate(() => {
      const scrubber = document.querySelector('input.scrubber')
      if (!(scrubber instanceof HTMLInputElement)) return
      scrubber.value = '103'
      scrubber.dispatchEvent(new Event('input', { bubbles: true }))
    })
    expect(await lossAt(page, 103)).toBe(expected)
  })

  test('a fork, and its link in another page, have the same bits', async () => {
    const { page } = await openPlace({ settings: moons, forks: [], step: 200 })
    const before = await lossAt(page, 200)
    await page.keyboard.press('Shift+ArrowLeft')
    await lossAt(page, 190)
    await page.click('text=Fork here')
    await page.waitForSelector('.branches')
    await page.click('text="+100"')
    const forked = await lossAt(page, 290)
    const address = page.url()
    expect(address).toContain('forks=190x3')
    expect(address).toContain(`result=${forked}`)
    await page.click('text="first run"')
    expect(await lossAt(page, 200)).toBe(before)

    const other = await open(address.replace(/^.*\/playground/, 'playground'))
    expect(await lossAt(other.page, 290)).toBe(forked)
    await other.page.waitForSelector('text=✓ Replayed to step 290')
    const program = await programIn(other.page)
    programs.push(program)
    expect(await run(program)).toEqual([String(forked)])
  })

  test('the link of the notebook’s run', async () => {
    const { page } = await openPlace({ settings: xor, forks: [], step: 2272 })
    const loss = await lossAt(page, 2272)
    expect(await run(await programIn(page))).toEqual([String(loss)])
  })

  test('the page reports a link with other bits', async () => {
    const { page } = await openPlace({ settings: xor, forks: [], step: 64, loss: 0.125 })
    await page.waitForSelector('text=the link says loss 0.125, found 0.')
  })

  test('the page reports a link that is not valid, field by field', async () => {
    const { page } = await open('playground/#v1&data=cats&seed=x')
    await page.waitForSelector('text=data must be one of xor, moons, circles, spirals, found "cats"')
    await page.waitForSelector('text=seed must be an integer from 0 to 4294967295, found "x"')
  })

  test('a learning rate that is far too high ends the run with a line', async () => {
    const forks = Array.from({ length: 165 }, () => ({ step: 0, factor: 10 }))
    const settings: Settings = { ...moons, activation: 'relu', optimizer: 'sgd', rate: 1, hidden: [8, 8, 8] }
    const { page } = await openPlace({ settings, forks, step: 0 })
    await page.waitForSelector('.branches button:nth-child(166)')
    await page.click('text="+100"')
    await page.waitForSelector('text=The loss is not a finite number at step')
    expect(await page.isDisabled('text=▶ Train')).toBe(true)
    await page.keyboard.press('ArrowLeft')
    await page.click('text=Start again')
    await lossAt(page, 0)
    expect(await page.isEnabled('text=▶ Train')).toBe(true)
  })
})

describe('each sabotage turns its law red and is named, and its program gives the shown loss', () => {
  const causes: { readonly [name in (typeof mistakeNames)[number]]: RegExp } = {
    'bias-mean': /mean over the batch/,
    'bias-missing': /missing|zero/,
    'weight-doubled': /factor.* 2\b/,
    'stale-weights': /updated/,
    'input-negated': /sign/,
    'slope-missing': /Jacobian|unchanged|the slope of tanh/,
    'slope-at-output': /at the output/,
    'slope-per-example': /mean over the batch|batch size/
  }
  test.each(mistakeNames)('%s', async mistake => {
    const layer = mistake === 'stale-weights' || mistake === 'input-negated' ? 2 : 1
    const { page } = await openPlace({ settings: { ...moons, mistake, layer }, forks: [], step: 64 })
    const loss = await lossAt(page, 64)
    expect(await page.textContent('.formula.wrong')).toBe(`✗ ${mistakeTexts[mistake].formula}`)
    await page.click('#tab-laws')
    await page.waitForSelector('[data-state=done]')
    const isOfInput = layer === 2 || mistake.startsWith('slope')
    const red = await page.locator('td.fails').evaluateAll(cells => cells.map(cell => cell.dataset['law']))
    expect(red).toContain(isOfInput ? 'input gradient' : 'parameter gradient')
    expect(await page.locator('tr:has(td.fails)').count()).toBe(1)
    expect(await page.textContent('.cause')).toMatch(causes[mistake])
    const program = await programIn(page)
    programs.push(program)
    expect(await run(program)).toEqual([String(loss)])
  })

  test('the programs compile', () => {
    // Those of the mistakes, and that of a fork.
    expect(programs).toHaveLength(mistakeNames.length + 1)
    expect(faultsOf(programs)).toEqual([])
  })

  test('without a mistake all laws hold', async () => {
    const { page } = await openPlace({ settings: { ...moons, activation: 'sigmoid' }, forks: [], step: 0 })
    await page.click('#tab-laws')
    await page.waitForSelector('text=✓ All laws hold')
    expect(await page.locator('td.fails').count()).toBe(0)
  })
})

test('the gradients of a sabotaged bias differ for a batch, and agree for one example', async () => {
  const { page } = await openPlace({ settings: preset('A wrong'), forks: [], step: 32 })
  await lossAt(page, 32)
  const verdicts = () => page.locator('.gradients tbody tr').evaluateAll(rows => rows.map(({ className }) => className))
  expect(await verdicts()).toEqual(['agrees', 'agrees', 'differs'])
  await page.uncheck('text=of all examples together')
  expect(await verdicts()).toEqual(['agrees', 'agrees', 'agrees'])
})

test('under a strict content security policy the eager engine gives the same bits', async () => {
  const place = { settings: moons, forks: [], step: 100 }
  const expected = await lossAt((await openPlace(place)).page, 100)
  const { page, errors } = await openPlace(place, { isStrict: true })
  expect(await lossAt(page, 100)).toBe(expected)
  await page.click('text="+100"')
  await page.waitForSelector('text=the eager engine trains')
  await page.click('#tab-laws')
  await page.waitForSelector('text=✓ All laws hold')
  await page.click('#tab-code')
  expect(errors).toEqual([])
})

test('with the keyboard alone', async () => {
  const { page } = await openPlace({ settings: moons, forks: [], step: 0 })
  await lossAt(page, 0)
  await page.keyboard.press('Space')
  await page.waitForFunction(() => Number(document.querySelector('output')?.dataset['step']) > 100)
  await page.keyboard.press('Space')
  await page.waitForSelector('text=▶ Train')
  await page.keyboard.press('ArrowLeft')
  const step = await stepOf(page)
  await page.waitForFunction(last => Number(document.querySelector('output')?.dataset['step']) !== last, step + 1)
  /** Presses Tab until an element has the focus. */
  const reach = async (selector: string): Promise<void> => {
    for (let i = 0; i < 80; i++) {
      if (await page.evaluate(wanted => document.activeElement?.matches(wanted) === true, selector)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab does not reach ${selector}`)
  }
  await reach('nav button:last-child')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.formula.wrong')
  await reach('[aria-label="Layer 2, unit 3"]')
  await page.keyboard.press('Space')
  await page.waitForSelector('h2:has-text("Layer 2, unit 3")')
  await reach('.scrubber')
  await reach('#tab-inspect')
  await page.keyboard.press('ArrowRight')
  await page.waitForSelector('#panel-laws:not([hidden])')
  await page.waitForSelector('td.fails')
  await page.keyboard.press('ArrowRight')
  await page.waitForSelector('#panel-code:not([hidden])')
})

describe.each(['light', 'dark'] as const)('%s', colorScheme => {
  test('axe finds no violations on any tab, and nothing is wider than 360 pixels', async () => {
    const { page } = await openPlace(
      { settings: { ...preset('A wrong'), hidden: [8, 8, 8] }, forks: [{ step: 32, factor: 3 }], step: 64 },
      { colorScheme, viewport: { width: 360, height: 740 } }
    )
    await lossAt(page, 64)
    for (const tab of ['inspect', 'laws', 'code']) {
      await page.click(`#tab-${tab}`)
      if (tab === 'laws') await page.waitForSelector('[data-state=done]')
      expect([tab, await overflowOf(page)]).toEqual([tab, 0])
      expect([tab, await brokenRules(page)]).toEqual([tab, []])
    }
    await page.setViewportSize({ width: 1280, height: 900 })
    expect(await brokenRules(page)).toEqual([])
  })
})
