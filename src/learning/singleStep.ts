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
  const number = scalar(0)
  const inParams = like.params.length
  const inCarry = inParams + like.memory.length
  const atInputs = inCarry + 1
  const atTargets = atInputs + tensorsOf(inputs).length
  const atNoise = atTargets + tensorsOf(targets).length

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
      const [newParams, newMemory, loss] = update(
        formed(number, given.slice(inCarry, atInputs)),
        given.slice(atNoise),
        formed(like.params, given),
        given.slice(inParams, inCarry),
        [formed(inputs, given.slice(atInputs)), formed(targets, given.slice(atTargets))]
      )
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
      memory: results.slice(inParams, inCarry),
      losses: [toNumber(formed(number, results.slice(inCarry)))]
    })
  }
}
