import { type Random } from '../../tensor/Random.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Tensor } from '../../tensor/Tensor.js'

/**
 * Where a parameter begins: a shape gives a random tensor of that shape.
 *
 * A weight has the shape [outputs, inputs, ...kernel]. One unit is reached by fanIn = inputs · |kernel| numbers and reaches
 * fanOut = outputs · |kernel|. Random initializers keep the variance of what flows through the network: forwards (1 / fanIn),
 * backwards (1 / fanOut) or a compromise of both.
 */
export type Initializer = <S extends Shape>(shape: S) => Random<Tensor<S>>
