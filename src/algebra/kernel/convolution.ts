/**
 * Cross-correlation of images with kernels, and its two gradients, as matrix products, one example after the other.
 *
 *     y[o, i, j] = Σ over c, k, l of  x[c, i s + k − p, j s + l − p] w[o, c, k, l]
 *
 * The pixels under the windows form a matrix u with a row for every c, k, l and a column for every i, j (im2col). Then
 *
 *     y = w u      dw = Σ over the examples of dy uᵀ      du = wᵀ dy
 *
 * and dx[c, i s + k − p, j s + l − p] is the sum of all du of the same pixel (col2im).
 */
import { elementCount, type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, type Strided, type Tensor, view } from '../../tensor/Tensor.js'
import { permute } from './layout.js'
import { addProduct } from './product.js'
import { type Window } from './Window.js'

/**
 * Calls `run` for every run of pixels in one image row that a row of windows reads, with the index of its first pixel in the
 * image, its index in u, and its length.
 */
const eachRun = (
  [, channels = 0, height = 0, width = 0]: Shape,
  [, , rows = 0, columns = 0]: Shape,
  { size, stride, padding }: Window,
  run: (pixel: number, place: number, length: number) => void
): void => {
  /** The range of window positions, `to` exclusive, at which row or column k of the window lies inside the image. */
  const seen = (k: number, places: number, pixels: number): readonly [from: number, to: number] => [
    Math.max(0, Math.ceil((padding - k) / stride)),
    Math.min(places, Math.floor((pixels - 1 + padding - k) / stride) + 1)
  ]
  let place = 0
  for (let c = 0; c < channels; c++)
    for (let k = 0; k < size; k++)
      for (let l = 0; l < size; l++, place += rows * columns) {
        const [top, bottom] = seen(k, rows, height)
        const [from, to] = seen(l, columns, width)
        for (let i = top; i < bottom; i++)
          run(
            (c * height + i * stride + k - padding) * width + from * stride + l - padding,
            place + i * columns + from,
            to - from
          )
      }
}

/** Example n of a batch as a matrix with `rows` rows: a view. */
const example = ({ shape, numbers, offset }: Strided, n: number, rows: number): Strided => {
  const size = elementCount(shape.slice(1))
  return view([rows, size / rows], numbers, undefined, offset + n * size)
}

/** The matrix u of example n. */
const seenPixels = (x: Strided, n: number, weight: Shape, output: Shape, window: Window): Strided => {
  const u = blank([elementCount(weight.slice(1)), elementCount(output.slice(2))])
  const start = x.offset + n * elementCount(x.shape.slice(1))
  const { stride } = window
  eachRun(x.shape, output, window, (pixel, place, length) => {
    for (let j = 0; j < length; j++) u.numbers[u.offset + place + j] = x.numbers[start + pixel + j * stride]!
  })
  return u
}

/** The kernels as a matrix with one row per output channel: a view. */
const kernelMatrix = ({ shape, numbers, offset }: Strided): Strided =>
  view([shape[0]!, elementCount(shape.slice(1))], numbers, undefined, offset)

/** y from x and w. */
export const convolution = <S extends Shape>(shape: S, x: AnyTensor, kernel: AnyTensor, window: Window): Tensor<S> => {
  const [xs, ws, result] = [dense(x), dense(kernel), blank(shape)]
  for (let n = 0; n < shape[0]!; n++)
    addProduct(example(result, n, shape[1]!), kernelMatrix(ws), seenPixels(xs, n, kernel.shape, shape, window))
  return result
}

/** dx from dy and w. */
export const convolutionInputGradient = <S extends Shape>(
  shape: S,
  outputGradient: AnyTensor,
  kernel: AnyTensor,
  window: Window
): Tensor<S> => {
  const [ys, ws, result] = [dense(outputGradient), kernelMatrix(dense(kernel)), blank(shape)]
  const [outputs = 0, inputs = 0] = ws.shape
  const weight = permute([inputs, outputs], ws, [1, 0])
  const { stride } = window
  for (let n = 0; n < shape[0]!; n++) {
    const u = blank([inputs, elementCount(ys.shape.slice(2))])
    addProduct(u, weight, example(ys, n, outputs))
    const start = result.offset + n * elementCount(shape.slice(1))
    eachRun(shape, ys.shape, window, (pixel, place, length) => {
      for (let j = 0; j < length; j++) result.numbers[start + pixel + j * stride]! += u.numbers[u.offset + place + j]!
    })
  }
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
  for (let n = 0; n < ys.shape[0]!; n++) {
    const u = seenPixels(xs, n, shape, ys.shape, window)
    const [inputs = 0, places = 0] = u.shape
    addProduct(kernelMatrix(result), example(ys, n, shape[0]!), permute([places, inputs], u, [1, 0]))
  }
  return result
}
