/**
 * A layer that learns while it goes back: the same two functions, with another meaning.
 *
 * The backward pass of a layer gives the gradient of its parameters; that of a descent gives the *new parameters*. So this
 * is gradient descent as a functor (Fong, Spivak and Tuyéras, 2019, Backprop as Functor):
 *
 *     descend(r)(f ; g) = descend(r)(f) ; descend(r)(g)
 */
import { zipWith } from 'fp-ts/lib/ReadonlyArray.js'
import { scale, subtract } from '../algebra/Algebra.js'
import { chained } from './andThen.js'
import { ranges, within } from './combinator.js'
import { hideCache, type Layer, parameterCount, type Passes } from './Layer.js'
import { type Params, type Value, zipValues } from '../algebra/Value.js'
import { finite } from '../tensor/range.js'

export interface Descent<P extends Params, A extends Value, B extends Value> extends Passes<P, A, B> {
  readonly meaning: 'descent'
  readonly parameterCount: number
}

/**
 * Steps down the gradient: params − learningRate · gradient. The input gradient stays what it was.
 *
 * @throws RangeError if the learning rate is not finite
 */
export const descend = (
  learningRate: number
): (<P extends Params, A extends Value, B extends Value>(layer: Layer<P, A, B>) => Descent<P, A, B>) => {
  finite('descend: the learning rate', learningRate)
  return layer => ({
    meaning: 'descent',
    parameterCount: parameterCount(layer.description),
    forward: layer.forward,
    backward: (params, cache, outputGradient) => {
      const [gradient, inputGradient] = layer.backward(params, cache, outputGradient)
      return [down(learningRate)(params, gradient), inputGradient]
    }
  })
}

/** params − learningRate · gradient */
const down = (learningRate: number) =>
  zipValues((parameter, gradient) => subtract(parameter, scale(learningRate, gradient)))

/** First this descent, then the next. */
export const andThen =
  <Q extends Params, B extends Value, C extends Value>(next: Descent<Q, B, C>) =>
  <P extends Params, A extends Value>(first: Descent<P, A, B>): Descent<readonly [...P, ...Q], A, C> => {
    /* eslint-disable @typescript-eslint/consistent-type-assertions -- the existential: the types between the two are hidden */
    const parts = [first, next] as unknown as readonly Descent<Params, Value, Value>[]
    const selections = ranges(parts.map(({ parameterCount }) => parameterCount))
    return {
      meaning: 'descent',
      parameterCount: first.parameterCount + next.parameterCount,
      ...hideCache(chained(zipWith(selections, parts, within)))
    } as unknown as Descent<readonly [...P, ...Q], A, C>
    /* eslint-enable @typescript-eslint/consistent-type-assertions -- from here on as everywhere */
  }
