import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type KernelWindow, type Sides } from '../../algebra/Algebra.js'
import { bothSides } from '../../algebra/kernel/Window.js'
import { wholeNumber } from '../../tensor/range.js'
import { positiveInteger, type ShapeError, shapeError, type Shapes, showShape } from '../../tensor/Shape.js'
import { type CeilDivide, type Extent, type Slide, slide } from '../../tensor/Size.js'

/** Zeros around an image: a number on every side, one for the rows and one for the columns, or as many as `same` needs. */
export type Padding = Sides | 'same'

/** The number of `Sides` that belongs to the rows. */
export type HeightOf<S> = S extends readonly [infer R, unknown] ? R : S

/** The number of `Sides` that belongs to the columns. */
export type WidthOf<S> = S extends readonly [unknown, infer C] ? C : S

type Along<Size extends number, K, S, P, D> = K extends number
  ? S extends number
    ? D extends number
      ? P extends number
        ? Slide<Size, Extent<K, D>, S, P>
        : CeilDivide<Size, S>
      : never
    : never
  : never

/** Number of positions of a window along the rows of an image. */
export type SlideRows<H extends number, K, S, P, D = 1> = Along<H, HeightOf<K>, HeightOf<S>, HeightOf<P>, HeightOf<D>>

/** Number of positions of a window along the columns of an image. */
export type SlideColumns<W extends number, K, S, P, D = 1> = Along<W, WidthOf<K>, WidthOf<S>, WidthOf<P>, WidthOf<D>>

/** Makes the compiler reject a window that is larger than the image: one of the output sizes is then `never`. */
export type Fitting<H extends number, W extends number, K, S, P, D = 1> =
  IsNever<SlideRows<H, K, S, P, D>> | IsNever<SlideColumns<W, K, S, P, D>> extends false
  ? unknown
  : { readonly error: 'the window is larger than the image' }

type IsNever<X> = [X] extends [never] ? true : false

/** The settings of a window along one axis. `causal` adds all zeros before the axis, so that no window reads what comes later. */
export interface Steps {
  readonly size: number
  readonly stride: number
  readonly padding: number | 'same' | 'causal'
  readonly dilation: number
}

/** Number of zeros before an axis, and number of positions of the window. 0 or less if the window does not fit. */
export const positions = (
  length: number,
  { size, stride, padding, dilation }: Steps
): readonly [before: number, places: number] => {
  const extent = (size - 1) * dilation + 1
  if (typeof padding === 'number') return [padding, slide(length, extent, stride, padding)]
  const places = Math.ceil(length / stride)
  if (padding === 'causal') return [extent - 1, places]
  return [Math.floor(Math.max(0, (places - 1) * stride + extent - length) / 2), places]
}

/** The settings of a window on images. */
export interface Sliding {
  readonly size: Sides
  readonly stride: Sides
  readonly padding: Padding
  readonly dilation?: Sides
}

/** A window on images of a known size. */
export interface Placed {
  readonly window: KernelWindow
  /** Shape of one image of the result: [channels, rows, columns]. */
  readonly output: readonly [number, number, number]
}

const isPair = (sides: Sides): sides is readonly [number, number] => Array.isArray(sides) && sides.length === 2

/** Requires a positive integer, or two; for a padding, integers of at least 0. */
export const requireSides = (name: string, kind: 'size' | 'padding', sides: Sides): void => {
  const require = kind === 'size' ? positiveInteger : wholeNumber
  if (!isPair(sides)) require(name, sides)
  else {
    require(`${name}: rows`, sides[0])
    require(`${name}: columns`, sides[1])
  }
}

/**
 * Checks the settings of a sliding window.
 *
 * @throws RangeError if a size, a stride or a dilation is not a positive integer, or a padding is not an integer of at least 0
 */
export const requireSliding = (name: string, { size, stride, padding, dilation = 1 }: Sliding): void => {
  requireSides(`${name}: size`, 'size', size)
  requireSides(`${name}: stride`, 'size', stride)
  requireSides(`${name}: dilation`, 'size', dilation)
  if (padding !== 'same') requireSides(`${name}: padding`, 'padding', padding)
}

const showSides = (sides: Sides): string => (typeof sides === 'number' ? String(sides) : showShape(sides))

/** Says that a window does not fit: `convolution: a window of size 4 is larger than an image of shape [1, 3, 3]`. */
export const tooLarge = (
  name: string,
  { size, padding, dilation = 1 }: Omit<Sliding, 'padding'> & { readonly padding: Sides | string },
  what: string,
  input: Shapes
): ShapeError => {
  const apart = dilation === 1 ? '' : ` and dilation ${showSides(dilation)}`
  const surrounded = padding === 0 || typeof padding === 'string' ? '' : ` with padding ${showSides(padding)}`
  return shapeError(
    `${name}: a window of size ${showSides(size)}${apart} is larger than ${what} of shape ${showShape(input)}${surrounded}`
  )
}

/** The window and the shape of the result for images of a shape. `depth` is the number of output channels. */
export const placed =
  (name: string, sliding: Sliding, depth?: number) =>
  (input: Shapes): Either<ShapeError, Placed> => {
    const [channels, height, width, ...rest] = input
    if (typeof channels !== 'number' || typeof height !== 'number' || typeof width !== 'number' || rest.length > 0)
      return left(shapeError(`${name} takes images of shape [channels, height, width], found ${showShape(input)}`))
    const { size, stride, padding, dilation = 1 } = sliding
    const along = (axis: 0 | 1, length: number) =>
      positions(length, {
        size: bothSides(size)[axis],
        stride: bothSides(stride)[axis],
        padding: padding === 'same' ? padding : bothSides(padding)[axis],
        dilation: bothSides(dilation)[axis]
      })
    const [[top, rows], [before, columns]] = [along(0, height), along(1, width)]
    if (!(rows > 0 && columns > 0)) return left(tooLarge(name, sliding, 'an image', input))
    return right({
      window: { size, stride, padding: top === before ? top : [top, before], ...(dilation === 1 ? {} : { dilation }) },
      output: [depth ?? channels, rows, columns]
    })
  }
