import { type Category2 } from 'fp-ts/lib/Category.js'
import { type Layer } from './Layer.js'
import { type Params, type Value } from '../algebra/Value.js'

/**
 * A layer at fixed parameters: a function that returns its value together with the function that maps gradients back.
 *
 *     Pullback<A, B> = a -> [b, db -> da]
 *
 * Pullbacks form a category whose composition is the chain rule. Their composition needs no parameters, caches or shapes, so
 * tests compare the composition of layers with the composition of pullbacks.
 */
export type Pullback<A, B> = (input: A) => readonly [output: B, back: (outputGradient: B) => A]

/** Name of the type `Pullback` in the type classes of fp-ts. */
export const URI = 'Pullback'

/** Type of the name `URI`. */
export type URI = typeof URI

declare module 'fp-ts/lib/HKT' {
  interface URItoKind2<E, A> {
    readonly Pullback: Pullback<E, A>
  }
}

/**
 * The category of pullbacks, an instance of the `Category` of fp-ts.
 *
 *     id             a -> [a, da -> da]
 *     compose(g, f)  a -> [c, dc -> f*(g*(dc))]      the chain rule
 *
 * @example
 * const squash = Pullbacks.pullback(tanh<readonly [2]>())([])
 * Pullbacks.Category.compose(squash, squash) // the pullback of tanh (tanh x)
 */
export const Category: Category2<URI> = {
  URI,
  id: () => input => [input, outputGradient => outputGradient],
  compose: (second, first) => input => {
    const [middle, backFirst] = first(input)
    const [output, backSecond] = second(middle)
    return [output, outputGradient => backFirst(backSecond(outputGradient))]
  }
}

/**
 * Returns the pullback of a layer at given parameters.
 *
 *     pullback(f ; g)([...p, ...q]) = compose(pullback(g)(q), pullback(f)(p))
 *
 * @example
 * const [output, back] = Pullbacks.pullback(tanh<readonly [2]>())([])(asBatch(tensor([[0.5, -1]])))
 * const inputGradient = back(output)
 */
export const pullback =
  <P extends Params, A extends Value, B extends Value>(layer: Layer<P, A, B>) =>
  (params: P): Pullback<A, B> =>
  input => {
    const [output, cache] = layer.forward(params, input)
    return [output, outputGradient => layer.backward(params, cache, outputGradient)[1]]
  }
