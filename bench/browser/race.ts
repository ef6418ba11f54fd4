/** Training of the dense network in headless Chromium: ONNX Runtime against tfjs on wasm. */
import { existsSync } from 'node:fs'
import * as t from 'io-ts'
import { absent, type Contestant, reasonOf } from '../Contestant.js'
import { peer } from '../peer.js'
import { race } from '../race.js'
import { type Effort, type Section } from '../Section.js'
import { serve } from './serve.js'

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]

interface Page {
  readonly goto: (address: string) => Promise<unknown>
  readonly evaluate: (expression: string) => Promise<unknown>
  readonly screenshot: (options: { readonly path: string }) => Promise<unknown>
}

interface Browser {
  readonly newPage: () => Promise<Page>
  readonly close: () => Promise<void>
}

/** The part of Playwright that is used here. Every browser gets a new profile folder. */
interface Playwright {
  readonly chromium: {
    readonly launch: (options: {
      readonly executablePath: string
      readonly args: readonly string[]
    }) => Promise<Browser>
  }
}

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
    if (!existsSync(chromium))
      throw new Error('Chromium was not found: install it (apt-get install chromium) or set CHROMIUM to its path')
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the package may be absent, and then its types are too
    const playwright = (await peer('playwright-core')) as Playwright
    const server = await serve()
    const running = await playwright.chromium.launch({ executablePath: chromium, args: flags })
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
