/**
 * Training steps of an LSTM on sequences of 16 to 1,024 positions. Every position runs forward once and backward once, so time and
 * memory should be linear in the number of positions.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  andThen,
  asBatch,
  type Batched,
  type Dense,
  dense,
  type Engine,
  first,
  fromZeros,
  lastPosition,
  learner,
  lstm,
  lstmCell,
  meanSquaredError,
  overTime,
  perPosition,
  Randoms,
  recompute,
  type Shape,
  sgd,
  trajectory,
  units
} from '../src/index.js'
import { engines } from './engines.js'
import { median } from './median.js'
import { once } from './once.js'
import { onnx } from './onnx.js'
import { check, type Effort, type Section, significant } from './Section.js'
import { table } from './table.js'

const lengths = [16, 64, 256, 1024]
const batch = 4
const [inputs, hidden] = [8, 32]

const plain = lstm<number, number, number>(inputs, hidden)

/** The same layer. With `recompute`, its cache has the input of every step only. */
const layers: { readonly [name: string]: typeof plain } = {
  lstm: plain,
  'lstm, recomputing': pipe(
    perPosition<number, Dense<number, number>, readonly [number], readonly [number]>(
      dense<number, number>(inputs, 4 * hidden)
    ),
    andThen(fromZeros(overTime(recompute(lstmCell<number>(hidden))), [units<number>(hidden), units<number>(hidden)])),
    andThen(first())
  )
}

const drawn = <S extends Shape>(seed: number, ...example: S): Batched<S> =>
  asBatch(evaluate(Randoms.seed(seed))(Randoms.uniform(-1, 1)<readonly [number, ...S]>([batch, ...example])))

/** The bytes of all arrays that are reachable from a cache. */
const bytesIn = (cache: unknown): number => {
  const buffers = new Set<ArrayBufferLike>()
  const seen = new Set<object>()
  const visit = (found: unknown): void => {
    if (ArrayBuffer.isView(found)) buffers.add(found.buffer)
    else if (typeof found === 'object' && found !== null && !seen.has(found)) {
      seen.add(found)
      Object.values(found).forEach(visit)
    }
  }
  visit(cache)
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0)
}

/** The bytes of the cache for one position of one sequence. */
const memory = (layer: typeof plain, length: number): number => {
  const params = evaluate(Randoms.seed(1))(layer.init)
  return bytesIn(layer.forward(params, drawn(2, length, inputs))[1]) / (batch * length)
}

/** Endless training, one step at a time. */
const training = (engine: Engine, length: number): Iterator<unknown> => {
  const network = pipe(plain, andThen(lastPosition()), andThen(dense<number, number>(hidden, 1)))
  const examples = { size: batch, inputs: drawn(1, length, inputs), targets: drawn<readonly [number]>(2, 1) }
  const student = learner(network, meanSquaredError(), sgd(0.01))
  return trajectory(student, examples, { engine: once(engine), batchSize: batch, stride: 1, from: 3 })[
    Symbol.iterator
  ]()
}

/** Milliseconds of CPU time per step. */
const timed = (states: Iterator<unknown>, seconds: number): number => {
  const [began, start] = [performance.now(), process.cpuUsage()]
  let steps = 0
  while (performance.now() - began < seconds * 1000 || steps === 0) {
    states.next()
    steps++
  }
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000 / steps
}

export const recurrence = ({ rounds, turnSeconds }: Effort): Promise<Section> => {
  const engine = { ...engines, onnx }
  const runs = Object.entries(engine).flatMap(([name, load]) =>
    lengths.map(length => ({
      name,
      length,
      states: training(load(), length),
      times: new Array<number>()
    }))
  )
  for (const { states } of runs) states.next()
  for (let round = 0; round < Math.min(3, rounds); round++)
    for (const { states, times } of runs) times.push(timed(states, turnSeconds / 2))
  const rows = runs.map(({ name, length, times }) => ({ name, length, milliseconds: median(times) }))
  const bytes = Object.entries(layers).flatMap(([name, layer]) =>
    lengths.map(length => ({ name, length, bytes: memory(layer, length) }))
  )
  const perPositionOf = (name: string, length: number): number =>
    ((rows.find(row => row.name === name && row.length === length)?.milliseconds ?? NaN) * 1000) / length
  const bytesOf = (name: string, length: number): number =>
    bytes.find(row => row.name === name && row.length === length)?.bytes ?? NaN
  const times = table([
    ['µs of CPU time a position', ...lengths.map(length => `T ${length}`)],
    ...Object.keys(engine).map(name => [name, ...lengths.map(length => significant(perPositionOf(name, length)))])
  ])
  const sizes = table([
    ['bytes of the cache a position', ...lengths.map(length => `T ${length}`)],
    ...Object.keys(layers).map(name => [name, ...lengths.map(length => significant(bytesOf(name, length)))])
  ])
  return Promise.resolve({
    name: 'recurrence',
    title: `Training step of an LSTM ${inputs}→${hidden} on 16 to 1,024 positions, batches of ${batch}`,
    text: `${times}\n\n${sizes}`,
    data: { unit: 'milliseconds a step', rows, bytes },
    checks: [
      ...Object.keys(engine).map(name =>
        check(
          `${name}: a position of 1,024 costs at most 1.5 times as much as one of 64 (linear: 1)`,
          perPositionOf(name, 1024) / perPositionOf(name, 64),
          ratio => ratio <= 1.5
        )
      ),
      ...Object.keys(layers).map(name =>
        check(
          `${name}: a position of 1,024 takes at most 1.1 times the memory of one of 64 (linear: 1)`,
          bytesOf(name, 1024) / bytesOf(name, 64),
          ratio => ratio <= 1.1
        )
      )
    ],
    isWrong: false
  })
}
