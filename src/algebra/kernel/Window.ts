/** A square window that slides over an image. */
export interface Window {
  /** Side length in pixels. */
  readonly size: number
  /** Step in pixels from one position of the window to the next. */
  readonly stride: number
  /** Number of zero pixels added on each side of the image. */
  readonly padding: number
}

/** The range of window rows inside the image along one axis; `to` is exclusive. */
export const clipped = (start: number, size: number, length: number): readonly [from: number, to: number] => [
  Math.max(0, -start),
  Math.min(size, length - start)
]
