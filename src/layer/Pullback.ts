/**
 * A layer at fixed parameters: a function that gives its value together with the way back for gradients.
 *
 *     Pullback<A, B> = a -> [b, db -> da]
 *
 * Pullbacks form a category, and its composition is the chain rule. It needs no parameters, caches or shapes, so it
 * serves as the oracle that the composition of layers is checked against.
 */
import { type Category2 } from 'fp-ts/lib/Category.js'
import { type Layer } from './Layer.js'
import { type Params, type Value } from '../algebra/Value.js'

export type Pullback<A, B> = (input: A) => readonly [output: B, back: (outputGradient: B) => A]

export const URI = 'Pullback'
export type URI = typeof URI

declare module 'fp-ts/lib/HKT' {
  interface URItoKind2<E, A> {
    readonly Pullback: Pullback<E, A>
  }
}

export const Category: Category2<URI> = {
  URI,
  id: () => input => [input, outputGradient => outputGradient],
  compose: (second, first) => input => {
    const [middle, backFirst] = first(input)
    const [output, backSecond] = second(middle)
    return [output, outputGradient => backFirst(backSecond(outputGradient))]
  }
}

/** The layer at these parameters. */
export const pullback =
  <P extends Params, A extends Value, B extends Value>(layer: Layer<P, A, B>) =>
  (params: P): Pullback<A, B> =>
  input => {
    const [output, cache] = layer.forward(params, input)
    return [output, outputGradient => layer.backward(params, cache, outputGradient)[1]]
  }
