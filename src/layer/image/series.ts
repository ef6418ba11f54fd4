/** Windows that slide along series of shape [channels, length]. A series is computed as an image with one row. */
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { reshape } from '../../algebra/Algebra.js'
import { wholeNumber } from '../../tensor/range.js'
import { positiveInteger, type ShapeError, shapeError, type Shapes, showShape } from '../../tensor/Shape.js'
import { type CeilDivide, type Extent, type Slide } from '../../tensor/Size.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type AnyImages } from './convolving.js'
import { type Placed, positions, type Steps, tooLarge } from './sliding.js'

/** Series whose sizes are known at run time. */
export type AnySeries = Batched<readonly [number, number]>

/** Number of positions of a window along a series. */
export type SlideAlong<
  T extends number,
  K extends number,
  S extends number,
  P extends number | 'same' | 'causal',
  D extends number = 1
> = P extends number ? Slide<T, Extent<K, D>, S, P> : CeilDivide<T, S>

/** Makes the compiler reject a window that is longer than the series. */
export type WindowFits<
  T extends number,
  K extends number,
  S extends number,
  P extends number | 'same' | 'causal',
  D extends number = 1
> = [SlideAlong<T, K, S, P, D>] extends [never] ? { readonly error: 'the window is longer than the series' } : unknown

/**
 * Checks the settings of a window along a series.
 *
 * @throws RangeError if the size, the stride or the dilation is not a positive integer, or the padding is not an integer of at
 * least 0
 */
export const requireSteps = (name: string, { size, stride, padding, dilation }: Steps): void => {
  positiveInteger(`${name}: size`, size)
  positiveInteger(`${name}: stride`, stride)
  positiveInteger(`${name}: dilation`, dilation)
  if (padding !== 'same' && padding !== 'causal') wholeNumber(`${name}: padding`, padding)
}

/** The window on images of one row, and the shape of the result as such an image. `depth` is the number of output channels. */
export const placedAlong =
  (name: string, steps: Steps, depth?: number) =>
  (input: Shapes): Either<ShapeError, Placed> => {
    const [channels, length, ...rest] = input
    if (typeof channels !== 'number' || typeof length !== 'number' || rest.length > 0)
      return left(shapeError(`${name} takes series of shape [channels, length], found ${showShape(input)}`))
    const { size, stride, dilation } = steps
    const [before, places] = positions(length, steps)
    return places > 0
      ? right({
          window: { size: [1, size], stride: [1, stride], padding: [0, before], dilation: [1, dilation] },
          output: [depth ?? channels, 1, places]
        })
      : left(tooLarge(name, steps, 'a series', input))
  }

/** A batch of series as images of one row. */
export const asImages = (series: AnySeries): AnyImages => {
  const [batch, channels, length] = series.shape
  return reshape<AnyImages['shape']>([batch, channels, 1, length], series)
}

/** A batch of images of one row as series. */
export const asSeries = (images: AnyImages): AnySeries => {
  const [batch, channels, , length] = images.shape
  return reshape<AnySeries['shape']>([batch, channels, length], images)
}
