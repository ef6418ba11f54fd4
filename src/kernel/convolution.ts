/**
 * Cross-correlation of images with kernels, and its two gradients. It is linear in the image and in the kernel, so all
 * three are sums over the same products: output pixel, input pixel under the window, kernel element between them.
 *
 *     y[n, o, i, j] = Σ over c, k, l of  x[n, c, i s + k − p, j s + l − p] w[o, c, k, l]
 */
import { type Shape } from '../Shape.js'
import { type AnyTensor, blank, dense, type Strided, type Tensor } from '../Tensor.js'
import { clipped, type Window } from './Window.js'

/** The sizes that the three share, [n, channels, height, width] of both images. */
interface Sizes {
  readonly input: Shape
  readonly output: Shape
}

/** Calls `run` for every row of products: where it begins in input, output and kernel, and how long it is. */
const eachRow = (
  { input, output }: Sizes,
  { size, stride, padding }: Window,
  run: (x: number, y: number, w: number, length: number) => void
): void => {
  const [examples = 0, channels = 0, height = 0, width = 0] = input
  const [, outputs = 0, rows = 0, columns = 0] = output
  for (let n = 0; n < examples; n++)
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < rows; i++) {
        const top = i * stride - padding
        const [fromRow, toRow] = clipped(top, size, height)
        for (let j = 0; j < columns; j++) {
          const left = j * stride - padding
          const [from, to] = clipped(left, size, width)
          const y = ((n * outputs + o) * rows + i) * columns + j
          for (let c = 0; c < channels; c++)
            for (let k = fromRow; k < toRow; k++)
              run(
                ((n * channels + c) * height + top + k) * width + left + from,
                y,
                ((o * channels + c) * size + k) * size + from,
                to - from
              )
        }
      }
}

/** y from x and w. */
export const convolution = <S extends Shape>(shape: S, x: AnyTensor, kernel: AnyTensor, window: Window): Tensor<S> => {
  const [xs, ws, result] = [dense(x), dense(kernel), blank(shape)]
  eachRow({ input: x.shape, output: shape }, window, (from, y, w, length) => {
    let total = 0
    for (let l = 0; l < length; l++) total += xs.numbers[xs.offset + from + l]! * ws.numbers[ws.offset + w + l]!
    result.numbers[result.offset + y]! += total
  })
  return result
}

/** dx from dy and w. */
export const convolutionInputGradient = <S extends Shape>(
  shape: S,
  outputGradient: AnyTensor,
  kernel: AnyTensor,
  window: Window
): Tensor<S> => {
  const [ys, ws, result]: readonly [Strided, Strided, Tensor<S> & Strided] = [
    dense(outputGradient),
    dense(kernel),
    blank(shape)
  ]
  eachRow({ input: shape, output: outputGradient.shape }, window, (to, y, w, length) => {
    const factor = ys.numbers[ys.offset + y]!
    for (let l = 0; l < length; l++) result.numbers[result.offset + to + l]! += factor * ws.numbers[ws.offset + w + l]!
  })
  return result
}

/** dw from dy and x. */
export const convolutionKernelGradient = <S extends Shape>(
  shape: S,
  outputGradient: AnyTensor,
  x: AnyTensor,
  window: Window
): Tensor<S> => {
  const [ys, xs, result] = [dense(outputGradient), dense(x), blank(shape)]
  eachRow({ input: x.shape, output: outputGradient.shape }, window, (from, y, w, length) => {
    const factor = ys.numbers[ys.offset + y]!
    for (let l = 0; l < length; l++)
      result.numbers[result.offset + w + l]! += factor * xs.numbers[xs.offset + from + l]!
  })
  return result
}
