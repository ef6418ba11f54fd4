import { describe } from '../Description.js'
import { type Layer } from '../Layer.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched, type Tensor } from '../../tensor/Tensor.js'
import { elementWise } from './elementWise.js'

/** A function of one number, applied to every element of a tensor and written with the operations of `Algebra`. */
export type ElementWise = <S extends Shape>(x: Tensor<S>) => Tensor<S>

/**
 * Custom activation: applies a function of one number to every element, with the derivative that you give.
 *
 *     forward    y  = f(x)
 *     backward   dx = dy · f′(x)
 *
 * Write both functions with the operations of `Algebra`, so that every engine can run them. Backward needs the input, so the
 * input is the cache.
 *
 * First in a pipe, state the shape: `sine<readonly [2]>()`.
 *
 * @param f the function
 * @param fPrime its derivative
 * @param name kind in the layer's description. A codec that knows the name can save the layer. Default: 'activation'.
 * @returns a function that makes the layer
 * @example
 * const sine = activation(Algebra.sin, Algebra.cos, 'sine')
 * pipe(dense(2, 8), andThen(sine()))
 */
export const activation =
  (f: ElementWise, fPrime: ElementWise, name = 'activation') =>
  <S extends Shape>(): Layer<readonly [], Batched<S>, Batched<S>> =>
    elementWise(describe(name), input => [f(input), input], fPrime<readonly [number, ...S]>)
