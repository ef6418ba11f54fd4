/** Where parameters begin: a shape gives a random tensor of that shape. `normal` and `uniform` of Random are initializers too. */
import { of } from 'fp-ts/lib/State.js'
import { type Random, uniform } from './Random.js'
import { count, type Shape } from './Shape.js'
import { fill, type Tensor } from './Tensor.js'

export type Initializer = <S extends Shape>(shape: S) => Random<Tensor<S>>

/** How many numbers go into and come out of one unit of a weight of shape [outputs, inputs, ...kernel]. */
const fans = ([outputs = 1, inputs = outputs, ...kernel]: Shape): readonly [fanIn: number, fanOut: number] => [
  inputs * count(kernel),
  outputs * count(kernel)
]

/** The same number everywhere. */
export const constant =
  (value: number): Initializer =>
  shape =>
    of(fill(shape, value))

export const zeros: Initializer = constant(0)

/** Uniform over ±√(6 / (fanIn + fanOut)), which keeps the variance of a tanh network alike in both directions (Glorot and Bengio, 2010). */
export const glorotUniform: Initializer = shape => {
  const [fanIn, fanOut] = fans(shape)
  const limit = Math.sqrt(6 / (fanIn + fanOut))
  return uniform(-limit, limit)(shape)
}
