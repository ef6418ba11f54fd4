/** One number for all along some axes, combined in row-major order, so that the rounding is always the same. */
import { count, type Shape } from '../Shape.js'
import { type AnyTensor, fresh, rowMajorNumbers, type Tensor } from '../Tensor.js'

/** Combines along the neighbouring axes `from`, …, `to` − 1. */
export const reduce =
  (combine: (accumulator: number, x: number) => number, start: number) =>
  <S extends Shape>(shape: S, x: AnyTensor, from: number, to: number): Tensor<S> => {
    const numbers = rowMajorNumbers(x)
    const outer = count(x.shape.slice(0, from))
    const reduced = count(x.shape.slice(from, to))
    const inner = numbers.length / (outer * reduced)
    const result = new Float64Array(outer * inner).fill(start)
    for (let o = 0; o < outer; o++)
      for (let r = 0; r < reduced; r++)
        for (let i = 0; i < inner; i++) {
          const place = o * inner + i
          result[place] = combine(result[place]!, numbers[(o * reduced + r) * inner + i]!)
        }
    return fresh(shape, result)
  }
