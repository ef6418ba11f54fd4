/** `pullback laws` on a module, with the built package in a separate process. */
import { execFile, spawn } from 'node:child_process'
import { build } from 'esbuild'
import { mkdtemp, readFile, realpath, rm, symlink, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Result } from '../../laws/law/verify.js'
import { overviewToJunit } from '../../laws/run/junit.js'
import { type Overview, overviewToJson, showOverview } from '../../laws/run/overview.js'
import { linesOf } from './fakeTerminal.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

const main = join(root, 'dist/src/cli/main.js')

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullback-laws-'))
  await mkdir(join(folder, 'node_modules'))
  await symlink(root, join(folder, 'node_modules/pullback'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const run = (...words: readonly string[]) =>
  new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>(resolve => {
    execFile(process.execPath, [main, 'laws', ...words], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr })
    })
  })

const write = (name: string, code: string) => writeFile(join(folder, name), code)

/** Runs the command, and sends Ctrl-C when a text appears on stderr. */
const runUntil = (text: string, ...words: readonly string[]) =>
  new Promise<{ readonly code: number | null; readonly stdout: string }>(resolve => {
    const child = spawn(process.execPath, [main, 'laws', ...words], { cwd: folder })
    let stdout = ''
    child.stdout.on('data', chunk => (stdout += String(chunk)))
    child.stderr.on('data', chunk => {
      if (String(chunk).includes(text)) child.kill('SIGINT')
    })
    child.on('close', code => resolve({ code, stdout }))
  })

/** Results with these verdicts, and a subject that was not tried. */
const overviewOf = (verdicts: readonly Result['verdict'][]): Overview => {
  const counted = { statement: '', runs: 1, checks: 2, undecided: 0, skipped: 0, reached: {} }
  const results = verdicts.map((verdict, i) => ({ law: `mine: ${i}`, verdict, ...counted }))
  const tried = [
    { kind: 'layer' as const, name: 'mine', results },
    { kind: 'whole' as const, name: 'untried', results: [] }
  ]
  return { tried, coverage: new Map(), seconds: 1, seed: 42 }
}

test('layers for which every law holds, and a constructor without arguments', async () => {
  await write('right.mjs', "import { dense, tanh } from 'pullback'\nexport const mine = dense(2, 3)\nexport { tanh }\n")
  const { code, stdout } = await run('right.mjs', '--runs', '10')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^mine +✓/m)
  expect(stdout).toMatch(/^tanh +✓/m)
  expect(stdout).toMatch(/^All 16 laws hold: \d+ checks, [\d.]+ s, seed 42$/m)
})

test('a network of 100,000 parameters with a wrong part, and a changed copy of it, whose parts are not judged', async () => {
  await write(
    'network.mjs',
    `import { Algebra, dense, inSequence, tanh } from 'pullback'
     const wrongTanh = { ...tanh(), backward: (_, y, dy) => [[], Algebra.multiply(dy, Algebra.subtract(1, y))] }
     const right = inSequence([dense(784, 128), tanh(), dense(128, 10)])
     export const network = inSequence([dense(784, 128), wrongTanh, dense(128, 10)])
     export const copy = {
       ...right,
       backward: (params, cache, dy) => {
         const [[weight, ...others], dx] = right.backward(params, cache, dy)
         return [[Algebra.scale(0.5, weight), ...others], dx]
       }
     }`
  )
  const { code, stdout } = await run('network.mjs', '--time-limit', '60')
  expect(code).toBe(1)
  expect(stdout).toMatch(/^network +✓ +✓ +✗ +✗ +✓ +✓ +✓ +\? +✗$/m)
  expect(stdout).toMatch(/^copy +✓ +✓ +✗ +✓ +✓ +✓ +✓ +✓ *$/m)
  expect(stdout).toMatch(/^ +likely +part 1, tanh\(\): its gradient is wrong, also alone$/m)
  expect(stdout).toMatch(/^ +likely +the slope of tanh\(the input\): 1 − y, .* is used instead of its derivative$/m)
  expect(stdout).toMatch(/^ +likely +a factor: the gradient is 0\.5 times the right one$/m)
}, 120_000)

test('a layer with half of the correct gradient', async () => {
  await write(
    'wrong.mjs',
    `import { Algebra, tanh } from 'pullback'
     const right = tanh()
     export const halved = {
       ...right,
       backward: (...given) => {
         const [params, input] = right.backward(...given)
         return [params, Algebra.scale(0.5, input)]
       }
     }`
  )
  const { code, stdout } = await run('wrong.mjs', '--runs', '10')
  expect(code).toBe(1)
  expect(stdout).toMatch(/^halved +✓ +✓ +✓ +✗/m)
  expect(stdout).toContain('likely           a factor: the gradient is 0.5 times the right one')
  const json = linesOf((await run('wrong.mjs', '--runs', '10', '--json')).stdout).map((line): unknown =>
    JSON.parse(line)
  )
  expect(json.at(-1)).toMatchObject({ type: 'result', holds: false, laws: 8, seed: 42 })
})

