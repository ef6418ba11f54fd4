/**
 * The recipe of CONTRIBUTING.md: a new kind of layer, loss, optimizer, schedule or initializer changes three places, its file, the
 * index and one row of the catalogue. The test adds one of each to the source in memory and runs the result.
 */
import { build, type Plugin } from 'esbuild'
import { chain, type Either, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Codec, type Optimizer, type Schedule, type UntypedLayer, type UntypedLoss } from 'pullback'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fakeTerminal } from './cli/fakeTerminal.js'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Addition {
  readonly file: readonly [path: string, text: string]
  readonly index: readonly [path: string, line: string]
  /** The import and the row in the catalogue. */
  readonly row: readonly [path: string, imported: string, row: string]
}

const cube: Addition = {
  file: [
    'src/layer/activation/cube.ts',
    `import { multiply, scale, square } from '../../algebra/Algebra.js'
     import { activation } from './activation.js'
     export const cube = activation(x => multiply(x, square(x)), x => scale(3, square(x)), 'cube')`
  ],
  index: ['src/index.ts', `export { cube } from './layer/activation/cube.js'`],
  row: [
    'src/catalogue/activations.ts',
    `import { cube } from '../layer/activation/cube.js'`,
    `plain('cube', 'y = x³', cube<Shape>),`
  ]
}

const meanFourthPower: Addition = {
  file: [
    'src/learning/loss/meanFourthPower.ts',
    `import { multiply, scale, square, subtract, sumOfAll } from '../../algebra/Algebra.js'
     import { describe } from '../../layer/Description.js'
     import { perNumber } from './weight.js'
     export const meanFourthPower = () => ({
       description: describe('meanFourthPower'),
       value: (y, t) => scale(perNumber(1, y), sumOfAll(square(square(subtract(y, t))))),
       gradient: (y, t) => scale(perNumber(4, y), multiply(subtract(y, t), square(subtract(y, t))))
     })`
  ],
  index: ['src/index.ts', `export { meanFourthPower } from './learning/loss/meanFourthPower.js'`],
  row: [
    'src/catalogue/losses.ts',
    `import { meanFourthPower } from '../learning/loss/meanFourthPower.js'`,
    `{ name: 'meanFourthPower', formula: 'L = mean of (y − t)⁴', build: lossFrom(noSettings, meanFourthPower) },`
  ]
}

const halfStep: Addition = {
  file: [
    'src/learning/optimizer/halfStep.ts',
    `import { scale } from '../../algebra/Algebra.js'
     import { mapValues } from '../../algebra/Value.js'
     import { describe } from '../../layer/Description.js'
     import { optimizer, transformation } from '../Optimizer.js'
     export const halfStep = learningRate =>
       optimizer(learningRate, transformation(describe('halfStep'), (_, g) => mapValues(x => scale(0.5, x))(g)))`
  ],
  index: ['src/index.ts', `export { halfStep } from './learning/optimizer/halfStep.js'`],
  row: [
    'src/catalogue/optimizers.ts',
    `import { halfStep } from '../learning/optimizer/halfStep.js'`,
    `{ name: 'halfStep', formula: 'd = g / 2', at: halfStep, build: decoding(noSettings, () => halfStep(1).direction) },`
  ]
}

const inverse: Addition = {
  file: [
    'src/learning/schedule/inverse.ts',
    `import { describe } from '../../layer/Description.js'
     export const inverse = rate => ({ description: describe('inverse', { rate }), at: step => rate / (1 + step) })`
  ],
  index: ['src/learning/Schedule.ts', `export { inverse } from './schedule/inverse.js'`],
  row: [
    'src/catalogue/schedules.ts',
    `import { inverse } from '../learning/schedule/inverse.js'`,
    `{
       name: 'inverse',
       formula: 'η / (1 + step)',
       example: { rate: 0.01 },
       build: decoding(t.type({ rate: t.number }), ({ rate }) => inverse(rate))
     },`
  ]
}

const halves: Addition = {
  file: [
    'src/layer/initializer/halves.ts',
    `import { filledTensor, writtenShape } from '../../tensor/Tensor.js'
     export const halves = shape => seed => [filledTensor(writtenShape('halves', shape), 0.5), seed]`
  ],
  index: ['src/layer/Initializer.ts', `export { halves } from './initializer/halves.js'`],
  row: [
    'src/catalogue/initializers.ts',
    `import { halves } from '../layer/initializer/halves.js'`,
    `plain('halves', '½', halves),`
  ]
}

const read = (path: string): string => readFileSync(resolve(root, path), 'utf8')

/** The catalogue with an additional row at the end. */
const withRow = (source: string, imported: string, row: string): string => {
  const end = source.lastIndexOf('\n]')
  expect(end).toBeGreaterThan(0)
  return `${imported}\n${source.slice(0, end).replace(/,?$/, ',')}\n${row}${source.slice(end)}`
}

/** The content of the changed files. */
const changed = (additions: readonly Addition[]): ReadonlyMap<string, string> => {
  const texts = new Map<string, string>()
  const current = (path: string): string => texts.get(path) ?? read(path)
  for (const { file, index, row } of additions) {
    texts.set(...file)
    texts.set(index[0], `${current(index[0])}${index[1]}\n`)
    texts.set(row[0], withRow(current(row[0]), row[1], row[2]))
  }
  return new Map([...texts].map(([path, text]) => [resolve(root, path), text]))
}

