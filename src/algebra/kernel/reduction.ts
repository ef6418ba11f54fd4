/** Reductions along axes, always in row-major order, so that the rounding is reproducible. */
import { elementCount, type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, type Tensor } from '../../tensor/Tensor.js'

/** Makes a kernel that combines the elements along the consecutive axes `from`, …, `to` − 1. */
export const reduce =
  (combine: (accumulator: number, x: number) => number, start: number) =>
  <S extends Shape>(shape: S, x: AnyTensor, from: number, to: number): Tensor<S> => {
    const { numbers, offset } = dense(x)
    const outer = elementCount(x.shape, 0, from)
    const reduced = elementCount(x.shape, from, to)
    const inner = elementCount(x.shape, to)
    const result = blank(shape)
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) {
        let total = start
        let place = offset + o * reduced * inner + i
        for (let r = 0; r < reduced; r++, place += inner) total = combine(total, numbers[place]!)
        result.numbers[result.offset + o * inner + i] = total
      }
    return result
  }

/** The sum. It starts at −0, because −0 + x is x for every x, while 0 + −0 is 0: so the sum of one number is that number. */
export const sum = /* @__PURE__ */ reduce((total, x) => total + x, -0)
export const max = /* @__PURE__ */ reduce(Math.max, -Infinity)
