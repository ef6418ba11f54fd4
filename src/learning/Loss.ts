import { type Description } from '../layer/Description.js'
import { type Shapes } from '../tensor/Shape.js'
import { type Scalar } from '../tensor/Tensor.js'
import { type Value } from '../algebra/Value.js'

/**
 * A loss: measures how far predictions y are from their targets.
 *
 *     value      L  = one number; every loss of this library is a mean over the batch
 *     gradient   dy = ∂L / ∂y
 *
 * A custom loss is a record of this type. `lawsOfLoss` in `pullback/laws` checks that its gradient is the derivative of its
 * value.
 */
export interface Loss<B extends Value, T extends Value> {
  /** Name and settings, used for printing and saving. */
  readonly description: Description
  /** Shape of the target of one example, given the shape of its prediction. Default: the same shape. */
  readonly targetShape?: (prediction: Shapes) => Shapes
  /** The loss of a batch of predictions. */
  readonly value: (prediction: B, target: T) => Scalar
  /** Gradient of `value` with respect to the predictions. */
  readonly gradient: (prediction: B, target: T) => B
}

/** A loss whose types of predictions and targets have been erased. See `eraseLossTypes`. */
export type UntypedLoss = Loss<Value, Value>

/**
 * Erases the types of the predictions and targets of a loss. Use it for a loss that is chosen at run time, such as one read
 * from a file. Operations then check the shapes: values that do not fit throw a `ShapeError`.
 *
 * @example const loss: UntypedLoss = eraseLossTypes(meanSquaredError())
 */
export const eraseLossTypes = <B extends Value, T extends Value>(loss: Loss<B, T>): UntypedLoss =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the existential: shapes that do not fit throw in its operations
  loss as unknown as UntypedLoss
