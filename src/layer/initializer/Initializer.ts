import { type Random } from '../../tensor/Random.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Tensor } from '../../tensor/Tensor.js'

/**
 * Draws the initial value of a parameter of a given shape.
 *
 * A weight has the shape [outputs, inputs, ...kernel]. Every output is a sum of fanIn = inputs · |kernel| products, and every
 * input occurs in fanOut = outputs · |kernel| products. |kernel| is the number of positions of the kernel. Random initializers
 * preserve the variance of activations (1 / fanIn), of gradients (1 / fanOut), or a compromise of both.
 *
 * @example dense(2, 3, { weight: Initializers.heNormal, bias: Initializers.constant(0.1) })
 */
export type Initializer = <const S extends Shape>(shape: S) => Random<Tensor<S>>
