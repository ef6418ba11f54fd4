/** Training of the dense network in headless Chromium: ONNX Runtime against tfjs on wasm. */
import * as t from 'io-ts'
import { absent, type Contestant, reasonOf } from '../Contestant.js'
import { race } from '../race.js'
import { type Effort, type Section } from '../Section.js'
import { launch, withoutChromium } from '../../test/browser/chromium.js'
import { servePage } from './serve.js'

const Outcome = t.type({ seconds: t.number, error: t.number })
const names = ['tfjs-wasm', 'onnxruntime-web']
const count = 33

const section = (contestants: readonly Contestant[], error: number, effort: Effort): Promise<Section> =>
  race({
    name: 'browser',
    title: 'The same step of 784-128-10, batches of 32, in a page of headless Chromium',
    unit: 'step',
    contestants,
    plan: { answers: [{ count, error }], tolerance: 1e-4, ...effort, rounds: Math.min(5, effort.rounds) },
    references: ['tfjs-wasm'],
    bounds: []
  })

export const browser = async (effort: Effort): Promise<Section> => {
  try {
    if (withoutChromium !== '') throw new Error(withoutChromium)
    const server = await servePage()
    const running = await launch()
    try {
      const page = await running.newPage()
      await page.goto(server.address)
      const loss = await page.evaluate(`prepare(${count}).then(prepared => (globalThis.prepared = prepared).loss)`)
      const inPage = (name: string): Contestant => ({
        name,
        run: async () => {
          const outcome = await page.evaluate(`prepared.run(${JSON.stringify(name)})`)
          if (!Outcome.is(outcome)) throw new Error('the page must return its outcome, found something else')
          return outcome
        }
      })
      const measured = await section(names.map(inPage), Number(loss), effort)
      await page.screenshot({ path: 'bench/node_modules/.cache/page.png' })
      return measured
    } finally {
      await running.close()
      server.close()
    }
  } catch (reason) {
    return section(
      names.map(name => absent(name, reasonOf(reason))),
      NaN,
      effort
    )
  }
}
