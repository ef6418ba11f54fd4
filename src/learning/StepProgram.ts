import { type Dataset } from '../data/Dataset.js'
import { type AsyncEngine, type Engine, type TensorFunction } from '../engine/Engine.js'
import { type AnyTensor } from '../tensor/Tensor.js'
import { type Params, type Value } from '../algebra/Value.js'
import { type BatchOrder } from './batchOrder.js'
import { foldOfSteps } from './foldOfSteps.js'
import { type Learner, type State } from './Learner.js'
import { singleStep } from './singleStep.js'

/** What some training steps give. */
export interface Stepped<P extends Params> {
  readonly params: P
  readonly memory: Params
  /** The loss of every step, before its update. */
  readonly losses: ArrayLike<number>
}

/** Training steps of a learner on some examples as a function of tensors, which an engine compiles. */
export interface StepProgram<P extends Params> {
  readonly program: TensorFunction
  /** Number of steps in one call, at most. */
  readonly mostSteps: number
  /** The inputs of `program` for a number of steps from a state on. All their batches have the same size. */
  readonly inputs: (state: State<P>, order: BatchOrder, steps: number) => readonly AnyTensor[]
  /** Reads the results of `program`. */
  readonly stepped: (results: readonly AnyTensor[]) => Stepped<P>
}

/**
 * The program that suits an engine.
 *
 * @param like any state of the learner: the program reads the number and the shapes of its tensors
 */
export const stepProgram = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { stepsPerCall = 'many' }: Engine | AsyncEngine,
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  like: State<P>
): StepProgram<P> => (stepsPerCall === 'one' ? singleStep : foldOfSteps)(learner, examples, like)
