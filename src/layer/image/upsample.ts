import { left, right } from 'fp-ts/lib/Either.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { broadcast, reshape, type Sides, sumAlong } from '../../algebra/Algebra.js'
import { bothSides } from '../../algebra/kernel/Window.js'
import { shapeError, showShape, tensorShape } from '../../tensor/Shape.js'
import { type Times } from '../../tensor/Size.js'
import { type Batched } from '../../tensor/Tensor.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { type AnyImages } from './convolving.js'
import { type HeightOf, requireSides, type WidthOf } from './sliding.js'

type Grown<Size extends number, Factor> = Factor extends number ? Times<Size, Factor> : never

/**
 * Upsampling: repeats every pixel of an image. `upsample(2)` doubles height and width.
 *
 *     forward    y[c, i, j] = x[c, ⌊i / f⌋, ⌊j / f⌋]
 *     backward   dx[c, i, j] = Σ over k, l < f of dy[c, i f + k, j f + l]
 *
 * f is the factor, which may differ between rows and columns. The layer is linear: backward needs only the shape of the input, so
 * that shape is the cache. `transposedConvolution` learns how to upsample.
 *
 * @param factor number of copies of every pixel along both axes, or along the rows and along the columns
 * @throws RangeError if a factor is not a positive integer
 * @example pipe(convolution([1, 8, 8], 3, 4), andThen(upsample(2)))
 */
export function upsample<C extends number, H extends number, W extends number, const F extends Sides>(
  factor: F
): Layer<readonly [], Batched<readonly [C, H, W]>, Batched<readonly [C, Grown<H, HeightOf<F>>, Grown<W, WidthOf<F>>]>>
export function upsample(factor: Sides): Layer<readonly [], AnyImages, AnyImages> {
  requireSides('upsample: factor', 'size', factor)
  const [down, across] = bothSides(factor)
  return layer<readonly [], AnyImages, AnyImages, AnyImages['shape']>({
    description: describe('upsample', { factor }),
    inputShape: none,
    outputShape: input => {
      const [channels, height, width, ...rest] = tensorShape(input) ?? []
      return channels === undefined || height === undefined || width === undefined || rest.length > 0
        ? left(shapeError(`upsample takes images of shape [channels, height, width], found ${showShape(input)}`))
        : right([channels, height * down, width * across])
    },
    init: of([]),
    forward: (_, input) => {
      const [batch, channels, height, width] = input.shape
      const pixels = reshape([batch, channels, height, 1, width, 1], input)
      const repeated = broadcast([batch, channels, height, down, width, across], pixels)
      return [reshape<AnyImages['shape']>([batch, channels, height * down, width * across], repeated), input.shape]
    },
    backward: (_, shape, outputGradient) => {
      const [batch, channels, height, width] = shape
      const repeated = reshape([batch, channels, height, down, width, across], outputGradient)
      return [[], reshape(shape, sumAlong([3, 5], repeated))]
    }
  })
}
