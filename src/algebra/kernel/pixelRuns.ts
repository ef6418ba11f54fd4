import { type Shape } from '../../tensor/Shape.js'
import { type KernelWindow, type Span, spans } from './Window.js'

/**
 * Lists the runs of pixels in one image row that a row of windows reads: three integers per run, the index of its first pixel in
 * the image, its index in the pixel matrix, and its length. Neighbours in a run are as many pixels
 * apart in the image as the window moves from column to column.
 */
export const pixelRuns = (
  [, channels = 0, height = 0, width = 0]: Shape,
  [, , rows = 0, columns = 0]: Shape,
  window: KernelWindow
): Int32Array => {
  const [down, across] = spans(window)
  /** Distance of row or column k of the first window from the start of the image. */
  const startOf = ({ dilation, padding }: Span, k: number): number => k * dilation - padding
  /** The range of window positions, `to` exclusive, at which that row or column lies inside the image. */
  const seen = (start: number, stride: number, places: number, pixels: number): readonly [from: number, to: number] => [
    Math.max(0, Math.ceil(-start / stride)),
    Math.min(places, Math.floor((pixels - 1 - start) / stride) + 1)
  ]
  const runs = new Int32Array(3 * channels * down.size * across.size * rows)
  let count = 0
  let place = 0
  for (let c = 0; c < channels; c++)
    for (let k = 0; k < down.size; k++)
      for (let l = 0; l < across.size; l++, place += rows * columns) {
        const [y, x] = [startOf(down, k), startOf(across, l)]
        const [top, bottom] = seen(y, down.stride, rows, height)
        const [from, to] = seen(x, across.stride, columns, width)
        if (from < to)
          for (let i = top; i < bottom; i++) {
            runs[count++] = (c * height + i * down.stride + y) * width + from * across.stride + x
            runs[count++] = place + i * columns + from
            runs[count++] = to - from
          }
      }
  return runs.subarray(0, count)
}
