import { cutParams, exampleShape, formed, type Params, tensorsOf, type Value } from '../algebra/Value.js'
import { reshape } from '../algebra/Algebra.js'
import { stacked } from '../algebra/kernel/scan.js'
import { scan } from '../algebra/scan.js'
import { type Example } from '../data/Dataset.js'
import { type StepsPerCall } from '../engine/Engine.js'
import { type AnyTensor, fresh, rowMajorNumbers, type Scalar, scalar } from '../tensor/Tensor.js'
import { batchSizeOf } from '../algebra/Value.js'
import { type Learner, noiseOf, type State } from './Learner.js'
import { type StepProgram } from './StepProgram.js'

/** Training steps as a function of tensors: one step per batch. */
export interface BatchProgram<P extends Params, A extends Value, T extends Value> extends Pick<
  StepProgram<P>,
  'program' | 'stepped' | 'mostSteps'
> {
  /** Inputs of `program` for one step on each of these batches, which have the same shapes. */
  readonly inputs: (state: State<P>, batches: readonly Example<A, T>[]) => readonly AnyTensor[]
}

/** Maximum number of steps per call, and of numbers in their batches: 16 MiB. */
const most = { steps: 50, numbers: 2 ** 21 }

const tensorsIn = <A extends Value, T extends Value>([input, target]: Example<A, T>): Params => [
  ...tensorsOf(input),
  ...tensorsOf(target)
]

/**
 * The training steps of a learner on batches that are read one after the other.
 *
 *     [params, memory], losses = fold of update over [learning rate, batch, noise] of each step
 *
 * @param stepsPerCall `one` avoids the overhead of a fold
 * @param form any batch: the program reads the number and the shapes of its tensors
 * @param like any state of the learner
 */
export const stepsOnBatches = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { network, optimizer, update }: Learner<P, A, B, T>,
  stepsPerCall: StepsPerCall,
  form: Example<A, T>,
  like: State<P>
): BatchProgram<P, A, T> => {
  const inParams = like.params.length
  const inCarry = inParams + like.memory.length
  const [input, target] = form
  const inInput = tensorsOf(input).length
  const inBatch = tensorsIn(form).length
  const number = scalar(0)

  const rateOf = ({ rateFactor, step }: State<P>, i: number): number => rateFactor * optimizer.learningRate(step + i)

  const step = (carry: Params, rate: Scalar, batchAndNoise: Params) => {
    const [params, memory, loss] = update(
      rate,
      cutParams(batchAndNoise, inBatch, batchAndNoise.length),
      formed(like.params, carry),
      formed(like.memory, carry, inParams),
      [formed(input, batchAndNoise), formed(target, batchAndNoise, inInput)]
    )
    return [[...params, ...memory], [loss]] as const
  }
  const single: BatchProgram<P, A, T>['program'] = (...given) => {
    const rate = formed(number, given, inCarry)
    const [carry, losses] = step(cutParams(given, 0, inCarry), rate, cutParams(given, inCarry + 1, given.length))
    return [...carry, ...losses]
  }
  const fold: BatchProgram<P, A, T>['program'] = (...given) => {
    const [carry, losses] = scan(
      (carry: Params, [rate, ...batchAndNoise]: Params) =>
        step(carry, reshape<readonly []>([], rate ?? number), batchAndNoise),
      given.slice(0, inCarry),
      given.slice(inCarry)
    )
    return [...carry, ...losses]
  }

  const isSingle = stepsPerCall === 'one'
  const inNumbers = tensorsIn(form).reduce((sum, tensor) => sum + rowMajorNumbers(tensor).length, 0)
  return {
    mostSteps: isSingle ? 1 : Math.max(1, Math.min(most.steps, Math.floor(most.numbers / inNumbers))),
    program: isSingle ? single : fold,
    inputs: (state, batches) => {
      const steps = batches.map((batch, i): Params => {
        const [input] = batch
        const noise = noiseOf(network, state.seed, state.step + i, exampleShape(input), batchSizeOf(input))
        return [...tensorsIn(batch), ...noise]
      })
      const carry = [...state.params, ...state.memory]
      const [first = []] = steps
      if (isSingle) return [...carry, scalar(rateOf(state, 0)), ...first]
      const rates = Float64Array.from(steps, (_, i) => rateOf(state, i))
      return [...carry, fresh([steps.length], rates), ...first.map((_, k) => stacked(steps.flatMap(of => of[k] ?? [])))]
    },
    stepped: results => {
      const losses = results[inCarry]
      return {
        params: formed(like.params, results),
        memory: formed(like.memory, results, inParams),
        losses: losses === undefined ? [] : rowMajorNumbers(losses)
      }
    }
  }
}
