import { type Either, left, right } from 'fp-ts/lib/Either.js'

import { showSize } from './open.js'

export { positiveInteger } from './range.js'

/**
 * A shape lists the sizes of a tensor, outermost axis first: `readonly [3, 2]` has three rows of two numbers, `readonly []` is a
 * scalar. A size known only at run time has the type `number`.
 */
export type Shape = readonly number[]

/** A shape with at least one axis. The last axis holds the features. */
export type Rows = readonly [...Shape, number]

/** The batch size: the size of the leading axis of all inputs and outputs of layers. */
export type Batch = number

/** The shape of one example of a value: a shape for a tensor, a list of shapes for a tuple. */
export type Shapes = Shape | readonly Shapes[]

/**
 * The error thrown if shapes do not fit each other, for example when layers are composed. A number that is invalid by itself,
 * such as a size of 0, is a RangeError.
 */
export interface ShapeError extends Error {
  /** Distinguishes a ShapeError from other errors. */
  readonly name: 'ShapeError'
}

/** Makes a ShapeError with this message. */
export const shapeError = (message: string): ShapeError =>
  Object.assign(new Error(message), { name: 'ShapeError' as const })

/**
 * The number of elements of a tensor of this shape. A scalar, of shape [], has one.
 *
 * @param from first axis that counts. Default: 0.
 * @param to axis after the last one that counts. Default: the number of axes.
 * @example elementCount([2, 3]) // 6
 */
export const elementCount = (shape: Shape, from = 0, to: number = shape.length): number => {
  let product = 1
  for (let axis = from; axis < to; axis++) product *= shape[axis] ?? 1
  return product
}

/** Whether two shapes are equal: the same sizes, and for tuples the same shapes in the same order. */
export const sameShape = (one: Shapes, other: Shapes): boolean =>
  one === other ||
  (one.length === other.length &&
    one.every((part, i) => {
      const twin = other[i]
      return typeof part === 'number' || typeof twin === 'number' || twin === undefined
        ? part === twin
        : sameShape(part, twin)
    }))

/** The shape if it belongs to one tensor, `undefined` if it belongs to a tuple. */
export const tensorShape = (input: Shapes): Shape | undefined => {
  const isSize = (part: number | Shapes): part is number => typeof part === 'number'
  return input.every(isSize) ? input : undefined
}

/** Formats a shape as text: `[3, 2]` for a tensor, `[[3], [2]]` for a pair. */
export const showShape = (shape: Shapes): string =>
  `[${shape.map(part => (typeof part === 'number' ? showSize(part) : showShape(part))).join(', ')}]`

/**
 * The `outputShape` of a layer whose shapes are fixed: accepts only `input` and returns `output`.
 *
 * @param name name of the layer, which starts the error message
 * @returns a function that returns `right(output)` for `input`, and `left` of a ShapeError for any other shape
 * @example fixedShape('dense(2, 3)', [2], [3])
 */
export const fixedShape =
  (name: string, input: Shapes, output: Shapes) =>
  (found: Shapes): Either<ShapeError, Shapes> =>
    sameShape(input, found)
      ? right(output)
      : left(shapeError(`${name} takes ${showShape(input)}, found ${showShape(found)}`))

/**
 * The `outputShape` of a layer that works along the last axis and keeps the shape of its input.
 *
 * @param name name of the layer, which starts the error message
 * @param features required size of the last axis. Default: any size.
 * @returns a function that returns `right` of the shape if it fits, and `left` of a ShapeError if not
 */
export const rowsShape =
  (name: string, features?: number) =>
  (found: Shapes): Either<ShapeError, Shapes> => {
    const last = tensorShape(found)?.at(-1)
    return last !== undefined && (features === undefined || last === features)
      ? right(found)
      : left(shapeError(`${name} takes rows of ${features ?? 'one or more'} features, found ${showShape(found)}`))
  }

/**
 * The `outputShape` of a layer that works per channel, the first axis of an example, and keeps the shape of its input.
 *
 * @param name name of the layer, which starts the error message
 * @param channels required size of the first axis
 * @returns a function that returns `right` of the shape if it fits, and `left` of a ShapeError if not
 */
export const channelsShape =
  (name: string, channels: number) =>
  (found: Shapes): Either<ShapeError, Shapes> =>
    tensorShape(found)?.[0] === channels
      ? right(found)
      : left(shapeError(`${name} takes ${channels} features or channels, found ${showShape(found)}`))