test.each([
  [[], 'Interrupted: 0 of 9 laws tried'],
  [['holds', 'holds'], 'Interrupted: 2 of 9 laws tried, these hold'],
  [['fails', 'holds'], 'Interrupted: 2 of 9 laws tried, 1 of 2 laws do not hold']
] as const)('results %j before an interruption are summed up as: %s', (verdicts, sum) => {
  const overview = { ...overviewOf(verdicts), interrupted: `${verdicts.length} of 9 laws tried` }
  const text = showOverview(overview)
  expect(linesOf(text).at(-1)).toBe(`${sum}: ${2 * verdicts.length} checks, 1.0 s, seed 42`)
  expect(text).not.toContain('untried')
  expect(JSON.parse(linesOf(overviewToJson(overview)).at(-1) ?? '')).toMatchObject({
    holds: false,
    interrupted: overview.interrupted
  })
  expect(overviewToJunit(overview)).toContain(`name="pullback laws, seed 42, interrupted: ${overview.interrupted}"`)
})

test('Ctrl-C before the first law of a module has ended', async () => {
  await write(
    'slow.mjs',
    `import { tanh } from 'pullback'
     const right = tanh()
     const wait = () => { for (const end = Date.now() + 20; Date.now() < end; ); }
     console.log('begun')
     export const slow = { ...right, forward: (...given) => { wait(); return right.forward(...given) } }`
  )
  const { code, stdout } = await runUntil('begun', 'slow.mjs', '--runs', '1000')
  expect(code).toBe(130)
  expect(stdout).toMatch(/^\nInterrupted: 0 laws tried: 0 checks, [\d.]+ s, seed 42\n$/)
})

test.each([
  [['holds', 'holds'], 'All 2 laws hold'],
  [['holds', 'inconclusive'], '1 of 2 laws are inconclusive (try more --runs)'],
  [['fails', 'holds'], '1 of 2 laws do not hold'],
  [['fails', 'inconclusive', 'holds'], '1 of 3 laws do not hold, 1 of 3 laws are inconclusive']
] as const)('results %j are summed up as: %s', (verdicts, sum) => {
  const text = showOverview(overviewOf(verdicts))
  expect(linesOf(text).at(-1)).toBe(`${sum}: ${2 * verdicts.length} checks, 1.0 s, seed 42`)
})

test('a layer that loops, throws or returns a wrong value fails its laws; the other layers are verified', async () => {
  await write(
    'strange.mjs',
    `import { dense } from 'pullback'
     const right = dense(2, 3)
     const changed = change => ({ ...right, ...change })
     console.log('what a layer prints is no result')
     export const fine = right
     export const forwardLoops = changed({ forward: (p, x) => { while (x.numbers.some(number => number > 500)); return right.forward(p, x) } })
     export const initLoops = changed({ init: seed => { for (;;); } })
     export const shapeLoops = changed({ inputShape: { _tag: 'None' }, outputShape: shape => { while (shape[0] === 3); return right.outputShape(shape) } })
     export const loops = () => { for (;;); }
     export const throwing = changed({ backward: () => { throw new Error('not today') } })
     export const nothing = changed({ forward: () => undefined })
     export const noGradient = changed({ backward: () => [undefined, undefined] })
     export const promising = changed({ backward: async () => { throw new Error('later') } })
     export const otherShape = changed({ backward: (p, c, dy) => [right.backward(p, c, dy)[0], dy] })
     export const other = () => 'not a layer'`
  )
  const { code, stdout, stderr } = await run('strange.mjs', '--runs', '10', '--time-limit', '1')
  expect(code).toBe(1)
  const rows = stdout.slice(0, stdout.indexOf('\n\n'))
  expect(rows).toMatch(/^fine +✓ +✓ +✓ +✓ +✓ +✓ +✓ +✓$/m)
  expect(rows).toMatch(/^forwardLoops +✓ +✓ +✓ +✓ +✓ +✓ +✗$/m)
  expect(rows).toMatch(/^initLoops +✗$/m)
  expect(rows).toMatch(/^loops +✗$/m)
  for (const name of ['throwing', 'nothing', 'noGradient', 'promising', 'otherShape'])
    expect(rows).toMatch(new RegExp(`^${name} +✗ +✗ +✗ +✗ +✗ +✗ +✗ +✗$`, 'm'))
  expect(rows).not.toMatch(/^other /m)
  expect(stdout).toMatch(
    /✗ forwardLoops: finiteness.*\n +what +took longer than 1 s; 1 law is not tried\n(.*\n){3} +input +\[\d, 2\] {2}.*\b[5-9]\d\d\..*\n.*\n +likely +an infinite loop, or more work than the time limit allows/
  )
  expect(stdout).toMatch(
    /✗ initLoops: shapes.*\n +what +took longer than 1 s; 7 laws are not tried\n +layer +dense\(2, 3\)$/m
  )
  expect(stdout).toMatch(/✗ shapeLoops: .*\n +what +took longer than 1 s\n +call +outputShape\(\[3\b.*\]\)$/m)
  for (const what of [
    'threw Error: not today',
    'threw BrokenLayer: forward must give a pair, found undefined',
    'threw BrokenLayer: the gradient of the parameters must be tensors, found undefined',
    'threw BrokenLayer: backward must give a pair, found object',
    'threw BrokenLayer: the gradient of the input must have the shape [1, 2], found [1, 3]'
  ])
    expect(stdout).toContain(`  what             ${what}\n  layer            dense(2, 3)\n`)
  expect(stdout).toContain('\n✗ throwing: linearity: threw Error: not today (same as above)\n')
  expect(stdout).not.toContain('no result')
  expect(stderr).toContain('no result')
}, 120_000)

