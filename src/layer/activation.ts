/**
 * A function of one number, applied to every element.
 *
 *     forward    y  = f(x)
 *     backward   dx = dy · f′(x)
 *
 * Backward needs the input, so that is the cache. Both functions are written in the operations of the algebra:
 * `activation(sin, cos)`. With a name, `activation(sin, cos, 'sine')`, it can be saved.
 */
import { of } from 'fp-ts/lib/State.js'
import { multiply } from '../Algebra.js'
import { describe } from '../Description.js'
import { type Layer, layer, unchanged } from '../Layer.js'
import { type Shape } from '../Shape.js'
import { type Batched, type Tensor } from '../Tensor.js'

export type ElementWise = <S extends Shape>(x: Tensor<S>) => Tensor<S>

export const activation =
  (f: ElementWise, fPrime: ElementWise, name = 'activation') =>
  <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
    layer<readonly [], Batched<S>, Batched<S>, Batched<S>>({
      description: describe(name),
      ...unchanged,
      init: of([]),
      forward: (_, input) => [f(input), input],
      backward: (_, input, outputGradient) => [[], multiply(outputGradient, fPrime(input))]
    })
