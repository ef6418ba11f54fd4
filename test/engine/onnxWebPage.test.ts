/** The engine onnx-web in a page of headless Chromium, which this test serves: what it computes, and what it loads. */
import { build } from 'esbuild'
import * as t from 'io-ts'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test, type TestContext } from 'vitest'
import { type OnnxWebSettings } from '../../src/engine/onnxWeb.js'
import { fromArray } from '../../src/index.js'
import { launch, withoutChromium } from '../browser/chromium.js'
import { serve } from '../browser/serve.js'
import { expectAgreement } from './expectAgreement.js'
import { cases } from './onnxWebCases.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

const Results = t.array(t.array(t.type({ shape: t.array(t.number), numbers: t.array(t.number) })))

/** The page and its program in chunks, and the files of ONNX Runtime in the folder `ort`. */
const contents = async () => {
  const { outputFiles } = await build({
    entryPoints: { page: join(root, 'test/engine/onnxWebPage.ts') },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    outdir: root,
    write: false,
    logLevel: 'error'
  })
  const chunks = new Map(outputFiles.map(({ path, contents }) => [`/${basename(path)}`, contents]))
  return (path: string): string | Uint8Array | Promise<Uint8Array> => {
    if (path === '/')
      return '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>'
    return chunks.get(path) ?? readFile(join(root, 'node_modules/onnxruntime-web/dist', path.replace(/^\/ort\//, '')))
  }
}

const skipped = ({ skip }: TestContext, reason: string) => {
  console.log(`skipped: ${reason}`)
  skip(reason)
}

beforeEach(context => {
  if (withoutChromium !== '') skipped(context, withoutChromium)
})

let files: Awaited<ReturnType<typeof contents>> | undefined
let plain: Browser | undefined

beforeAll(async () => {
  if (withoutChromium !== '') return
  files = await contents()
  plain = await launch()
})

afterAll(() => plain?.close())

/** Runs all cases in a page, and returns its answer and what it loads, before the engine is asked for and after. */
const inPage = async (
  browser: Browser | undefined,
  settings: OnnxWebSettings,
  headers: { readonly [name: string]: string } = {}
) => {
  if (files === undefined || browser === undefined) throw new Error('there is no page or no browser')
  const server = await serve(files, headers)
  const page = await browser.newPage()
  try {
    const loaded: string[] = []
    page.on('request', request => loaded.push(request.url().replace(server.address, '/')))
    await page.goto(server.address)
    const before = loaded.splice(0)
    const answer: unknown = await page.evaluate(`run(${JSON.stringify(settings)})`)
    return { answer, before, after: loaded }
  } finally {
    await page.close()
    server.close()
  }
}

const expectResults = (answer: unknown) => {
  if (!Results.is(answer)) throw new Error(`the page answers ${String(answer)}`)
  expect(answer.length).toBe(cases.length)
  cases.forEach((one, i) => {
    const results = answer[i] ?? []
    expectAgreement(
      one,
      results.map(({ shape, numbers }) => fromArray(shape, numbers))
    )
  })
}

test('wasm gives what eager gives; ONNX Runtime is loaded when it is asked for, from where the page says', async () => {
  const { answer, before, after } = await inPage(plain, { wasmPaths: '/ort/' })
  expectResults(answer)
  expect(before.join()).not.toMatch(/ort/)
  expect(after).toEqual([
    expect.stringMatching(/^\/ort\.wasm\..*\.js$/),
    '/ort/ort-wasm-simd-threaded.mjs',
    '/ort/ort-wasm-simd-threaded.wasm'
  ])
})

// Chromium's own adapter compiles every shader for the processor.
test('webgpu gives what eager gives', { timeout: 120_000 }, async context => {
  const browser = await launch('webgpu')
  try {
    const wasmPaths = { wasm: '/ort/ort-wasm-simd-threaded.asyncify.wasm' }
    const { answer, after } = await inPage(browser, { provider: 'webgpu', wasmPaths })
    if (typeof answer === 'string' && /adapter|navigator/.test(answer)) skipped(context, answer)
    expectResults(answer)
    expect(after).toEqual([expect.stringMatching(/^\/ort\.webgpu\..*\.js$/), wasmPaths.wasm])
  } finally {
    await browser.close()
  }
})

test('a page whose policy forbids WebAssembly is told so', async () => {
  const policy = { 'content-security-policy': "script-src 'self'" }
  const { answer } = await inPage(plain, { wasmPaths: '/ort/' }, policy)
  expect(answer).toMatch(/^the engine onnx-web cannot use wasm here: .*violates the following Content Security Policy/i)
})

test('a page without a WebGPU adapter is told so, and loads nothing', async () => {
  const { answer, after } = await inPage(plain, { provider: 'webgpu', wasmPaths: '/ort/' })
  expect(answer).toBe('the engine onnx-web cannot use webgpu here: the browser found no WebGPU adapter')
  expect(after).toEqual([])
})
