/**
 * Training steps through n dense layers with tanh, n from 1 to 512. Every layer runs forward once and backward once, so the time
 * should be linear in n. Narrow layers show the cost of composing, wide ones that of computing.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  andThen,
  asBatch,
  type Batched,
  dense,
  type Engine,
  learner,
  meanSquaredError,
  Randoms,
  repeat,
  sgd,
  tanh,
  trajectory
} from '../src/index.js'
import { engines } from './engines.js'
import { median } from './median.js'
import { check, type Effort, type Section, significant } from './Section.js'
import { table } from './table.js'

const depths = [1, 4, 16, 64, 256, 512]
const widths = [4, 16]
const size = 32
/** Steps in a call of a compiled program. The same for all depths, because a call costs time for every parameter. */
const stride = 8

const drawn = (seed: number, width: number): Batched<readonly [number]> =>
  asBatch(evaluate(Randoms.seed(seed))(Randoms.uniform(-1, 1)([size, width])))

/** Endless training in strides. The time of each further stride is measured. */
const training = (engine: Engine, width: number, depth: number) => {
  const examples = { size, inputs: drawn(1, width), targets: drawn(2, width) }
  const layer = pipe(dense(width, width), andThen(tanh()))
  const student = learner(repeat(depth, layer), meanSquaredError(), sgd(0.01))
  return trajectory(student, examples, { engine, batchSize: size, shuffle: false, stride, from: 3 })[Symbol.iterator]()
}

/** Microseconds per step, averaged over a stride. */
const timed = (states: Iterator<unknown>, seconds: number): number => {
  const start = performance.now()
  let steps = 0
  while (performance.now() - start < seconds * 1000 || steps === 0) {
    states.next()
    steps += stride
  }
  return ((performance.now() - start) * 1000) / steps
}

/** A bar whose length is proportional to a number, at most 60 characters. */
const bar = (value: number, most: number): string => '█'.repeat(Math.max(1, Math.round((60 * value) / most)))

export const depth = async ({ rounds, turnSeconds }: Effort): Promise<Section> => {
  const series = Object.entries(engines).flatMap(([name, engine]) =>
    widths.map(width => ({ name: `${name}, width ${width}`, engine: engine(), width }))
  )
  const runs = series.flatMap(({ name, engine, width }) =>
    depths.map(layers => ({ name, layers, states: training(engine, width, layers), times: new Array<number>() }))
  )
  for (const { states } of runs) states.next()
  for (let round = 0; round < rounds; round += 1)
    for (const { states, times } of runs) times.push(timed(states, turnSeconds / 4))

  const rows = runs.map(({ name, layers, times }) => ({ name, layers, microseconds: median(times) }))
  const of = (name: string, layers: number) =>
    rows.find(row => row.name === name && row.layers === layers)?.microseconds ?? NaN
  const plots = series.map(({ name }) => {
    const most = Math.max(...depths.map(layers => of(name, layers)))
    const lines = depths.map(layers => [
      String(layers),
      significant(of(name, layers)),
      significant(of(name, layers) / layers),
      bar(of(name, layers), most).padEnd(60)
    ])
    return `${name}\n${table([['layers', 'µs a step', 'µs a layer', ''.padEnd(60)], ...lines])}`
  })
  return Promise.resolve({
    name: 'depth',
    title: `A training step through 1 to 512 layers of 4 and of 16, batches of ${size}`,
    text: plots.join('\n\n'),
    data: { unit: 'microseconds a step', rows },
    checks: series.map(({ name }) =>
      check(
        `${name}: 512 layers cost at most 40 times as much as 16 (linear: 32)`,
        of(name, 512) / of(name, 16),
        ratio => ratio <= 40
      )
    ),
    isWrong: false
  })
}
