import { areNeighbours, type Dataset, rowsAt } from '../data/Dataset.js'
import { type AnyTensor, scalar, toNumber } from '../tensor/Tensor.js'
import { exampleShape, formed, type Params, tensorsOf, type Value } from '../algebra/Value.js'
import { type Learner, noiseOf, type State } from './Learner.js'
import { type StepProgram } from './StepProgram.js'

/**
 * One training step as a function of tensors. An engine that computes operation by operation avoids the overhead of a fold.
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
  /** Batches of neighbouring rows are views. Without shuffling every epoch takes the same ones, so they are cached. */
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

  let rate = number
  /** A constant learning rate keeps its tensor. */
  const rateAt = ({ rateFactor, step }: State<P>): AnyTensor => {
    const value = rateFactor * optimizer.learningRate(step)
    if (!Object.is(toNumber(rate), value)) rate = scalar(value)
    return rate
  }

  return {
    mostSteps: 1,
    program: (...given) => {
      const [newParams, newMemory, loss] = update(
        formed(number, given, inCarry),
        given.slice(atNoise),
        formed(like.params, given),
        formed(like.memory, given, inParams),
        [formed(inputs, given, atInputs), formed(targets, given, atTargets)]
      )
      return [...newParams, ...newMemory, loss]
    },
    inputs: (state, order) => [
      ...state.params,
      ...state.memory,
      rateAt(state),
      ...batchAt(order.rowsAt(state.step, state.seed)),
      ...noiseOf(network, state.seed, state.step, example, order.sizeAt(state.step))
    ],
    stepped: results => ({
      params: formed(like.params, results),
      memory: formed(like.memory, results, inParams),
      losses: [toNumber(formed(number, results, inCarry))]
    })
  }
}
