import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { none, type Option, some } from 'fp-ts/lib/Option.js'
import { type Params, type Value } from '../algebra/Value.js'
import { type Random } from '../tensor/Random.js'
import { fixedShape, type ShapeError, shapeError, type Shapes, showShape } from '../tensor/Shape.js'
import { type AnyTensor, isNumbersError } from '../tensor/Tensor.js'
import { type Description, parametersOf, showDescription } from './Description.js'

declare const hidden: unique symbol

/** What `forward` hands to `backward`. The layer knows its type; outside the layer the type is hidden. */
export interface Cache {
  readonly [hidden]: never
}

/**
 * What a cache may hold: tensors, numbers, text, other caches, and lists and plain records of these. A function is not data,
 * so a layer whose cache is a closure does not compile.
 */
export type Data =
  AnyTensor | Cache | number | string | boolean | null | undefined | readonly Data[] | { readonly [name: string]: Data }

/** The two functions of a layer: all that composition needs. */
export interface Passes<P extends Params, A extends Value, B extends Value, C = Cache> {
  /** Computes the output, and the cache that `backward` needs. */
  readonly forward: (params: P, input: A) => readonly [output: B, cache: C]
  /** Computes the gradients of the parameters and of the input from the gradient of the output. */
  readonly backward: (params: P, cache: C, outputGradient: B) => readonly [paramsGradient: P, inputGradient: A]
}

/**
 * How a layer differs while it learns: it has another `forward`. The caches of both go to the same `backward`, so replacing
 * `backward` replaces the gradient of prediction and of training alike.
 */
export interface Training<P extends Params, A extends Value, B extends Value, C = Cache> {
  /** Number of tensors of noise that a step draws. Zero for a deterministic layer. */
  readonly noiseCount: number
  /** Draws the noise of one step, for `batchSize` examples of the shape `input`. */
  readonly noise: (input: Shapes, batchSize: number) => Random<Params>
  /** The forward function of a step with this noise. */
  readonly forward: (noise: Params) => Passes<P, A, B, C>['forward']
  /** The layer that predicts with statistics of these batches, if the layer has statistics. */
  readonly calibrate: Option<(params: P, batches: readonly A[]) => Layer<P, A, B>>
}

/**
 * A layer: two pure functions, and a description of their sizes and parameters. A network is a layer.
 *
 *     forward    (params, input) -> [output, cache]
 *     backward   (params, cache, outputGradient) -> [paramsGradient, inputGradient]
 *
 * `backward` gets what it needs from `forward` in the cache, so nothing is computed twice.
 */
export interface Layer<P extends Params, A extends Value, B extends Value> extends Passes<P, A, B> {
  /** Kind, configuration and parameters: enough to print the layer, to save it and to build it again. */
  readonly description: Description
  /** The shape of one example of the input, if the layer fixes it. */
  readonly inputShape: Option<Shapes>
  /** The shape of one example of the output. */
  readonly outputShape: (input: Shapes) => Either<ShapeError, Shapes>
  /** Draws the initial parameters. */
  readonly init: Random<P>
  /** How the layer differs while it learns. `none` for a layer that behaves the same. */
  readonly training: Option<Training<P, A, B>>
}

/** What the author of a layer writes: a layer whose cache has the type `C`. `training` is absent for most layers. */
export interface Definition<P extends Params, A extends Value, B extends Value, C extends Data>
  extends Passes<P, A, B, C>, Omit<Layer<P, A, B>, 'forward' | 'backward' | 'training'> {
  readonly training?: Training<P, A, B, C>
}

/** Hides the type of the cache. */
export const hideCache = <P extends Params, A extends Value, B extends Value, C>(
  passes: Passes<P, A, B, C>
): Passes<P, A, B> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the existential: only this backward sees this cache
  passes as unknown as Passes<P, A, B>

/** Hides the type of the cache of the forward function that learns. */
const hideTrainingCache = <P extends Params, A extends Value, B extends Value, C>(
  training: Training<P, A, B, C>
): Training<P, A, B> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the existential: only the layer's backward sees this cache
  training as unknown as Training<P, A, B>

/** Where a pass asks a traced tensor for its numbers, the error names the innermost layer and the remedy. */
const explained = (description: Description, error: unknown): unknown =>
  isNumbersError(error)
    ? new TypeError(
        `${showDescription(description)} computes on numbers in plain JavaScript, so it cannot be compiled: ` +
          'write it in the operations of the algebra, or train it with the eager engine',
        { cause: error }
      )
    : error

/**
 * Makes a layer from its definition, and hides the type of its cache.
 *
 * @example
 * const double = layer<readonly [], Scalars, Scalars, undefined>({
 *   description: describe('double'),
 *   ...unchanged,
 *   init: of([]),
 *   forward: (_, input) => [scale(2, input), undefined],
 *   backward: (_, __, outputGradient) => [[], scale(2, outputGradient)]
 * })
 */
export const layer = <P extends Params, A extends Value, B extends Value, C extends Data>({
  description,
  inputShape,
  outputShape,
  init,
  forward,
  backward,
  training
}: Definition<P, A, B, C>): Layer<P, A, B> => {
  const guarded =
    (pass: Passes<P, A, B, C>['forward']): Passes<P, A, B, C>['forward'] =>
    (params, input) => {
      try {
        return pass(params, input)
      } catch (error) {
        throw explained(description, error)
      }
    }
  return {
    description,
    inputShape,
    outputShape,
    init,
    ...hideCache<P, A, B, C>({
      forward: guarded(forward),
      backward: (params, cache, outputGradient) => {
        try {
          return backward(params, cache, outputGradient)
        } catch (error) {
          throw explained(description, error)
        }
      }
    }),
    training:
      training === undefined
        ? none
        : some(hideTrainingCache({ ...training, forward: noise => guarded(training.forward(noise)) }))
  }
}

/** The shapes of a layer that fixes them. */
export const withFixedShapes = (description: Description, input: Shapes, output: Shapes) => ({
  inputShape: some(input),
  outputShape: fixedShape(showDescription(description), input, output)
})

/** The shapes of an element-wise layer: it takes one tensor of any shape, and gives one of the same shape. */
export const withUnchangedShape = {
  inputShape: none,
  outputShape: (input: Shapes): Either<ShapeError, Shapes> =>
    input.some(part => typeof part === 'object')
      ? left(shapeError(`A layer that works element by element takes one tensor, found ${showShape(input)}`))
      : right(input)
}

/** The shape, or throws the error: data meet the layer, so it must not be passed over. */
export const shapeOrThrow = <S extends Shapes>(shape: Either<ShapeError, S>): S => {
  if (isLeft(shape)) throw shape.left
  return shape.right
}

/** Number of tensors among the parameters. */
export const parameterCount = (description: Description): number => parametersOf(description).length
