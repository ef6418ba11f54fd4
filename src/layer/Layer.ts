import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { fromNullable, none, type Option, some } from 'fp-ts/lib/Option.js'
import { type Params, type Value } from '../algebra/Value.js'
import { type Random } from '../tensor/Random.js'
import { fixedShape, type ShapeError, shapeError, type Shapes, showShape } from '../tensor/Shape.js'
import { type AnyTensor, isNumbersError } from '../tensor/Tensor.js'
import { type Description, parametersOf, showDescription } from './Description.js'

declare const hidden: unique symbol

/**
 * Data that `forward` passes to `backward`. The layer knows the type of its cache; outside the layer the type is hidden, so
 * that only the `backward` of the same layer can read the contents.
 */
export interface Cache {
  readonly [hidden]: never
}

/**
 * Type of the data that a cache may hold: tensors, numbers, strings, booleans, other caches, and lists and plain records of
 * these. A function is not data, so a layer whose cache is a closure does not compile. Engines can therefore compile every
 * cache.
 */
export type Data =
  AnyTensor | Cache | number | string | boolean | null | undefined | readonly Data[] | { readonly [name: string]: Data }

/** The two functions of a layer. Composition needs no more than these. */
export interface Passes<P extends Params, A extends Value, B extends Value, C = Cache> {
  /** Computes the output and the cache that `backward` needs. */
  readonly forward: (params: P, input: A) => readonly [output: B, cache: C]
  /** Computes the gradients of the parameters and of the input from the gradient of the output. */
  readonly backward: (params: P, cache: C, outputGradient: B) => readonly [paramsGradient: P, inputGradient: A]
}

/**
 * The behaviour of a layer during training, if it differs from prediction: another `forward`. Both forward functions give their
 * cache to the same `backward`, so replacing `backward` replaces the gradient of prediction and of training.
 */
export interface Training<P extends Params, A extends Value, B extends Value, C = Cache> {
  /** Number of noise tensors that a training step draws. 0 for a deterministic layer. */
  readonly noiseCount: number
  /** Draws the noise of one training step, for `batchSize` examples of the shape `input`. */
  readonly noise: (input: Shapes, batchSize: number) => Random<Params>
  /** Returns the forward function of a training step with this noise. */
  readonly forward: (noise: Params) => Passes<P, A, B, C>['forward']
  /** Returns the layer that predicts with the statistics of these batches. `none` for a layer without statistics. */
  readonly calibrate: Option<(params: P, batches: readonly A[]) => Layer<P, A, B>>
}

/**
 * Stepwise inference on sequences of shape [batch, time, ...]: the outputs of the next positions, from a state that holds what the
 * layer needs of the positions before, such as keys and values.
 *
 *     [y₁, s₁] = step(p, start, x₁)      [y₂, s₂] = step(p, s₁, x₂)      …      [y₁, y₂, …] = forward(p, [x₁, x₂, …])
 *
 * Every x holds one or more positions. The outputs have the same bits as those of `forward`.
 */
export interface Steps<P extends Params, A extends Value, B extends Value> {
  /** The state before the first position. */
  readonly start: Cache
  /** Computes the outputs of the next positions, and the state after them. */
  readonly step: (params: P, state: Cache, input: A) => readonly [output: B, state: Cache]
}

/**
 * How a layer takes the positions of a sequence one after the other. `alone`: every position depends on the input at this position
 * only, so `forward` is the step.
 */
export type Stepwise<P extends Params, A extends Value, B extends Value> = 'alone' | Steps<P, A, B>

/**
 * Hides the type of the state of steps.
 *
 * @param start the state before the first position
 * @param step computes the outputs of the next positions and the state after them
 * @example
 * // Adds the position to every number of a sequence.
 * const counting = steps<readonly [], Batched<readonly [number]>, Batched<readonly [number]>, number>(
 *   0,
 *   (_, start, input) => {
 *     const [, positions] = input.shape
 *     const places = fromArray([positions], Array.from({ length: positions }, (_, t) => start + t))
 *     return [Algebra.add(input, Algebra.broadcast(input.shape, places)), start + positions]
 *   }
 * )
 */
export const steps = <P extends Params, A extends Value, B extends Value, S extends Data>(
  start: S,
  step: (params: P, state: S, input: A) => readonly [output: B, state: S]
): Steps<P, A, B> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: only this step receives this state
  ({ start, step }) as unknown as Steps<P, A, B>

/**
 * A layer: two pure functions and a description of their sizes and parameters. A network is a layer.
 *
 *     forward    (params, input) -> [output, cache]
 *     backward   (params, cache, outputGradient) -> [paramsGradient, inputGradient]
 *
 * `forward` stores intermediate results in the cache, so that `backward` need not compute them again.
 *
 * `P` is a flat tuple of tensors (the parameters), `A` the type of the input and `B` the type of the output. Inputs and outputs
 * are tensors with the batch axis first, or tuples of them.
 */
