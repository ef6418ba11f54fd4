import { zipWith } from 'fp-ts/lib/ReadonlyArray.js'
import { scale, subtract } from '../algebra/Algebra.js'
import { chained } from './andThen.js'
import { ranges, within } from './combinator.js'
import { hideCache, type Layer, parameterCount, type Passes } from './Layer.js'
import { type Params, type Value, zipValues } from '../algebra/Value.js'
import { finite } from '../tensor/range.js'

/**
 * A layer whose `backward` returns the new parameters instead of their gradient. `descend` makes a descent from a layer.
 *
 *     forward    (params, input) -> [output, cache]
 *     backward   (params, cache, outputGradient) -> [newParams, inputGradient]
 */
export interface Descent<P extends Params, A extends Value, B extends Value> extends Passes<P, A, B> {
  /** Distinguishes a descent from a layer: both have the same two functions. */
  readonly meaning: 'descent'
  /** Number of tensors among the parameters. */
  readonly parameterCount: number
}

/**
 * Turns a layer into a descent: `backward` takes one step of gradient descent and returns the new parameters.
 *
 *     backward   [params − learningRate · gradient, inputGradient]
 *
 * The input gradient is computed from the old parameters. `descend` is a functor, bit for bit:
 *
 *     descend(r)(f ; g) = descend(r)(f) ; descend(r)(g)
 *
 * A descent has no optimizer memory. For momentum, Adam and others use `learner`.
 *
 * Source: Fong, Spivak and Tuyéras, 2019, Backprop as Functor.
 *
 * @param learningRate size of the step
 * @throws RangeError if the learning rate is not finite
 * @example pipe(Descents.descend(0.1)(dense(2, 3)), Descents.andThen(Descents.descend(0.1)(tanh())))
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

/**
 * Composes two descents: the output of the first is the input of the next. Their parameters are concatenated.
 *
 * @param next the descent that follows
 * @example pipe(Descents.descend(0.1)(dense(2, 3)), Descents.andThen(Descents.descend(0.1)(tanh())))
 */
export const andThen =
  <Q extends Params, B extends Value, C extends Value>(next: Descent<Q, B, C>) =>
  <P extends Params, A extends Value>(first: Descent<P, A, B>): Descent<readonly [...P, ...Q], A, C> => {
    /* eslint-disable @typescript-eslint/consistent-type-assertions -- existential type: the signature has checked the types between the two */
    const parts = [first, next] as unknown as readonly Descent<Params, Value, Value>[]
    const selections = ranges(parts.map(({ parameterCount }) => parameterCount))
    return {
      meaning: 'descent',
      parameterCount: first.parameterCount + next.parameterCount,
      ...hideCache(chained(zipWith(selections, parts, within)))
    } as unknown as Descent<readonly [...P, ...Q], A, C>
    /* eslint-enable @typescript-eslint/consistent-type-assertions -- end of the block that erases types */
  }
