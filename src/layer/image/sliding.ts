/** A window that slides over images: where it fits, and how many places it has. Convolution and pooling share it. */
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type Window } from '../../algebra/Algebra.js'
import { wholeNumber } from '../../tensor/range.js'
import { positiveInteger, type ShapeError, shapeError, type Shapes, showShape } from '../../tensor/Shape.js'
import { type Slide, slide } from '../../tensor/Size.js'

/** Has the compiler say so where the window has no place: one of the sizes is `never`. */
export type Fitting<H extends number, W extends number, K extends number, S extends number, P extends number> =
  IsNever<Slide<H, K, S, P>> | IsNever<Slide<W, K, S, P>> extends false
  ? unknown
  : { readonly error: 'the window is larger than the image' }

type IsNever<X> = [X] extends [never] ? true : false

/** @throws RangeError if a setting is not a whole number, or too small */
export const windowOf = (name: string, { size, stride, padding }: Window): Window => {
  positiveInteger(`${name}: size`, size)
  positiveInteger(`${name}: stride`, stride)
  wholeNumber(`${name}: padding`, padding)
  return { size, stride, padding }
}

/** The shape of one example of the output, with so many channels: those of the input, where it is not said. */
export const slid =
  (name: string, { size, stride, padding }: Window, depth?: number) =>
  (input: Shapes): Either<ShapeError, readonly [number, number, number]> => {
    const [channels, height, width, ...rest] = input
    if (typeof channels !== 'number' || typeof height !== 'number' || typeof width !== 'number' || rest.length > 0)
      return left(shapeError(`${name} takes images [channels, height, width], found ${showShape(input)}`))
    const [rows, columns] = [slide(height, size, stride, padding), slide(width, size, stride, padding)]
    if (rows > 0 && columns > 0) return right([depth ?? channels, rows, columns])
    const surrounded = padding > 0 ? ` with a padding of ${padding}` : ''
    return left(shapeError(`${name}: a window of ${size} is larger than an image ${showShape(input)}${surrounded}`))
  }
