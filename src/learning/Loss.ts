import { type Description } from '../layer/Description.js'
import { type Shapes } from '../tensor/Shape.js'
import { type Scalar } from '../tensor/Tensor.js'
import { type Value } from '../algebra/Value.js'
import { type Penalty } from './Penalty.js'

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
  /** Penalties on the parameters of the network, which training adds to the value. `l1`, `l2` and `penalised` add one. */
  readonly penalties?: readonly Penalty[]
}

/** A loss of any types: every `Loss<B, T>` is assignable to `AnyLoss`. `Loss` is invariant in its types. */
export interface AnyLoss {
  /** Name and settings. */
  readonly description: Description
  /** Shape of the target of one example. */
  readonly targetShape?: (prediction: Shapes) => Shapes
  /** The loss of a batch. The arguments have the type `never`, so `value` of an `AnyLoss` cannot be called. */
  readonly value: (prediction: never, target: never) => Scalar
  /** Gradient with respect to the predictions. */
  readonly gradient: (prediction: never, target: never) => Value
  /** Penalties on the parameters of the network. */
  readonly penalties?: readonly Penalty[]
}

/** Type of the predictions of several losses, as a tuple. */
export type AllPredictions<L extends readonly AnyLoss[]> = {
  readonly [I in keyof L]: L[I]['value'] extends (prediction: infer B extends Value, target: never) => Scalar
    ? B
    : never
}

/** Type of the targets of several losses, as a tuple. */
export type AllTargets<L extends readonly AnyLoss[]> = {
  readonly [I in keyof L]: L[I]['value'] extends (prediction: never, target: infer T extends Value) => Scalar
    ? T
    : never
}

/** A loss whose types of predictions and targets have been erased. See `eraseLossTypes`. */
export type UntypedLoss = Loss<Value, Value>

/**
 * Erases the types of the predictions and targets of a loss. Use it for a loss that is chosen at run time, such as one read
 * from a file. Operations then check the shapes: values that do not fit throw a `ShapeError`.
 *
 * @example const loss: UntypedLoss = eraseLossTypes(meanSquaredError())
 */
export const eraseLossTypes = (loss: AnyLoss): UntypedLoss =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the existential: shapes that do not fit throw in its operations
  loss as unknown as UntypedLoss
