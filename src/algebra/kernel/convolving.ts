/**
 * The products of a convolution, one example after the other.
 *
 *     y[o, i, j] = Σ over c, k, l of  x[c, i s + k d − p, j s + l d − p] w[o, c, k, l]
 *
 * The pixels under the windows form a matrix u with a row for every c, k, l and a column for every i, j (im2col). Then
 *
 *     y = w u      dw = Σ over the examples of dy uᵀ      du = wᵀ dy
 *
 * and dx[c, i s + k d − p, j s + l d − p] is the sum of all du of the same pixel (col2im).
 *
 * Kernels with fewer channels than the images convolve in groups: the first outputs read the first channels, and so on. Every
 * group has its own products.
 */
import { elementCount, type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, type Strided, type Tensor, view } from '../../tensor/Tensor.js'
import { permute } from './layout.js'
import { pixelRuns } from './pixelRuns.js'
import { type Product } from './product.js'
import { type KernelWindow, spans } from './Window.js'

/** Images x, kernels w, outputs y of a convolution, or gradients of the same shapes, all in row-major order. */
export interface Convolved {
  readonly x: Strided
  readonly w: Strided
  readonly y: Strided
  readonly window: KernelWindow
}

/** Each function computes one of the three tensors from the two others. That one is a tensor of zeros made by the caller. */
export interface Convolving<R> {
  /** Writes y. */
  readonly output: (convolved: Convolved) => R
  /** Writes dx to x, from dy and w. */
  readonly inputGradient: (convolved: Convolved) => R
  /** Writes dw to w, from dy and x. */
  readonly kernelGradient: (convolved: Convolved) => R
}

/** Example n of a batch as a matrix with `rows` rows: a view. */
const example = ({ shape, numbers, offset }: Strided, n: number, rows: number): Strided => {
  const size = elementCount(shape.slice(1))
  return view([rows, size / rows], numbers, undefined, offset + n * size)
}

/** The kernels as a matrix with one row per output channel: a view. */
const kernelMatrix = ({ shape, numbers, offset }: Strided): Strided =>
  view([shape[0]!, elementCount(shape.slice(1))], numbers, undefined, offset)

/** Number of groups of channels that are convolved apart. */
const groupsOf = ({ x, w }: Convolved): number => x.shape[1]! / w.shape[1]!

/** The rows of a matrix in as many parts of equal size: views. */
const partsOf = ({ shape: [rows = 0, columns = 0], numbers, offset }: Strided, parts: number): readonly Strided[] =>
  Array.from({ length: parts }, (_, part) =>
    view([rows / parts, columns], numbers, undefined, offset + (part * rows * columns) / parts)
  )

/** A pixel matrix u for all examples, and functions that fill it from example n of x, and add it to example n of x. */
const pixelMatrix = (convolved: Convolved) => {
  const { x, w, y, window } = convolved
  const runs = pixelRuns(x.shape, y.shape, window)
  const [, { stride }] = spans(window)
  const u = blank([groupsOf(convolved) * elementCount(w.shape.slice(1)), elementCount(y.shape.slice(2))])
  const eachPixel = (n: number, visit: (place: number, pixel: number) => void): void => {
    const start = x.offset + n * elementCount(x.shape.slice(1))
    for (let run = 0; run < runs.length; run += 3)
      for (let j = 0; j < runs[run + 2]!; j++) visit(u.offset + runs[run + 1]! + j, start + runs[run]! + j * stride)
  }
  const read = (n: number): void =>
    eachPixel(n, (place, pixel) => {
      u.numbers[place] = x.numbers[pixel]!
    })
  const add = (n: number): void =>
    eachPixel(n, (place, pixel) => {
      x.numbers[pixel]! += u.numbers[place]!
    })
  return { u, read, add }
}

const transposed = (matrix: Strided): Strided => permute([matrix.shape[1]!, matrix.shape[0]!], matrix, [1, 0])

/** The three by one of the kernels of the matrix product. */
export const convolvingBy = (product: Product): Convolving<void> => ({
  output: convolved => {
    const { w, y } = convolved
    const { u, read } = pixelMatrix(convolved)
    const groups = groupsOf(convolved)
    const [us, ws] = [partsOf(u, groups), partsOf(kernelMatrix(w), groups)]
    for (let n = 0; n < y.shape[0]!; n++) {
      read(n)
      partsOf(example(y, n, w.shape[0]!), groups).forEach((part, g) => product(part, ws[g]!, us[g]!))
    }
  },
  inputGradient: convolved => {
    const { w, y } = convolved
    const { u, add } = pixelMatrix(convolved)
    const groups = groupsOf(convolved)
    const us = partsOf(u, groups)
    const weights = partsOf(kernelMatrix(w), groups).map(transposed)
    for (let n = 0; n < y.shape[0]!; n++) {
      partsOf(example(y, n, w.shape[0]!), groups).forEach((part, g) => product(us[g]!, weights[g]!, part, 0))
      add(n)
    }
  },
  kernelGradient: convolved => {
    const { w, y } = convolved
    const { u, read } = pixelMatrix(convolved)
    const groups = groupsOf(convolved)
    const us = partsOf(u, groups).map(transposed)
    const ws = partsOf(kernelMatrix(w), groups)
    for (let n = 0; n < y.shape[0]!; n++) {
      read(n)
      partsOf(example(y, n, w.shape[0]!), groups).forEach((part, g) => product(ws[g]!, part, us[g]!))
    }
  }
})

type Operation = <S extends Shape>(shape: S, one: AnyTensor, other: AnyTensor, window: KernelWindow) => Tensor<S>

/** The operations on images of the interpreter, by kernels. */
export const convolutions = ({ output, inputGradient, kernelGradient }: Convolving<void>) => {
  const operation =
    (
      compute: (convolved: Convolved) => void,
      arrange: (result: Strided, one: Strided, other: Strided) => Omit<Convolved, 'window'>
    ): Operation =>
    (shape, one, other, window) => {
      const result = blank(shape)
      compute({ ...arrange(result, dense(one), dense(other)), window })
      return result
    }
  return {
    /** y from x and w. */
    convolution: operation(output, (y, x, w) => ({ x, w, y })),
    /** dx from dy and w. */
    convolutionInputGradient: operation(inputGradient, (x, y, w) => ({ x, w, y })),
    /** dw from dy and x. */
    convolutionKernelGradient: operation(kernelGradient, (w, y, x) => ({ x, w, y }))
  }
}
