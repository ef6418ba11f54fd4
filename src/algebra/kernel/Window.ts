/** A square window that slides over an image: how long its side is, how far it moves, how many zeros surround the image. */
export interface Window {
  readonly size: number
  readonly stride: number
  readonly padding: number
}

/** Where a window meets the image along one axis: from which of its rows, to which (not included). */
export const clipped = (start: number, size: number, length: number): readonly [from: number, to: number] => [
  Math.max(0, -start),
  Math.min(size, length - start)
]
