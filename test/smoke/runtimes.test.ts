/** The packed package on this Node, the newest Node, Bun and Deno. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { install, run } from '../installed.js'
import { found } from './found.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

let folder = ''
let withoutNetwork = ''

beforeAll(async () => {
  ;({ folder, withoutNetwork } = await install())
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const [, program] = /^```ts\n([\s\S]*?)^```$/m.exec(readme) ?? []
  if (program === undefined) throw new Error('README.md has no program')
  // The program has no types that are written down, so it is JavaScript.
  await writeFile(join(folder, 'readme.js'), program)
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const main = 'node_modules/pullback/dist/src/cli/main.js'
const iris = 'node_modules/pullback/examples/iris.csv'

/** `deno run` allows nothing unless it is told to; the command line reads and writes files. */
describe.each([
  { runtime: 'this Node', forLibrary: [], forCommand: [] },
  { runtime: 'node', forLibrary: [], forCommand: [] },
  { runtime: 'bun', forLibrary: [], forCommand: [] },
  { runtime: 'deno', forLibrary: ['run', '--no-prompt'], forCommand: ['run', '--allow-all'] }
])('$runtime', ({ runtime, forLibrary, forCommand }) => {
  let path = ''
  let without = ''

  beforeAll(async () => {
    const { path: binary, reason } = await found(runtime)
    path = binary
    without = reason || withoutNetwork
    if (without === '') console.log(`${runtime}: ${(await run(folder, path, '--version')).stdout.trim()}`)
  }, 120_000)

  beforeEach(({ skip }) => {
    if (without === '') return
    console.log(`skipped: ${without}`)
    skip(without)
  })

  const command = (...words: readonly string[]) => run(folder, path, ...forCommand, main, ...words)

  test('the first program of the README learns XOR', async () => {
    const { failed, stdout, stderr } = await run(folder, path, ...forLibrary, 'readme.js')
    expect({ failed, stderr }).toEqual({ failed: false, stderr: '' })
    const loss = Number(stdout.split('\n')[0])
    expect(loss).toBeGreaterThan(0)
    expect(loss).toBeLessThan(0.01)
  })

  test('pullback xor', async () => {
    const { failed, stdout } = await command('xor', '--epochs', '2000')
    expect(failed).toBe(false)
    expect(stdout).toMatch(/^Error 0\.00\d+ after 2000 epochs/)
  })

  test('pullback train, then predict', async () => {
    const out = `${runtime.replace(' ', '-')}.safetensors`
    const trained = await command('train', '--data', iris, '--target', 'species', '--epochs', '20', '--out', out)
    expect(trained.failed).toBe(false)
    expect(trained.stdout).toContain(`Wrote ${out}`)
    const { failed, stdout } = await command('predict', out, '--input', iris)
    expect(failed).toBe(false)
    expect(stdout.match(/^(setosa|versicolor|virginica),/gm)).toHaveLength(150)
  })
})
