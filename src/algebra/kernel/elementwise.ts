import { expm1Of, expOf } from '../../number/exp.js'
import { log1pOf, logOf } from '../../number/log.js'
import { tanhOf } from '../../number/tanh.js'
import { cosOf, sinOf } from '../../number/trigonometric.js'
import { type Shape, shapeError, showShape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, scalar, strided, type Strided, type Tensor, view } from '../../tensor/Tensor.js'

/** An operand of an element-wise operation: a tensor or a number. A tensor with one element is used for every element. */
export type Operand = AnyTensor | number

/** Writes a function of `size` numbers, of `from` at an offset, to `to` at another. */
type Loop = (to: Float64Array, at: number, from: Float64Array, offset: number, size: number) => void

/** Makes a kernel of the loop that computes every element. */
export const mapBy =
  (loop: Loop) =>
  <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => {
    const { numbers, offset } = dense(x)
    const result = blank(shape)
    loop(result.numbers, result.offset, numbers, offset, result.size)
    return result
  }

/** Makes a kernel that applies a function to every element. */
export const map = (f: (x: number) => number) =>
  mapBy((to, at, from, offset, size) => {
    for (let i = 0; i < size; i++) to[at + i] = f(from[offset + i]!)
  })

// Each function has a loop. In a loop that all functions share, V8 does not inline them, and a call with its boxed result takes
// longer than the function.

export const exp = /* @__PURE__ */ mapBy((to, at, from, offset, size) => {
  for (let i = 0; i < size; i++) to[at + i] = expOf(from[offset + i]!)
})

export const expm1 = /* @__PURE__ */ mapBy((to, at, from, offset, size) => {
  for (let i = 0; i < size; i++) to[at + i] = expm1Of(from[offset + i]!)
})

export const log = /* @__PURE__ */ mapBy((to, at, from, offset, size) => {
  for (let i = 0; i < size; i++) to[at + i] = logOf(from[offset + i]!)
})

export const log1p = /* @__PURE__ */ mapBy((to, at, from, offset, size) => {
  for (let i = 0; i < size; i++) to[at + i] = log1pOf(from[offset + i]!)
})

export const sqrt = /* @__PURE__ */ mapBy((to, at, from, offset, size) => {
  for (let i = 0; i < size; i++) to[at + i] = Math.sqrt(from[offset + i]!)
})

export const abs = /* @__PURE__ */ mapBy((to, at, from, offset, size) => {
  for (let i = 0; i < size; i++) to[at + i] = Math.abs(from[offset + i]!)
})

export const sign = /* @__PURE__ */ mapBy((to, at, from, offset, size) => {
  for (let i = 0; i < size; i++) to[at + i] = Math.sign(from[offset + i]!)
})

export const sin = /* @__PURE__ */ mapBy((to, at, from, offset, size) => {
  for (let i = 0; i < size; i++) to[at + i] = sinOf(from[offset + i]!)
})

export const cos = /* @__PURE__ */ mapBy((to, at, from, offset, size) => {
  for (let i = 0; i < size; i++) to[at + i] = cosOf(from[offset + i]!)
})

export const tanh = /* @__PURE__ */ mapBy((to, at, from, offset, size) => {
  for (let i = 0; i < size; i++) to[at + i] = tanhOf(from[offset + i]!)
})

const numbersOf = (operand: Operand): Strided => dense(typeof operand === 'number' ? scalar(operand) : operand)

/** The step from one element of an operand to the next: 0 if its one element is used everywhere, otherwise 1. */
export const stepOf = (operand: Strided, result: Strided): number => {
  if (operand.size === 1) return 0
  if (operand.size === result.size) return 1
  throw shapeError(
    `An operand of shape ${showShape(operand.shape)} does not fit the element-wise result of shape ${showShape(result.shape)}`
  )
}

/** The loops that compute all elements of a result: from two tensors, and from a number and a tensor. */
interface Loops {
  readonly tensors: (result: Strided, x: Strided, xStep: number, y: Strided, yStep: number) => void
  readonly number: (result: Strided, x: number, y: Strided, yStep: number) => void
}

