/**
 * Pooling: one number per window and channel of an image, and the gradients.
 *
 *     maximum    the largest number; its gradient goes to the first maximum in row-major order (as in PyTorch)
 *     average    the mean, zeros of the padding included; its gradient is divided equally among the pixels
 */
import { type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, type Tensor } from '../../tensor/Tensor.js'
import { bothSides, clipped, spans, type Window } from './Window.js'

/**
 * Calls `run` for every window with the index of its output, the index of its first pixel, and its rows and columns inside the
 * image.
 */
const eachWindow = (
  input: Shape,
  output: Shape,
  window: Window,
  run: (y: number, x: number, rows: number, columns: number) => void
): void => {
  const [examples = 0, channels = 0, height = 0, width = 0] = input
  const [, , rows = 0, columns = 0] = output
  const [down, across] = spans(window)
  for (let image = 0; image < examples * channels; image++)
    for (let i = 0; i < rows; i++) {
      const top = i * down.stride - down.padding
      const [fromRow, toRow] = clipped(top, down.size, height)
      for (let j = 0; j < columns; j++) {
        const left = j * across.stride - across.padding
        const [from, to] = clipped(left, across.size, width)
        run(
          (image * rows + i) * columns + j,
          (image * height + top + fromRow) * width + left + from,
          toRow - fromRow,
          to - from
        )
      }
    }
}

/** Calls `run` for every window with the index of its output and the index of its first maximum. */
const eachLargest = (x: AnyTensor, output: Shape, window: Window, run: (y: number, x: number) => void): void => {
  const { numbers, offset } = dense(x)
  const width = x.shape[3]!
  eachWindow(x.shape, output, window, (y, start, rows, columns) => {
    let largest = start
    for (let k = 0; k < rows; k++)
      for (let l = 0; l < columns; l++) {
        const place = start + k * width + l
        // NaN counts as the maximum, as in Math.max.
        if (!(numbers[offset + place]! <= numbers[offset + largest]!)) largest = place
      }
    run(y, largest)
  })
}

export const maxPool = <S extends Shape>(shape: S, x: AnyTensor, window: Window): Tensor<S> => {
  const [xs, result] = [dense(x), blank(shape)]
  eachLargest(xs, shape, window, (y, place) => {
    result.numbers[result.offset + y] = xs.numbers[xs.offset + place]!
  })
  return result
}

export const maxPoolGradient = <S extends Shape>(
  shape: S,
  x: AnyTensor,
  outputGradient: AnyTensor,
  window: Window
): Tensor<S> => {
  const [ys, result] = [dense(outputGradient), blank(shape)]
  eachLargest(x, outputGradient.shape, window, (y, place) => {
    result.numbers[result.offset + place]! += ys.numbers[ys.offset + y]!
  })
  return result
}

/** Number of pixels of a window, those of the padding included. */
const pixelCount = ({ size }: Window): number => {
  const [rows, columns] = bothSides(size)
  return rows * columns
}

export const averagePool = <S extends Shape>(shape: S, x: AnyTensor, window: Window): Tensor<S> => {
  const [xs, result] = [dense(x), blank(shape)]
  const width = x.shape[3]!
  const count = pixelCount(window)
  eachWindow(x.shape, shape, window, (y, start, rows, columns) => {
    let total = 0
    for (let k = 0; k < rows; k++)
      for (let l = 0; l < columns; l++) total += xs.numbers[xs.offset + start + k * width + l]!
    result.numbers[result.offset + y] = total / count
  })
  return result
}

export const averagePoolGradient = <S extends Shape>(
  shape: S,
  outputGradient: AnyTensor,
  window: Window
): Tensor<S> => {
  const [ys, result] = [dense(outputGradient), blank(shape)]
  const width = shape[3]!
  const count = pixelCount(window)
  eachWindow(shape, outputGradient.shape, window, (y, start, rows, columns) => {
    const share = ys.numbers[ys.offset + y]! / count
    for (let k = 0; k < rows; k++)
      for (let l = 0; l < columns; l++) result.numbers[result.offset + start + k * width + l]! += share
  })
  return result
}
