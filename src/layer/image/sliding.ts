import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type Window } from '../../algebra/Algebra.js'
import { wholeNumber } from '../../tensor/range.js'
import { positiveInteger, type ShapeError, shapeError, type Shapes, showShape } from '../../tensor/Shape.js'
import { type Slide, slide } from '../../tensor/Size.js'

/** Makes the compiler reject a window that is larger than the image: one of the output sizes is then `never`. */
export type Fitting<H extends number, W extends number, K extends number, S extends number, P extends number> =
  IsNever<Slide<H, K, S, P>> | IsNever<Slide<W, K, S, P>> extends false
  ? unknown
  : { readonly error: 'the window is larger than the image' }

type IsNever<X> = [X] extends [never] ? true : false

/**
 * Checks the settings of a sliding window.
 *
 * @throws RangeError if the size or the stride is not a positive integer, or the padding is not an integer of at least 0
 */
export const windowOf = (name: string, { size, stride, padding }: Window): Window => {
  positiveInteger(`${name}: size`, size)
  positiveInteger(`${name}: stride`, stride)
  wholeNumber(`${name}: padding`, padding)
  return { size, stride, padding }
}

/** The shape rule of a sliding window. `depth` is the number of output channels. Default: the channels of the input. */
export const slid =
  (name: string, { size, stride, padding }: Window, depth?: number) =>
  (input: Shapes): Either<ShapeError, readonly [number, number, number]> => {
    const [channels, height, width, ...rest] = input
    if (typeof channels !== 'number' || typeof height !== 'number' || typeof width !== 'number' || rest.length > 0)
      return left(shapeError(`${name} takes images of shape [channels, height, width], found ${showShape(input)}`))
    const [rows, columns] = [slide(height, size, stride, padding), slide(width, size, stride, padding)]
    if (rows > 0 && columns > 0) return right([depth ?? channels, rows, columns])
    const surrounded = padding > 0 ? ` with padding ${padding}` : ''
    return left(
      shapeError(`${name}: a window of size ${size} is larger than an image of shape ${showShape(input)}${surrounded}`)
    )
  }
