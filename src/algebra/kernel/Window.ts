/** One number for both axes of an image, or a number for the rows and one for the columns. */
export type Sides = number | readonly [rows: number, columns: number]

/** A window that slides over an image. */
export interface Window {
  /** Height and width in pixels. */
  readonly size: Sides
  /** Step in pixels from one position of the window to the next. */
  readonly stride: Sides
  /**
   * Number of pixels added above and to the left of the image. The shape of the result implies how many are added below and to the
   * right.
   */
  readonly padding: Sides
}

/** The window of a convolution, whose pixels may lie apart. */
export interface KernelWindow extends Window {
  /** Distance in pixels between neighbouring elements of the kernel. Default: 1. */
  readonly dilation?: Sides
}

/** A window along one axis of an image. */
export interface Span {
  readonly size: number
  readonly stride: number
  readonly padding: number
  readonly dilation: number
  /** Number of pixels from the first to the last element of the window. */
  readonly extent: number
}

/** The two numbers of an image: for the rows and for the columns. */
export const bothSides = (sides: Sides): readonly [rows: number, columns: number] =>
  typeof sides === 'number' ? [sides, sides] : sides

/** The window along the rows and along the columns. */
export const spans = ({ size, stride, padding, dilation = 1 }: KernelWindow): readonly [rows: Span, columns: Span] => {
  const [sizes, strides] = [bothSides(size), bothSides(stride)]
  const [paddings, dilations] = [bothSides(padding), bothSides(dilation)]
  const along = (axis: 0 | 1): Span => ({
    size: sizes[axis],
    stride: strides[axis],
    padding: paddings[axis],
    dilation: dilations[axis],
    extent: (sizes[axis] - 1) * dilations[axis] + 1
  })
  return [along(0), along(1)]
}

/** Number of pixels that the last window reaches beyond the end of an axis. Negative if the windows leave pixels over. */
export const beyond = ({ stride, padding, extent }: Span, length: number, places: number): number =>
  (places - 1) * stride + extent - length - padding

/** The range of window rows inside the image along one axis; `to` is exclusive. */
export const clipped = (start: number, size: number, length: number): readonly [from: number, to: number] => [
  Math.max(0, -start),
  Math.min(size, length - start)
]
