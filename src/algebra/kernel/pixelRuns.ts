import { type Shape } from '../../tensor/Shape.js'
import { type Window } from './Window.js'

/**
 * Lists the runs of pixels in one image row that a row of windows reads: three integers per run, the index of its first pixel in
 * the image, its index in the pixel matrix, and its length. Neighbours in a run are `stride` pixels apart in the image.
 */
export const pixelRuns = (
  [, channels = 0, height = 0, width = 0]: Shape,
  [, , rows = 0, columns = 0]: Shape,
  { size, stride, padding }: Window
): Int32Array => {
  /** The range of window positions, `to` exclusive, at which row or column k of the window lies inside the image. */
  const seen = (k: number, places: number, pixels: number): readonly [from: number, to: number] => [
    Math.max(0, Math.ceil((padding - k) / stride)),
    Math.min(places, Math.floor((pixels - 1 + padding - k) / stride) + 1)
  ]
  const runs = new Int32Array(3 * channels * size * size * rows)
  let count = 0
  let place = 0
  for (let c = 0; c < channels; c++)
    for (let k = 0; k < size; k++)
      for (let l = 0; l < size; l++, place += rows * columns) {
        const [top, bottom] = seen(k, rows, height)
        const [from, to] = seen(l, columns, width)
        if (from < to)
          for (let i = top; i < bottom; i++) {
            runs[count++] = (c * height + i * stride + k - padding) * width + from * stride + l - padding
            runs[count++] = place + i * columns + from
            runs[count++] = to - from
          }
      }
  return runs.subarray(0, count)
}
