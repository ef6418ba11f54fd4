/**
 * The products of a convolution, one example after the other.
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
import { pixelRuns } from './pixelRuns.js'
import { type Product } from './product.js'
import { type Window } from './Window.js'

/** Images x, kernels w, outputs y of a convolution, or gradients of the same shapes, all in row-major order. */
export interface Convolved {
  readonly x: Strided
  readonly w: Strided
  readonly y: Strided
  readonly window: Window
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

/** A pixel matrix u for all examples, and functions that fill it from example n of x, and add it to example n of x. */
const pixelMatrix = ({ x, w, y, window }: Convolved) => {
  const runs = pixelRuns(x.shape, y.shape, window)
  const u = blank([elementCount(w.shape.slice(1)), elementCount(y.shape.slice(2))])
  const eachPixel = (n: number, visit: (place: number, pixel: number) => void): void => {
    const start = x.offset + n * elementCount(x.shape.slice(1))
    for (let run = 0; run < runs.length; run += 3)
      for (let j = 0; j < runs[run + 2]!; j++)
        visit(u.offset + runs[run + 1]! + j, start + runs[run]! + j * window.stride)
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

/** The three by one of the kernels of the matrix product. */
export const convolvingBy = (product: Product): Convolving<void> => ({
  output: convolved => {
    const { w, y } = convolved
    const { u, read } = pixelMatrix(convolved)
    for (let n = 0; n < y.shape[0]!; n++) {
      read(n)
      product(example(y, n, w.shape[0]!), kernelMatrix(w), u)
    }
  },
  inputGradient: convolved => {
    const { w, y } = convolved
    const { u, add } = pixelMatrix(convolved)
    const weight = permute([u.shape[0]!, w.shape[0]!], kernelMatrix(w), [1, 0])
    for (let n = 0; n < y.shape[0]!; n++) {
      product(u, weight, example(y, n, w.shape[0]!), 0)
      add(n)
    }
  },
  kernelGradient: convolved => {
    const { w, y } = convolved
    const { u, read } = pixelMatrix(convolved)
    const transposed = permute([u.shape[1]!, u.shape[0]!], u, [1, 0])
    for (let n = 0; n < y.shape[0]!; n++) {
      read(n)
      product(kernelMatrix(w), example(y, n, w.shape[0]!), transposed)
    }
  }
})

type Operation = <S extends Shape>(shape: S, one: AnyTensor, other: AnyTensor, window: Window) => Tensor<S>

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
