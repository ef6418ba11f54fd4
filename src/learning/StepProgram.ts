import { type Params } from '../algebra/Value.js'
import { type TensorFunction } from '../engine/Engine.js'
import { type AnyTensor } from '../tensor/Tensor.js'
import { type BatchOrder } from './batchOrder.js'
import { type State } from './Learner.js'

/** Training steps of a learner on a dataset as a function of tensors, which an engine compiles. */
export interface StepProgram<P extends Params> {
  readonly program: TensorFunction
  /** Maximum number of steps per call. */
  readonly mostSteps: number
  /** Inputs of `program` for the next steps from a state. All their batches must have the same size. */
  readonly inputs: (state: State<P>, order: BatchOrder, steps: number) => readonly AnyTensor[]
  /** Reads the results of `program`. */
  readonly stepped: (results: readonly AnyTensor[]) => Stepped<P>
}

/** Results of some training steps. */
export interface Stepped<P extends Params> {
  readonly params: P
  readonly memory: Params
  /** Memory of the outer optimizer, in training with local steps on several machines. */
  readonly outer?: Params
  /** The loss of every step, before its update. */
  readonly losses: ArrayLike<number>
}
