/**
 * A function of one number, applied to every element, with its derivative: both of the reader's choosing.
 *
 *     forward    y  = f(x)
 *     backward   dx = dy · f′(x)
 *
 * Backward needs the input, so that is the cache. Both functions are written in the operations of the algebra:
 * `activation(sin, cos)`. With a name, `activation(sin, cos, 'sine')`, it can be saved.
 */
import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

export type ElementWise = <S extends Shape>(x: Tensor<S>) => Tensor<S>

export const activation =
  (f: ElementWise, fPrime: ElementWise, name = 'activation') =>
  <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
    elementWise(describe(name), input => [f(input), input], fPrime<readonly [number, ...S]>)
