import { type Params } from '../algebra/Value.js'
import { type TensorFunction } from '../engine/Engine.js'
import { type AnyTensor } from '../tensor/Tensor.js'
import { type BatchOrder } from './batchOrder.js'
import { type State } from './Learner.js'

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

/** What some training steps give. */
export interface Stepped<P extends Params> {
  readonly params: P
  readonly memory: Params
  /** The loss of every step, before its update. */
  readonly losses: ArrayLike<number>
}
