import { type Dataset, rowsAt } from '../data/Dataset.js'
import { scalar, type Scalar, toNumber } from '../tensor/Tensor.js'
import { cutParams, exampleShape, formed, joinAll, type Params, tensorsOf, type Value } from '../algebra/Value.js'
import { type BatchOrder } from './batchOrder.js'
import { type Learner, noiseOf, type State } from './Learner.js'
import { type StepProgram } from './StepProgram.js'

/**
 * One training step as a function of tensors. An engine that computes operation by operation avoids the overhead of a fold.
 *
 *     [params, memory, loss] = update(learning rate, noise, params, memory, batch)
 */
export const singleStep = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { network, optimizer, update }: Learner<P, A, B, T>,
  { inputs, targets }: Dataset<A, T>,
  like: State<P>
): StepProgram<P> => {
  const example = exampleShape(inputs)
  const number = scalar(0)
  const inParams = like.params.length
  const inCarry = inParams + like.memory.length
  const atInputs = inCarry + 1
  const atTargets = atInputs + tensorsOf(inputs).length
  const atNoise = atTargets + tensorsOf(targets).length

  const take = (rows: readonly number[]): Params => {
    const batch = rowsAt(rows)
    return [...tensorsOf(batch(inputs)), ...tensorsOf(batch(targets))]
  }
  /** Without shuffling every epoch takes the same batches, which are views, so they are cached by their place in the epoch. */
  const known = new Map<number, Params>()
  const batchAt = ({ step, seed }: State<P>, { isRepeated, stepsPerEpoch, rowsAt }: BatchOrder): Params => {
    if (!isRepeated) return take(rowsAt(step, seed))
    const place = step % stepsPerEpoch
    const found = known.get(place)
    if (found !== undefined) return found
    const batch = take(rowsAt(step, seed))
    known.set(place, batch)
    return batch
  }

  let rate: readonly [Scalar] = [number]
  /** A constant learning rate keeps its tensor. */
  const rateAt = ({ rateFactor, step }: State<P>): Params => {
    const value = rateFactor * optimizer.learningRate(step)
    if (!Object.is(toNumber(rate[0]), value)) rate = [scalar(value)]
    return rate
  }

  return {
    mostSteps: 1,
    program: (...given) => {
      const [newParams, newMemory, loss] = update(
        formed(number, given, inCarry),
        cutParams(given, atNoise, given.length),
        formed(like.params, given),
        formed(like.memory, given, inParams),
        [formed(inputs, given, atInputs), formed(targets, given, atTargets)]
      )
      return joinAll([newParams, newMemory, [loss]])
    },
    inputs: (state, order) =>
      joinAll([
        state.params,
        state.memory,
        rateAt(state),
        batchAt(state, order),
        noiseOf(network, state.seed, state.step, example, order.sizeAt(state.step))
      ]),
    stepped: results => ({
      params: formed(like.params, results),
      memory: formed(like.memory, results, inParams),
      losses: [toNumber(formed(number, results, inCarry))]
    })
  }
}
