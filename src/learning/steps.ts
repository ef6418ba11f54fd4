/**
 * Many steps of training as one function of tensors, so that an engine can run them as one program.
 *
 *     [params, memory], losses = fold of update over [learning rate, places, noise], a row a step
 *
 * The examples are given once, whole; a step takes those at its places.
 */
import { gatherRows, reshape } from '../algebra/Algebra.js'
import { areNeighbours, type Dataset, type Example, rowsAt } from '../data/Dataset.js'
import { eager, type Engine } from '../engine/Engine.js'
import { row } from '../algebra/kernel/scan.js'
import { type Learner, type State } from './Learner.js'
import { scan } from '../algebra/scan.js'
import { count, type Shape } from '../tensor/Shape.js'
import { type AnyTensor, rowMajorNumbers, toNumber } from '../tensor/Tensor.js'
import { formed, mapBatches, type Params, tensorsOf, type Value } from '../algebra/Value.js'

/** What one step or more need beside the parameters and the examples, all of the same batch size: tensors with a row a step. */
export interface Schedule {
  readonly learningRates: AnyTensor
  /** Which examples, counted from 0. */
  readonly places: AnyTensor
  readonly noise: Params
}

/** Runs the steps of a schedule, and gives the loss of each before its update. */
export type Steps<P extends Params> = (
  params: P,
  memory: Params,
  schedule: Schedule
) => readonly [params: P, memory: Params, losses: Float64Array]

/** The examples at these places. */
const examplesAt = (places: AnyTensor) =>
  mapBatches((all: AnyTensor): AnyTensor => {
    const [size = 1, ...example] = all.shape
    const features = count(example)
    const rows = gatherRows<Shape>([...places.shape, features], reshape([size, features], all), places)
    return reshape([...places.shape, ...example], rows)
  })

/** Without a program: what the fold would do, step after step. It spares the eager engine the fold's bookkeeping. */
const oneByOne = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { update }: Learner<P, A, B, T>,
  { inputs, targets }: Dataset<A, T>
): Steps<P> => {
  const take = (places: Float64Array): Example<A, T> => {
    const rows = rowsAt(places)
    return [rows(inputs), rows(targets)]
  }
  /** Batches of neighbours, by the first and how many: without shuffling they are the same in every epoch. */
  const known = new Map<string, Example<A, T>>()
  const batchAt = (places: Float64Array): Example<A, T> => {
    if (!areNeighbours(places)) return take(places)
    const key = `${places[0] ?? 0} ${places.length}`
    const batch = known.get(key) ?? take(places)
    known.set(key, batch)
    return batch
  }
  return (params, memory, { learningRates, places, noise }) => {
    const rates = rowMajorNumbers(learningRates)
    const all = rowMajorNumbers(places)
    const size = all.length / rates.length
    const losses = new Float64Array(rates.length)
    let [p, m] = [params, memory]
    for (let i = 0; i < rates.length; i++) {
      const batch = batchAt(all.subarray(i * size, (i + 1) * size))
      const drawn = noise.map(tensor => row(i, tensor.shape.slice(1), tensor))
      const [next, remembered, loss] = update(rates[i] ?? NaN, drawn, p, m, batch)
      losses[i] = toNumber(loss)
      ;[p, m] = [next, remembered]
    }
    return [p, m, losses]
  }
}

/** The steps of a learner on these examples; `like` is any of its states. */
export const stepsOf = <P extends Params, A extends Value, B extends Value, T extends Value>(
  engine: Engine,
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  like: Pick<State<P>, 'params' | 'memory'>
): Steps<P> => (engine === eager ? oneByOne(learner, examples) : compiled(engine, learner, examples, like))

const compiled = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { compile }: Engine,
  { update }: Learner<P, A, B, T>,
  { inputs, targets }: Dataset<A, T>,
  like: Pick<State<P>, 'params' | 'memory'>
): Steps<P> => {
  const examples = [...tensorsOf(inputs), ...tensorsOf(targets)]
  const inInputs = tensorsOf(inputs).length
  const inParams = like.params.length
  const inCarry = inParams + like.memory.length
  const inState = inCarry + examples.length

  const run = compile((...given) => {
    const data = given.slice(inCarry, inState)
    const [last, losses] = scan(
      (carry: readonly AnyTensor[], [learningRate, places, ...noise]: readonly AnyTensor[]) => {
        if (learningRate === undefined || places === undefined)
          throw new TypeError('A step has a learning rate and places')
        const rows = examplesAt(places)
        const [params, memory, loss] = update(
          reshape<readonly []>([], learningRate),
          noise,
          formed(like.params, carry),
          carry.slice(inParams),
          [rows(formed(inputs, data)), rows(formed(targets, data.slice(inInputs)))]
        )
        return [[...params, ...memory], [loss]]
      },
      given.slice(0, inCarry),
      given.slice(inState)
    )
    return [...last, ...losses]
  })

  return (params, memory, { learningRates, places, noise }) => {
    const results = run(...params, ...memory, ...examples, learningRates, places, ...noise)
    const [losses = learningRates] = results.slice(inCarry)
    return [formed(params, results), results.slice(inParams, inCarry), rowMajorNumbers(losses)]
  }
}
