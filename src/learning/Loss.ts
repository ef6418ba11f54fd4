/** How far a prediction is from its target: one number, and its gradient with respect to the prediction. */
import { type Description } from '../layer/Description.js'
import { type Shapes } from '../tensor/Shape.js'
import { type Scalar } from '../tensor/Tensor.js'
import { type Value } from '../algebra/Value.js'

export interface Loss<B extends Value, T extends Value> {
  readonly description: Description
  /** The shape of the target of one example, for a prediction of that shape; the same, if not given. */
  readonly targetShape?: (prediction: Shapes) => Shapes
  readonly value: (prediction: B, target: T) => Scalar
  readonly gradient: (prediction: B, target: T) => B
}

export type UntypedLoss = Loss<Value, Value>

/** Forgets what a loss compares: the network and the data that it is used with are known at run time only. */
export const eraseLossTypes = <B extends Value, T extends Value>(loss: Loss<B, T>): UntypedLoss =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the existential: shapes that do not fit throw in its operations
  loss as unknown as UntypedLoss
