/** Training of the dense network in headless Chromium: the library's engines and other libraries, each in a page of its own. */
import * as t from 'io-ts'
import { type Browser } from 'playwright-core'
import { eager } from '../../src/index.js'
import { launch, withoutChromium } from '../../test/browser/chromium.js'
import { type Contestant, type Contestants } from '../Contestant.js'
import { race } from '../race.js'
import { type Effort, type Section } from '../Section.js'
import { denseJob } from '../step/denseJob.js'
import { lossAfter } from '../step/Job.js'
import { count } from './count.js'
import { servePage } from './serve.js'

const Outcome = t.type({ seconds: t.number, error: t.number })
const Names = t.array(t.string)

const inPage = async (browser: Browser, address: string, name: string): Promise<Contestant> => {
  const page = await browser.newPage()
  await page.goto(address)
  await page.evaluate(`load(${JSON.stringify(name)}).then(run => { globalThis.run = run })`)
  return {
    run: async () => {
      const outcome = await page.evaluate('run()')
      if (!Outcome.is(outcome)) throw new Error('the page must return its outcome, found something else')
      return outcome
    },
    close: () => page.close()
  }
}

const section = (contestants: Contestants, effort: Effort): Promise<Section> =>
  race(
    'browser',
    {
      title: 'The same step of 784-128-10, batches of 32, in a page of headless Chromium',
      unit: 'step',
      contestants,
      answers: () => [{ count, error: lossAfter(denseJob(32), count, eager) }],
      tolerance: 1e-4,
      rounds: 5,
      references: ['onnxruntime-web', 'tfjs-wasm', 'jax-js'],
      bounds: [{ of: 'wasm', to: 'onnxruntime-web', speed: 1.3 }]
    },
    effort
  )

export const browser = async (effort: Effort): Promise<Section> => {
  if (withoutChromium !== '') return section({ Chromium: () => Promise.reject(new Error(withoutChromium)) }, effort)
  const server = await servePage()
  const running = await launch()
  try {
    const page = await running.newPage()
    await page.goto(server.address)
    const names: unknown = await page.evaluate('names')
    if (!Names.is(names)) throw new Error('the page must name its contestants, found something else')
    await page.close()
    const contestants = names.map(name => [name, () => inPage(running, server.address, name)] as const)
    return await section(Object.fromEntries(contestants), effort)
  } finally {
    await running.close()
    server.close()
  }
}