const zipBy =
  ({ tensors, number }: Loops) =>
  <S extends Shape>(shape: S, x: Operand, y: Operand): Tensor<S> => {
    const right = numbersOf(y)
    const result = blank(shape)
    const yStep = stepOf(right, result)
    if (typeof x === 'number') number(result, x, right, yStep)
    else {
      const left = dense(x)
      tensors(result, left, stepOf(left, result), right, yStep)
    }
    return result
  }

/** Makes a kernel that applies a function to corresponding elements of two operands. */
export const zip = (f: (x: number, y: number) => number) =>
  zipBy({
    tensors: ({ numbers, offset, size }, { numbers: xs, offset: xAt }, xStep, { numbers: ys, offset: yAt }, yStep) => {
      for (let i = 0; i < size; i++) numbers[offset + i] = f(xs[xAt + i * xStep]!, ys[yAt + i * yStep]!)
    },
    number: ({ numbers, offset, size }, x, { numbers: ys, offset: yAt }, yStep) => {
      for (let i = 0; i < size; i++) numbers[offset + i] = f(x, ys[yAt + i * yStep]!)
    }
  })

export const divide = /* @__PURE__ */ zip((x, y) => x / y)
export const maximum = /* @__PURE__ */ zip(Math.max)
export const minimum = /* @__PURE__ */ zip(Math.min)

// Addition, subtraction and multiplication have separate loops, because V8 optimises them better than a shared loop that calls a
// function.

export const add = /* @__PURE__ */ zipBy({
  tensors: ({ numbers, offset, size }, { numbers: xs, offset: xAt }, xStep, { numbers: ys, offset: yAt }, yStep) => {
    for (let i = 0; i < size; i++) numbers[offset + i] = xs[xAt + i * xStep]! + ys[yAt + i * yStep]!
  },
  number: ({ numbers, offset, size }, x, { numbers: ys, offset: yAt }, yStep) => {
    for (let i = 0; i < size; i++) numbers[offset + i] = x + ys[yAt + i * yStep]!
  }
})

export const subtract = /* @__PURE__ */ zipBy({
  tensors: ({ numbers, offset, size }, { numbers: xs, offset: xAt }, xStep, { numbers: ys, offset: yAt }, yStep) => {
    for (let i = 0; i < size; i++) numbers[offset + i] = xs[xAt + i * xStep]! - ys[yAt + i * yStep]!
  },
  number: ({ numbers, offset, size }, x, { numbers: ys, offset: yAt }, yStep) => {
    for (let i = 0; i < size; i++) numbers[offset + i] = x - ys[yAt + i * yStep]!
  }
})

export const multiply = /* @__PURE__ */ zipBy({
  tensors: ({ numbers, offset, size }, { numbers: xs, offset: xAt }, xStep, { numbers: ys, offset: yAt }, yStep) => {
    for (let i = 0; i < size; i++) numbers[offset + i] = xs[xAt + i * xStep]! * ys[yAt + i * yStep]!
  },
  number: ({ numbers, offset, size }, x, { numbers: ys, offset: yAt }, yStep) => {
    for (let i = 0; i < size; i++) numbers[offset + i] = x * ys[yAt + i * yStep]!
  }
})

/** A tensor without the leading axes along which it is repeated, in row-major order. */
const onceOf = (x: AnyTensor): Strided => {
  const source = strided(x)
  const { shape, strides, numbers, offset } = source
  if (strides?.[0] !== 0) return dense(source)
  const first = strides.findIndex((stride, axis) => stride !== 0 && shape[axis] !== 1)
  const from = first === -1 ? shape.length : first
  return dense(view(shape.slice(from), numbers, strides.slice(from), offset))
}

/** y where x > 0, otherwise z. A mask that is repeated along leading axes is not copied for each of them. */
export const where = <S extends Shape>(shape: S, x: AnyTensor, y: Operand, z: Operand): Tensor<S> => {
  const [condition, yes, no] = [onceOf(x), numbersOf(y), numbersOf(z)]
  const result = blank(shape)
  const [yesStep, noStep] = [stepOf(yes, result), stepOf(no, result)]
  const { numbers: to, offset: at, size } = result
  const { numbers: masks, offset: maskAt, size: period } = condition
  for (let start = 0; start < size; start += period)
    for (let k = 0; k < period; k++) {
      const i = start + k
      to[at + i] = masks[maskAt + k]! > 0 ? yes.numbers[yes.offset + i * yesStep]! : no.numbers[no.offset + i * noStep]!
    }
  return result
}
