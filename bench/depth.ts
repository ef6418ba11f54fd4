/**
 * Training steps through n dense layers of width 16 with tanh, n from 1 to 128. Every layer runs forward once and backward once,
 * so the time should be linear in n.
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

const depths = [1, 2, 4, 8, 16, 32, 64, 128] as const
const size = 32
const width = 16

const drawn = (seed: number): Batched<readonly [16]> =>
  asBatch(evaluate(Randoms.seed(seed))(Randoms.uniform(-1, 1)([size, width])))
const examples = { size, inputs: drawn(1), targets: drawn(2) }

/** Endless training in strides. The time of each further stride is measured. */
const training = (engine: Engine, depth: number, stride: number) => {
  const layer = pipe(dense(width, width), andThen(tanh()))
  const student = learner(repeat(depth, layer), meanSquaredError(), sgd(0.01))
  return trajectory(student, examples, { engine, batchSize: size, shuffle: false, stride, from: 3 })[Symbol.iterator]()
}

/** Microseconds per step, averaged over a stride. */
const timed = (states: Iterator<unknown>, stride: number, seconds: number): number => {
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
  const present = [engines.eager, engines.javascript].filter(engine => 'compile' in engine)
  const runs = present.flatMap(engine =>
    depths.map(layers => {
      const stride = Math.ceil(128 / layers)
      return {
        engine: engine.name,
        layers,
        stride,
        states: training(engine, layers, stride),
        times: new Array<number>()
      }
    })
  )
  for (const { states } of runs) states.next()
  for (let round = 0; round < rounds; round += 1)
    for (const { states, stride, times } of runs) times.push(timed(states, stride, turnSeconds / 4))

  const rows = runs.map(({ engine, layers, times }) => ({ engine, layers, microseconds: median(times) }))
  const of = (name: string, layers: number) =>
    rows.find(row => row.engine === name && row.layers === layers)?.microseconds ?? NaN
  const plots = present.map(({ name }) => {
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
    title: `A training step through 1 to 128 layers of ${width}, batches of ${size}`,
    text: plots.join('\n\n'),
    data: { unit: 'microseconds a step', rows },
    checks: present.map(({ name }) =>
      check(
        `${name}: 128 layers cost at most 10 times as much as 16 (linear: 8)`,
        of(name, 128) / of(name, 16),
        ratio => ratio <= 10
      )
    ),
    isWrong: false
  })
}
