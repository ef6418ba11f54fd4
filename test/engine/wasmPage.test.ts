/** The engine wasm and the kernels of eager and javascript in a page of headless Chromium and in a worker, under three policies. */
import { build } from 'esbuild'
import * as t from 'io-ts'
import { fileURLToPath } from 'node:url'
import { type Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launch, withoutChromium } from '../browser/chromium.js'
import { serve } from '../browser/serve.js'
import { wasmHashes } from './wasmHashes.js'

const Hashes = t.record(t.string, t.string)

let program = ''
let browser: Browser | undefined
let expected: t.TypeOf<typeof Hashes> = {}

beforeAll(async () => {
  if (withoutChromium !== '') return
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('wasmPage.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error'
  })
  program = outputFiles[0]?.text ?? ''
  browser = await launch()
  expected = await wasmHashes()
}, 60_000)

afterAll(() => browser?.close())

beforeEach(({ skip }) => {
  if (withoutChromium === '') return
  console.log(`skipped: ${withoutChromium}`)
  skip(withoutChromium)
})

const html = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/program.js"></script>'

/** What a page evaluates for the hashes in its main thread and in a worker. */
const threads = {
  'main thread': 'wasmHashes()',
  worker: `new Promise((resolve, reject) => {
    const worker = new Worker('/program.js', { type: 'module' })
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage('')
  })`
}

const hashesIn = async (code: string, policy?: string): Promise<t.TypeOf<typeof Hashes>> => {
  if (browser === undefined) throw new Error('there is no browser')
  const headers = policy === undefined ? {} : { 'content-security-policy': policy }
  const server = await serve(path => (path === '/' ? html : program), headers)
  const page = await browser.newPage()
  try {
    await page.goto(server.address)
    const answer: unknown = await page.evaluate(code)
    if (!Hashes.is(answer)) throw new Error(`the page answers ${String(answer)}`)
    return answer
  } finally {
    await page.close()
    server.close()
  }
}

describe.each(Object.entries(threads))('%s', (_, code) => {
  test.each([undefined, "script-src 'self' 'wasm-unsafe-eval'"])(
    'under the policy %s all engines have the bits that they have in Node',
    async policy => {
      expect(await hashesIn(code, policy)).toEqual(expected)
    }
  )

  test('without wasm-unsafe-eval the engine says so, and the others have the same bits', async () => {
    const found = await hashesIn(code, "script-src 'self'")
    const error: unknown = expect.stringMatching(
      /^EvalError: the wasm engine cannot run here; under a content security policy, allow 'wasm-unsafe-eval' in script-src \(WebAssembly.Module\(\): .*\)$/
    )
    expect(found).toEqual({ ...expected, 'wasm float64': error, 'wasm float32': error })
  })
})

test('float64 has the bits of eager, and float32 has others', () => {
  const { eager, javascript, 'wasm float64': float64, 'wasm float32': float32 } = expected
  expect([javascript, float64]).toEqual([eager, eager])
  expect(float32).toMatch(/^[0-9a-f]{16}$/)
  expect(float32).not.toBe(eager)
})
