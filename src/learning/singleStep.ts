import { areNeighbours, type Dataset, rowsAt } from '../data/Dataset.js'
import { type AnyTensor, scalar, toNumber } from '../tensor/Tensor.js'
import { exampleShape, formed, type Params, tensorsOf, type Value } from '../algebra/Value.js'
import { type Learner, noiseOf, type State } from './Learner.js'
import { type StepProgram } from './StepProgram.js'

/**
 * One training step as a function of tensors. It spares an engine that computes operation by operation the bookkeeping of a
 * fold.
 *
 *     [params, memory, loss] = update(learning rate, noise, params, memory, batch)
 */
export const singleStep = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { network, optimizer, update }: Learner<P, A, B, T>,
  { size, inputs, targets }: Dataset<A, T>,
  like: State<P>
): StepProgram<P> => {
  const example = exampleShape(inputs)
  const inCarry = like.params.length + like.memory.length
  const rate = scalar(0)
  const form = [like.params, like.memory, rate, inputs, targets] as const
  const inForm = tensorsOf(form).length

  const take = (rows: readonly number[]): readonly AnyTensor[] => {
    const batch = rowsAt(rows)
    return [...tensorsOf(batch(inputs)), ...tensorsOf(batch(targets))]
  }
  /** Batches of neighbouring rows are views: without shuffling every epoch takes the same ones. */
  const known = new Map<number, readonly AnyTensor[]>()
  const batchAt = (rows: readonly number[]): readonly AnyTensor[] => {
    if (!areNeighbours(rows)) return take(rows)
    const key = (rows[0] ?? 0) * (size + 1) + rows.length
    const found = known.get(key)
    if (found !== undefined) return found
    const batch = take(rows)
    known.set(key, batch)
    return batch
  }

  return {
    mostSteps: 1,
    program: (...given) => {
      const [params, memory, learningRate, input, target] = formed(form, given)
      const [newParams, newMemory, loss] = update(learningRate, given.slice(inForm), params, memory, [input, target])
      return [...newParams, ...newMemory, loss]
    },
    inputs: ({ params, memory, rateFactor, step, seed }, order) => [
      ...params,
      ...memory,
      scalar(rateFactor * optimizer.learningRate(step)),
      ...batchAt(order.rowsAt(step, seed)),
      ...noiseOf(network, seed, step, example, order.sizeAt(step))
    ],
    stepped: results => ({
      params: formed(like.params, results),
      memory: results.slice(like.params.length, inCarry),
      losses: results.slice(inCarry).map(loss => toNumber(formed(rate, [loss])))
    })
  }
}
