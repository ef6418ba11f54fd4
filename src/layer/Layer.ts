/**
 * A layer is a record of two pure functions and what is known about them.
 *
 *     forward    (params, input) -> [output, cache]
 *     backward   (params, cache, outputGradient) -> [paramsGradient, inputGradient]
 *
 * `cache` is what forward hands to backward, so that backward never computes forward again. Layers compose with `andThen`
 * into layers: a network is a layer.
 */
import { type Either, chain, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { fromEither, isSome, none, type Option, some } from 'fp-ts/lib/Option.js'
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import { map, of } from 'fp-ts/lib/State.js'
import { type Description, firstOf, inOrder, lastOf, nothing, parametersOf, showDescription } from './Description.js'
import { both, type Random } from '../tensor/Random.js'
import { isNumbersError } from '../tensor/Tensor.js'
import { fixedShape, type ShapeError, shapeError, type Shapes, showShape } from '../tensor/Shape.js'
import { firstParams, joinParams, otherParams, type Params, splitParams, type Value } from '../algebra/Value.js'

declare const hidden: unique symbol

/** What forward hands to backward. Its type is known inside the layer and hidden outside. */
export interface Cache {
  readonly [hidden]: never
}

/** The two functions: all that composition needs. */
export interface Passes<P extends Params, A extends Value, B extends Value, C = Cache> {
  readonly forward: (params: P, input: A) => readonly [output: B, cache: C]
  readonly backward: (params: P, cache: C, outputGradient: B) => readonly [paramsGradient: P, inputGradient: A]
}

/** How a layer differs while it learns; most do not. */
export interface Training<P extends Params, A extends Value, B extends Value> {
  /** How many tensors of noise a step needs. */
  readonly noiseCount: number
  /** Draws that noise, for so many examples of that shape. */
  readonly noise: (input: Shapes, batchSize: number) => Random<Params>
  /** The layer that this noise gives. */
  readonly layer: (noise: Params) => Layer<P, A, B>
  /** The layer that predicts, with statistics of these batches. */
  readonly calibrate: (params: P, batches: readonly A[]) => Layer<P, A, B>
}

export interface Layer<P extends Params, A extends Value, B extends Value> extends Passes<P, A, B> {
  readonly description: Description
  /** The shape of one example, where the layer fixes it. */
  readonly inputShape: Option<Shapes>
  /** The shape of one example of the output. */
  readonly outputShape: (input: Shapes) => Either<ShapeError, Shapes>
  readonly init: Random<P>
  readonly training: Training<P, A, B>
}

/** What the author of a layer writes. */
export interface Definition<P extends Params, A extends Value, B extends Value, C>
  extends Passes<P, A, B, C>, Omit<Layer<P, A, B>, 'forward' | 'backward' | 'training'> {
  readonly training?: Training<P, A, B>
}

/** Hides the type of the cache. */
export const hideCache = <P extends Params, A extends Value, B extends Value, C>(
  passes: Passes<P, A, B, C>
): Passes<P, A, B> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the existential: only this backward sees this cache
  passes as unknown as Passes<P, A, B>

/** Where a pass asks a traced tensor for its numbers, the error names the innermost layer, and says what helps. */
const naming =
  (description: Description) =>
  (error: unknown): unknown =>
    isNumbersError(error)
      ? new TypeError(
          `${showDescription(description)} computes on numbers in plain JavaScript, so it cannot be compiled: ` +
            'write it in the operations of the algebra, or train it with the eager engine',
          { cause: error }
        )
      : error

/** Makes a layer, and hides the type of its cache. */
export const layer = <P extends Params, A extends Value, B extends Value, C>(
  definition: Definition<P, A, B, C>
): Layer<P, A, B> => {
  const { description, inputShape, outputShape, init, forward, backward } = definition
  const named = naming(description)
  const made: Layer<P, A, B> = {
    description,
    inputShape,
    outputShape,
    init,
    ...hideCache<P, A, B, C>({
      forward: (params, input) => {
        try {
          return forward(params, input)
        } catch (error) {
          throw named(error)
        }
      },
      backward: (params, cache, outputGradient) => {
        try {
          return backward(params, cache, outputGradient)
        } catch (error) {
          throw named(error)
        }
      }
    }),
    training: definition.training ?? { noiseCount: 0, noise: () => of([]), layer: () => made, calibrate: () => made }
  }
  return made
}

/** The shapes of a layer that fixes them. */
export const fixed = (description: Description, input: Shapes, output: Shapes) => ({
  inputShape: some(input),
  outputShape: fixedShape(showDescription(description), input, output)
})

/** The shapes of a layer that works element by element: it takes any one tensor, and gives one of the same shape. */
export const unchanged = {
  inputShape: none,
  outputShape: (input: Shapes): Either<ShapeError, Shapes> =>
    input.some(part => typeof part === 'object')
      ? left(shapeError(`A layer that works element by element takes one tensor, found ${showShape(input)}`))
      : right(input)
}

/** The shapes of a layer that gives what it takes, a tuple too. */
const anything = { inputShape: none, outputShape: (input: Shapes): Either<ShapeError, Shapes> => right(input) }

/** Whether a layer gives what it takes, whatever its size: then what follows it says what it takes. */
const keepsShape = ({ outputShape }: Pick<Layer<Params, Value, Value>, 'outputShape'>): boolean =>
  outputShape === unchanged.outputShape || outputShape === anything.outputShape

/** Gives its input. The unit of `andThen`. */
export const identity = <A extends Value>(): Layer<readonly [], A, A> =>
  layer<readonly [], A, A, undefined>({
    description: nothing,
    ...anything,
    init: of([]),
    forward: (_, input) => [input, undefined],
    backward: (_, __, outputGradient) => [[], outputGradient]
  })

/**
 * The two passes of a composition: forward through the first, then the next; backward in the opposite order.
 *
 *     forward    y = g(q, f(p, x))
 *     backward   [dq, du] = g*(q, dy)      [dp, dx] = f*(p, du)
 */
export const compose = <P extends Params, A extends Value, B extends Value, Q extends Params, C extends Value>(
  first: Passes<P, A, B>,
  next: Passes<Q, B, C>,
  count: number
): Passes<readonly [...P, ...Q], A, C, readonly [Cache, Cache]> => ({
  forward: (params, input) => {
    const [middle, firstCache] = first.forward(firstParams<P, Q>(params, count), input)
    const [output, nextCache] = next.forward(otherParams<P, Q>(params, count), middle)
    return [output, [firstCache, nextCache]]
  },
  backward: (params, [firstCache, nextCache], outputGradient) => {
    const [nextGradient, middleGradient] = next.backward(otherParams<P, Q>(params, count), nextCache, outputGradient)
    const [firstGradient, inputGradient] = first.backward(firstParams<P, Q>(params, count), firstCache, middleGradient)
    return [joinParams(firstGradient, nextGradient), inputGradient]
  }
})

/** The shape, or the error where it must not be passed over: data meet the layer. */
export const shapeOrThrow = <S extends Shapes>(shape: Either<ShapeError, S>): S => {
  if (isLeft(shape)) throw shape.left
  return shape.right
}

export const parameterCount = (description: Description): number => parametersOf(description).length

export const joined = <P extends Params, Q extends Params>(
  one: Random<P>,
  other: Random<Q>
): Random<readonly [...P, ...Q]> =>
  pipe(
    both(one, other),
    map(([p, q]): readonly [...P, ...Q] => [...p, ...q])
  )

/** Throws where what the first is known to give is not what the next takes. */
const requireFit = (
  first: Pick<Layer<Params, Value, Value>, 'description' | 'inputShape' | 'outputShape'>,
  next: Pick<Layer<Params, Value, Value>, 'description' | 'inputShape' | 'outputShape'>
): void => {
  const given = pipe(
    first.inputShape,
    O.chain(input => fromEither(first.outputShape(input)))
  )
  if (!isSome(given) || !isLeft(next.outputShape(given.value))) return
  const taken = isSome(next.inputShape) ? `takes ${showShape(next.inputShape.value)}` : 'does not take it'
  throw shapeError(
    `${showDescription(lastOf(first.description))} gives ${showShape(given.value)}, ` +
      `but ${showDescription(firstOf(next.description))} ${taken}`
  )
}

/** First this layer, then the next: `pipe(dense(2, 3), andThen(tanh()))`. Throws a ShapeError where sizes do not fit. */
export const andThen =
  <Q extends Params, B extends Value, C extends Value>(next: Layer<Q, B, C>) =>
  <P extends Params, A extends Value>(first: Layer<P, A, B>): Layer<readonly [...P, ...Q], A, C> => {
    requireFit(first, next)
    const inFirst = first.training.noiseCount
    return layer({
      description: inOrder(first.description, next.description),
      inputShape: keepsShape(first) ? next.inputShape : first.inputShape,
      outputShape:
        keepsShape(first) && keepsShape(next)
          ? (first.outputShape === anything.outputShape ? next : first).outputShape
          : input => pipe(first.outputShape(input), chain(next.outputShape)),
      init: joined(first.init, next.init),
      ...compose(first, next, parameterCount(first.description)),
      training: {
        noiseCount: inFirst + next.training.noiseCount,
        noise: (input, batchSize) =>
          joined(
            first.training.noise(input, batchSize),
            next.training.noise(shapeOrThrow(first.outputShape(input)), batchSize)
          ),
        layer: noise =>
          andThen(next.training.layer(noise.slice(inFirst)))(first.training.layer(noise.slice(0, inFirst))),
        calibrate: (params, batches) => {
          const [p, q] = splitParams<P, Q>(params, parameterCount(first.description))
          const calibrated = first.training.calibrate(p, batches)
          const between = batches.map(batch => calibrated.forward(p, batch)[0])
          return andThen(next.training.calibrate(q, between))(calibrated)
        }
      }
    })
  }
