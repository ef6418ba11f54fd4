/** Trainings from fixed seeds end with the same bits on every engine in this Node, other Nodes, Bun, Deno, Chromium and Firefox. */
import { build } from 'esbuild'
import * as t from 'io-ts'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { launch, withoutChromium } from '../browser/chromium.js'
import { openFirefox, withoutFirefox } from '../browser/firefox.js'
import { serve } from '../browser/serve.js'
import { run } from '../installed.js'
import { found } from './found.js'

/** Hashes by engine and training. */
const Table = t.record(t.string, t.record(t.string, t.string))
type Table = t.TypeOf<typeof Table>

const parsed = (text: string): Table => {
  const table: unknown = JSON.parse(text)
  if (!Table.is(table)) throw new Error(`expected a table, found ${text}`)
  return table
}

let folder = ''
let expected: Table = {}
const lines: string[] = []

const show = (place: string, cells: readonly string[]) =>
  lines.push([place.padEnd(30), ...cells.map(cell => cell.padEnd(16))].join('  ').trimEnd())

const inRuntime = async (path: string, ...words: readonly string[]): Promise<Table> => {
  const { failed, stdout, stderr } = await run(folder, path, ...words, 'program.mjs')
  if (failed) throw new Error(stderr)
  return parsed(stdout)
}

const html = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/program.mjs"></script>'

/** Opens the page and waits for the table that it requests. */
const inPage = async (open: (address: string) => Promise<() => Promise<void>>): Promise<Table> => {
  let answer: (text: string) => void = () => undefined
  const answered = new Promise<string>(resolve => (answer = resolve))
  const server = await serve(path => {
    if (path === '/') return html
    if (!path.startsWith('/table/')) return readFile(join(folder, path))
    answer(decodeURIComponent(path.slice('/table/'.length)))
    return ''
  })
  const close = await open(server.address)
  const timer = setTimeout(() => answer('"no table after 50 s"'), 50_000)
  try {
    return parsed(await answered)
  } finally {
    clearTimeout(timer)
    await close()
    server.close()
  }
}

const openChromium = async (address: string) => {
  const browser = await launch()
  await (await browser.newPage()).goto(address)
  return () => browser.close()
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullback-hashes-'))
  await build({
    entryPoints: [fileURLToPath(new URL('../hashes/program.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    outfile: join(folder, 'program.mjs'),
    logLevel: 'error'
  })
  const table = await inRuntime(process.execPath)
  const [first = {}] = Object.values(table)
  expected = Object.fromEntries(Object.keys(table).map(engine => [engine, first]))
  show('', ['engine', ...Object.keys(first)])
}, 120_000)

afterAll(async () => {
  console.log(lines.join('\n'))
  await rm(folder, { recursive: true, force: true })
})

const expectHashes = (place: string, table: Table) => {
  for (const [engine, hashes] of Object.entries(table)) show(place, [engine, ...Object.values(hashes)])
  expect(table).toEqual(expected)
}

const skipIf = (reason: string, place: string, { skip }: TestContext) => {
  if (reason === '') return
  show(place, [`skipped: ${reason}`])
  skip(reason)
}

test.for(['this Node', 'node 22', 'node 24', 'node', 'bun', 'deno'])(
  '%s',
  { timeout: 120_000 },
  async (runtime, context) => {
    const { path, reason } = await found(runtime)
    skipIf(reason, runtime, context)
    const [version = ''] = /[\d.]+/.exec((await run(folder, path, '--version')).stdout) ?? []
    expectHashes(`${runtime}, ${version}`, await inRuntime(path, ...(runtime === 'deno' ? ['run', '--no-prompt'] : [])))
  }
)

test.for([
  { browser: 'Chromium', reason: withoutChromium, open: openChromium },
  { browser: 'Firefox', reason: withoutFirefox, open: openFirefox }
])('$browser', { timeout: 60_000 }, async ({ browser, reason, open }, context) => {
  skipIf(reason, browser, context)
  expectHashes(browser, await inPage(open))
})
