/** tsc on a project of ten medium networks, against the declarations of the build: memory below 250 MB. The time is printed. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ownFolder } from '../folder.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const declarations = resolve(root, 'dist/src/index.d.ts')
const { folder, at, file } = ownFolder()

/** A program with the n-th set of sizes: a classifier of images, a forecast of a series, a transformer, and their training. */
const program = (n: number): string => `
  import { pipe } from 'fp-ts/lib/function.js'
  import { accuracy, adam, andThen, batchNorm, convolution, dataset, dense, dropout, earlyStopping, evaluateOn } from 'pullback'
  import { flatten, fork, frozen, fromArray, gelu, javascript, lastPosition, layerNorm, learner, lstm, maxPool } from 'pullback'
  import { meanSquaredError, named, type ParamsOf, predict, relu, residual, softmaxCrossEntropy, splitParams, sum } from 'pullback'
  import { tanh, train, trajectory, transformerBlock } from 'pullback'

  const encoder = named('encoder', pipe(
    convolution([3, 32, 32], 3, ${8 + n}, { padding: 1 }), andThen(relu()), andThen(maxPool(2)),
    andThen(convolution([${8 + n}, 16, 16], 3, ${16 + n}, { padding: 1 })), andThen(relu()), andThen(maxPool(2)),
    andThen(flatten())
  ))
  const head = pipe(
    dense(${64 * (16 + n)}, 64), andThen(batchNorm(64)), andThen(relu()), andThen(dropout(0.5)),
    andThen(residual(start => pipe(start, andThen(dense(64, ${32 + n})), andThen(gelu()), andThen(dense(${32 + n}, 64))))),
    andThen(fork(dense(64, ${20 + n}), pipe(dense(64, 8), andThen(tanh()), andThen(dense(8, ${20 + n}))))), andThen(sum()),
    andThen(layerNorm(${20 + n})), andThen(dense(${20 + n}, 10))
  )
  const images = pipe(encoder, andThen(head))
  declare const params: ParamsOf<typeof images>
  const [ofEncoder, ofHead] = splitParams(encoder, head)(params)
  const scores = predict(images, [...ofEncoder, ...ofHead])(fromArray([2, 3, 32, 32], new Float64Array(6144)))
  const data = dataset(fromArray([2, 3, 32, 32], new Float64Array(6144)), fromArray([2, 10], new Float64Array(20)))
  const student = learner(pipe(frozen(encoder, ofEncoder), andThen(head)), softmaxCrossEntropy(), adam(0.001))
  const validate = evaluateOn(student, data, { accuracy })
  export const trained = pipe(
    trajectory(student, data, { engine: javascript, from: ofHead.length }),
    earlyStopping(state => validate(state).loss, { patience: 3 }),
    train(10)
  ).best.params

  const series = pipe(lstm<number, ${2 + n}, 16>(${2 + n}, 16), andThen(lastPosition()), andThen(dense(16, 1)))
  export const forecaster = learner(series, meanSquaredError(), adam(0.01))
  export const blocks = pipe(
    transformerBlock<12, ${4 * (4 + n)}, 4>(${4 * (4 + n)}, 4), andThen(transformerBlock(${4 * (4 + n)}, 4)),
    andThen(transformerBlock(${4 * (4 + n)}, 4)), andThen(transformerBlock(${4 * (4 + n)}, 4))
  )
  export { scores }
`

const settings = {
  compilerOptions: {
    target: 'es2023',
    lib: ['es2023'],
    types: ['node'],
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    noEmit: true
  },
  include: ['*.ts']
}

test('tsc on ten medium networks', { timeout: 120_000 }, async ({ skip }) => {
  if (!existsSync(declarations)) skip('there is no build: npm run build')
  mkdirSync(at('node_modules'))
  for (const name of readdirSync(resolve(root, 'node_modules')))
    symlinkSync(resolve(root, 'node_modules', name), at(`node_modules/${name}`))
  symlinkSync(root, at('node_modules/pullback'))
  file('package.json', JSON.stringify({ type: 'module' }))
  file('tsconfig.json', JSON.stringify(settings))
  for (let n = 0; n < 10; n++) file(`network${n}.ts`, program(n))
  const tsc = resolve(root, 'node_modules/typescript/bin/tsc')
  // The time on the clock depends on what else the machine does, so the process reports the time of its processors.
  const report =
    'process.on("exit",()=>{const{user,system}=process.cpuUsage();console.log("Processor: "+(user+system)/1e6)})'
  const given = ['--import', `data:text/javascript,${report}`, tsc, '--extendedDiagnostics']
  const { stdout } = await promisify(execFile)(process.execPath, given, { cwd: folder }).catch((error: unknown) => {
    throw new Error(error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error))
  })
  const figure = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+(\\.\\d+)?)`, 'm').exec(stdout)?.[1])
  const [memory, seconds, processor] = [figure('Memory used') / 1000, figure('Total time'), figure('Processor')]
  console.log(`tsc on ten medium networks: ${seconds} s (${processor} s of a processor), ${memory.toFixed(0)} MB`)
  expect(memory).toBeLessThan(250)
  expect(seconds).toBeGreaterThan(0)
})