export interface Layer<P extends Params, A extends Value, B extends Value> extends Passes<P, A, B> {
  /** Kind, configuration and parameters: enough to print the layer, save it and build it again. */
  readonly description: Description
  /** Shape of one example of the input. `none` if the layer takes more than one shape. */
  readonly inputShape: Option<Shapes>
  /** Computes the shape of one example of the output from the shape of one example of the input. */
  readonly outputShape: (input: Shapes) => Either<ShapeError, Shapes>
  /** Draws the initial parameters. */
  readonly init: Random<P>
  /** Behaviour during training. `none` for a layer that trains and predicts with the same function. */
  readonly training: Option<Training<P, A, B>>
  /** Stepwise inference. `none` for a layer that needs the whole sequence, or does not take sequences. */
  readonly stepwise: Option<Stepwise<P, A, B>>
}

/** Definition of a layer, the argument of `layer`: a layer whose cache has the type `C`. Most layers leave out `training`. */
export interface Definition<P extends Params, A extends Value, B extends Value, C extends Data>
  extends Passes<P, A, B, C>, Omit<Layer<P, A, B>, 'forward' | 'backward' | 'training' | 'stepwise'> {
  /** Behaviour during training. Default: the same as prediction. */
  readonly training?: Training<P, A, B, C> | undefined
  /** Stepwise inference. Default: not possible. */
  readonly stepwise?: Stepwise<P, A, B> | undefined
}

/** Hides the type of the cache of two passes. */
export const hideCache = <P extends Params, A extends Value, B extends Value, C>(
  passes: Passes<P, A, B, C>
): Passes<P, A, B> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: only this backward receives this cache
  passes as unknown as Passes<P, A, B>

/** Hides the type of the cache of a training forward function. */
const hideTrainingCache = <P extends Params, A extends Value, B extends Value, C>(
  training: Training<P, A, B, C>
): Training<P, A, B> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: only the layer's backward receives this cache
  training as unknown as Training<P, A, B>

/** Explains the error of a pass that reads the numbers of a traced tensor: names the innermost layer and the remedy. */
const explained = (description: Description, error: unknown): unknown =>
  isNumbersError(error)
    ? new TypeError(
        `${showDescription(description)} reads numbers in plain JavaScript, so it cannot be compiled: ` +
          'write it with the operations of Algebra, or use the eager engine',
        { cause: error }
      )
    : error

/**
 * Makes a layer from its definition and hides the type of its cache.
 *
 * @param definition the record that the author of a layer writes
 * @throws TypeError from `forward` and `backward`, if an engine compiles a layer that reads numbers in plain JavaScript
 * @example
 * const double = <S extends Shape>() =>
 *   layer<readonly [], Batched<S>, Batched<S>, undefined>({
 *     description: describe('double'),
 *     ...withUnchangedShape,
 *     init: of([]), // of 'fp-ts/lib/State.js'
 *     forward: (_, input) => [Algebra.scale(2, input), undefined],
 *     backward: (_, __, outputGradient) => [[], Algebra.scale(2, outputGradient)]
 *   })
 */
export const layer = <P extends Params, A extends Value, B extends Value, C extends Data>({
  description,
  inputShape,
  outputShape,
  init,
  forward,
  backward,
  training,
  stepwise
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
        : some(hideTrainingCache({ ...training, forward: noise => guarded(training.forward(noise)) })),
    stepwise: fromNullable(stepwise)
  }
}

/**
 * The members `inputShape` and `outputShape` of a layer that takes one shape only.
 *
 * @param description of the layer, which error messages name
 * @param input shape of one example of the input
 * @param output shape of one example of the output
 * @example withFixedShapes(describe('dense', { inputs: 2, outputs: 3 }), [2], [3])
 */
export const withFixedShapes = (description: Description, input: Shapes, output: Shapes) => ({
  inputShape: some(input),
  outputShape: fixedShape(showDescription(description), input, output)
})

/**
 * The members `inputShape` and `outputShape` of an element-wise layer: the output has the shape of the input, which is one
 * tensor.
 */
export const withUnchangedShape = {
  inputShape: none,
  outputShape: (input: Shapes): Either<ShapeError, Shapes> =>
    input.some(part => typeof part === 'object')
      ? left(shapeError(`An element-wise layer takes one tensor, found ${showShape(input)}`))
      : right(input)
}

/** Returns the shape, or throws the error. For use where data reach a layer: there a misfit must not be ignored. */
export const shapeOrThrow = <S>(shape: Either<ShapeError, S>): S => {
  if (isLeft(shape)) throw shape.left
  return shape.right
}

/** Number of tensors among the parameters. */
export const parameterCount = (description: Description): number => parametersOf(description).length
