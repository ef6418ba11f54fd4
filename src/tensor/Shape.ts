/**
 * Shapes, as types and as values.
 *
 * A shape lists the sizes of a tensor, outermost axis first: `readonly [3, 2]` has three rows of two numbers.
 * A size known only at run time has the type `number`.
 */
import { type Either, left, right } from 'fp-ts/lib/Either.js'

/** For the sizes of layers, and for everything else that is counted. */
export { positiveInteger } from './range.js'

export type Shape = readonly number[]

/** The shape of an example that has features: one row of them, or rows along further axes. */
export type Rows = readonly [...Shape, number]

/** The leading axis of everything that flows between layers: how many examples travel together. */
export type Batch = number

/** The shape of one example of a value: of a tensor, or of each part of a pair. */
export type Shapes = Shape | readonly Shapes[]

/**
 * Shapes that do not fit each other: a defect of the program, thrown where layers or data meet. A number that is wrong by
 * itself, such as a size of 0, is a RangeError.
 */
export interface ShapeError extends Error {
  readonly name: 'ShapeError'
}

export const shapeError = (message: string): ShapeError =>
  Object.assign(new Error(message), { name: 'ShapeError' as const })

/** How many numbers a tensor of this shape holds. A scalar, of shape [], holds one. */
export const elementCount = (shape: Shape): number => {
  let product = 1
  for (const size of shape) product *= size
  return product
}

export const sameShape = (one: Shapes, other: Shapes): boolean =>
  one === other ||
  (one.length === other.length &&
    one.every((part, i) => {
      const twin = other[i]
      return typeof part === 'number' || typeof twin === 'number' || twin === undefined
        ? part === twin
        : sameShape(part, twin)
    }))

/** The shape of one tensor, where it is not that of a tuple. */
export const tensorShape = (input: Shapes): Shape | undefined => {
  const sizes = input.flatMap(part => (typeof part === 'number' ? [part] : []))
  return sizes.length === input.length ? sizes : undefined
}

/** `[3, 2]`, and `[[3], [2]]` for a pair. */
export const showShape = (shape: Shapes): string =>
  `[${shape.map(part => (typeof part === 'number' ? String(part) : showShape(part))).join(', ')}]`

/** The rule of a layer whose sizes are fixed: it takes `input` and gives `output`. */
export const fixedShape =
  (name: string, input: Shapes, output: Shapes) =>
  (found: Shapes): Either<ShapeError, Shapes> =>
    sameShape(input, found)
      ? right(output)
      : left(shapeError(`${name} takes ${showShape(input)}, found ${showShape(found)}`))

/** The rule of a layer that works along the last axis, of any length where none is given: it gives the shape that it takes. */
export const rowsShape =
  (name: string, features?: number) =>
  (found: Shapes): Either<ShapeError, Shapes> => {
    const last = tensorShape(found)?.at(-1)
    return last !== undefined && (features === undefined || last === features)
      ? right(found)
      : left(shapeError(`${name} takes rows of ${features ?? 'one or more'} features, found ${showShape(found)}`))
  }

/** The rule of a layer that works on every channel, which is the first axis: it gives the shape that it takes. */
export const channelsShape =
  (name: string, channels: number) =>
  (found: Shapes): Either<ShapeError, Shapes> =>
    tensorShape(found)?.[0] === channels
      ? right(found)
      : left(shapeError(`${name} takes ${channels} features or channels, found ${showShape(found)}`))
