/** How far a prediction is from its target: one number, and its gradient with respect to the prediction. */
import { type Description } from './Description.js'
import { type Scalar } from './Tensor.js'
import { type Value } from './Value.js'

export interface Loss<B extends Value, T extends Value> {
  readonly description: Description
  readonly value: (prediction: B, target: T) => Scalar
  readonly gradient: (prediction: B, target: T) => B
}
