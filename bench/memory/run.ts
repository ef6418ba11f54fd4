/**
 * Memory in use during training of 784-128-10 with adam, in mini-batches: measured at regular intervals after a garbage
 * collection. States that are no longer referenced are garbage, so memory stays constant.
 *
 *     npm run bench:memory                10,000 steps; writes docs/results/memory.json
 *     npm run bench:memory -- --steps 500 --batch 4
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  type Random,
  adam,
  andThen,
  dataset,
  dense,
  learner,
  meanSquaredError,
  Randoms,
  take,
  tanh,
  trajectory
} from '../../src/index.js'

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '10000' }, batch: { type: 'string', default: '32' } }
})
const batchSize = Number(values.batch)
const steps = Number(values.steps)
const stride = Math.max(1, Math.floor(steps / 20))

const drawn = <A>(random: Random<A>, seed: number): A => evaluate(Randoms.seed(seed))(random)
const examples = dataset(
  drawn(Randoms.uniform()<readonly [number, 784]>([320, 784]), 1),
  drawn(Randoms.uniform()<readonly [number, 10]>([320, 10]), 2)
)
const student = learner(
  pipe(dense(784, 128), andThen(tanh()), andThen(dense(128, 10))),
  meanSquaredError(),
  adam(0.001)
)

const { gc } = globalThis
if (gc === undefined) throw new Error('Run it with node --expose-gc')

const mebibytes = (bytes: number) => Math.round((bytes / 2 ** 20) * 100) / 100

const rows = Array.from(take(20)(trajectory(student, examples, { batchSize, stride, from: 1 })), ({ step }) => {
  // The first collection finds the garbage; array buffers are released by the second.
  gc()
  gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  const row = { step, heapUsed: mebibytes(heapUsed), arrayBuffers: mebibytes(arrayBuffers) }
  console.log(JSON.stringify(row))
  return row
})

if (steps >= 10_000) {
  const task = `dense(784, 128) tanh dense(128, 10), adam, batches of ${batchSize}; in use after a garbage collection, MiB`
  mkdirSync('docs/results', { recursive: true })
  writeFileSync(
    'docs/results/memory.json',
    `${JSON.stringify({ task, command: `npm run bench:memory -- --batch ${batchSize}`, node: process.version, rows }, null, 2)}\n`
  )
}