const overlay = (texts: ReadonlyMap<string, string>): Plugin => ({
  name: 'overlay',
  setup: plugin => {
    plugin.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const file = resolve(resolveDir, path.replace(/\.js$/, '.ts'))
      return texts.has(file) ? { path: file } : undefined
    })
    plugin.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const contents = texts.get(path)
      return contents === undefined ? undefined : { contents, loader: 'ts' as const }
    })
  }
})

const entry = `
  export * as pullback from './src/index.ts'
  export { program } from './src/cli/program.ts'
  export { everything } from './laws/everything.ts'
  export { verify } from './laws/run/verify.ts'
`

/** The exports that the test uses. */
interface Built {
  readonly pullback: Pick<
    typeof import('../src/index.js'),
    'lossCodec' | 'networkCodec' | 'optimizerCodec' | 'scheduleCodec' | 'showDescription'
  > & {
    readonly cube: () => UntypedLayer
    readonly meanFourthPower: () => UntypedLoss
    readonly halfStep: (learningRate: number | Schedule) => Optimizer
    readonly Schedules: { readonly inverse: (rate: number) => Schedule }
    readonly Initializers: { readonly halves: unknown }
  }
  readonly program: (typeof import('../src/cli/program.js'))['program']
  readonly everything: (typeof import('../laws/everything.js'))['everything']
  readonly verify: (typeof import('../laws/run/verify.js'))['verify']
}

const load = async (additions: readonly Addition[]): Promise<Built> => {
  // The bundle lies inside the package to find the dependencies and the package itself.
  const outfile = resolve(root, 'dist/recipe/recipe.mjs')
  await build({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'silent',
    plugins: [overlay(changed(additions))]
  })
  // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- the bundle has the type of its entry
  const built: Built = await import(pathToFileURL(outfile).href)
  return built
}

const run = async ({ program }: Built, ...argv: readonly string[]) => {
  const { terminal, written } = fakeTerminal()
  return { code: await program(argv)(terminal)(), ...written() }
}

const there = <A>({ encode, decode }: Codec<A>, value: A): Either<string, A> => pipe(encode(value), chain(decode))

describe('one of each, added in three places', () => {
  let built: Built
  let folder: string
  const data = () => join(folder, 'data.csv')

  beforeAll(async () => {
    built = await load([cube, meanFourthPower, halfStep, inverse, halves])
    folder = await mkdtemp(join(tmpdir(), 'pullback-recipe-'))
    await writeFile(data(), 'a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,2\n')
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  const laws = (name: string) => {
    const found = built.everything().filter(group => group.name === name)
    return found.flatMap(({ laws }) => laws)
  }

  const trained = async (...options: readonly string[]): Promise<string> => {
    const out = join(folder, 'model.json')
    const ran = await run(built, 'train', '--data', data(), '--target', 'y', '--epochs', '2', '--out', out, ...options)
    expect(ran).toMatchObject({ code: 0 })
    return readFileSync(out, 'utf8')
  }

  test('the layer', async () => {
    const { pullback } = built
    expect(there(pullback.networkCodec(), pullback.cube())).toMatchObject(right({ description: { kind: 'cube' } }))
    expect((await run(built, 'layers')).stdout).toMatch(/^cube +\[2, 3\] → \[2, 3\] +y = x³$/m)
    expect(await trained('--layers', '3,cube')).toContain('"kind":"cube"')
    const report = built.verify(laws('cube'), { runs: 20 })
    expect(report.results.map(({ law }) => law)).toContain('cube: input gradient')
    expect(report.results.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
  })

  test('the loss', async () => {
    const { pullback } = built
    const found = there(pullback.lossCodec(), pullback.meanFourthPower())
    expect(found).toMatchObject(right({ description: { kind: 'meanFourthPower' } }))
    await trained('--loss', 'meanFourthPower')
    const report = built.verify(laws('meanFourthPower'), { runs: 20 })
    expect(report.results.map(({ law }) => law)).toContain('meanFourthPower: gradient')
    expect(report.results.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
  })

  test('the optimizer', async () => {
    const { pullback } = built
    const found = there(pullback.optimizerCodec(), pullback.halfStep(0.1))
    expect(found).toMatchObject(right({ description: { kind: 'halfStep', configuration: { learningRate: 0.1 } } }))
    await trained('--optimizer', 'halfStep')
    const report = built.verify(laws('halfStep'), { runs: 20 })
    expect(report.results.map(({ law }) => law)).toContain('halfStep: descent')
    expect(report.results.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
    expect(laws('resumption').map(({ mustReach }) => mustReach?.includes('halfStep'))).toEqual([true, true])
    expect(laws('training').map(({ name }) => name)).toContain('halfStep training: purity')
  })

  test('the schedule', async () => {
    const { pullback } = built
    const schedule = pullback.Schedules.inverse(0.1)
    expect(there(pullback.scheduleCodec(), schedule)).toMatchObject(right({ description: { kind: 'inverse' } }))
    const optimizer = { kind: 'sgd', parts: [{ kind: 'inverse', configuration: { rate: 0.1 } }] }
    await writeFile(join(folder, 'plan.json'), JSON.stringify({ optimizer }))
    await trained(join(folder, 'plan.json'))
    expect(laws('resumption').map(({ mustReach }) => mustReach?.includes('inverse'))).toEqual([true, true])
  })

  test('the initializer', () => {
    expect(built.pullback.Initializers.halves).toBeTypeOf('function')
    const own = laws('initializers').filter(({ name }) => name.startsWith('halves: '))
    expect(own.map(({ name }) => name)).toEqual(['halves: shapes', 'halves: purity', 'halves: finiteness'])
    expect(built.verify(own).holds).toBe(true)
  })
})