// Later versions of Node load TypeScript.
test.runIf(process.version.startsWith('v20.'))('a module in TypeScript', async () => {
  await write('hover.ts', 'export const one: number = 1')
  expect(await run('hover.ts')).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'pullback laws: hover.ts cannot be loaded: Unknown file extension ".ts": compile it to JavaScript first, for example with esbuild\n'
  })
})

test.each([
  ['missing.mjs', undefined, /^pullback laws: missing.mjs cannot be read: there is no such file or folder$/],
  ['gone.mjs', "import './no.mjs'", /^pullback laws: gone.mjs cannot be loaded: Cannot find module '.*no.mjs'$/],
  ['broken.mjs', 'export const', /^pullback laws: broken.mjs cannot be loaded: .+$/],
  [
    'throws.mjs',
    "throw new TypeError('my own bug')",
    /^pullback laws: throws.mjs cannot be loaded: it threw TypeError: my own bug$/
  ],
  ['number.mjs', 'export const one = 1', /^pullback laws: number.mjs must export a layer, found one$/],
  ['empty.mjs', '', /^pullback laws: empty.mjs must export a layer, found no exports$/]
])('%s: one line and exit code 2', async (name, code, line) => {
  if (code !== undefined) await write(name, code)
  const found = await run(name)
  expect(found.code).toBe(2)
  expect(found.stdout).toBe('')
  expect(linesOf(found.stderr)).toEqual([expect.stringMatching(line)])
})

test('a layer of another copy of the package: one line that names its command', async () => {
  const copy = join(folder, 'other/node_modules/pullback')
  await mkdir(copy, { recursive: true })
  const tanh = join(root, 'dist/src/layer/activation/tanh.js')
  await build({ entryPoints: [tanh], bundle: true, format: 'esm', outfile: join(copy, 'index.js') })
  await write('other/node_modules/pullback/package.json', '{ "name": "pullback", "type": "module" }')
  await write('other/mine.mjs', "export * from './node_modules/pullback/index.js'")
  const { code, stdout, stderr } = await run('other/mine.mjs', '--runs', '1')
  expect({ code, stdout, line: linesOf(stderr).at(-1) }).toEqual({
    code: 2,
    stdout: '',
    line: `pullback laws: other/mine.mjs uses another copy of pullback, whose tensors this command cannot read: run the command of that copy, node ${await realpath(copy)}/dist/src/cli/main.js laws other/mine.mjs`
  })
})

test('--junit writes a test suite for each layer, and the report of a law that fails', async () => {
  await write(
    'mixed.mjs',
    `import { Algebra, tanh } from 'pullback'
     export const right = tanh()
     export const wrong = { ...right, backward: (...given) => [[], Algebra.scale(0.5, right.backward(...given)[1])] }`
  )
  const { code, stdout } = await run('mixed.mjs', '--runs', '5', '--junit', 'laws.xml')
  expect(code).toBe(1)
  expect(stdout).toMatch(/of 16 laws do not hold/)
  const xml = await readFile(join(folder, 'laws.xml'), 'utf8')
  expect(xml).toMatch(/^<testsuites name="pullback laws, seed 42" tests="16" failures="[12]" time="[\d.]+">/m)
  expect(xml).toMatch(/^<testsuite name="right" tests="8" failures="0">/m)
  expect(xml).toContain('<testcase classname="right" name="right: purity: ')
  expect(xml).toMatch(/<failure type="fails" message="[^"]*">[^<]*likely +a factor: the gradient is 0\.5 times/)
  expect((await run('mixed.mjs', '--junit', 'missing/laws.xml')).stderr).toMatch(/^pullback laws: missing\/laws\.xml /)
})
