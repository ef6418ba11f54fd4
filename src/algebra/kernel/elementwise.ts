import { type Shape, shapeError, showShape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, scalar, type Strided, type Tensor } from '../../tensor/Tensor.js'

/** An operand of an element-wise operation: a tensor or a number. A tensor with one element is used for every element. */
export type Operand = AnyTensor | number

/** Makes a kernel that applies a function to every element. */
export const map =
  (f: (x: number) => number) =>
  <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => {
    const { numbers, offset } = dense(x)
    const result = blank(shape)
    const { numbers: to, offset: at, size } = result
    for (let i = 0; i < size; i++) to[at + i] = f(numbers[offset + i]!)
    return result
  }

export const exp = /* @__PURE__ */ map(Math.exp)
export const expm1 = /* @__PURE__ */ map(Math.expm1)
export const log = /* @__PURE__ */ map(Math.log)
export const log1p = /* @__PURE__ */ map(Math.log1p)
export const sqrt = /* @__PURE__ */ map(Math.sqrt)
export const abs = /* @__PURE__ */ map(Math.abs)
export const sign = /* @__PURE__ */ map(Math.sign)
export const sin = /* @__PURE__ */ map(Math.sin)
export const cos = /* @__PURE__ */ map(Math.cos)
export const tanh = /* @__PURE__ */ map(Math.tanh)

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

/** y where x > 0, otherwise z. */
export const where = <S extends Shape>(shape: S, x: AnyTensor, y: Operand, z: Operand): Tensor<S> => {
  const [condition, yes, no] = [dense(x), numbersOf(y), numbersOf(z)]
  const result = blank(shape)
  const [yesStep, noStep] = [stepOf(yes, result), stepOf(no, result)]
  for (let i = 0; i < result.size; i++)
    result.numbers[result.offset + i] =
      condition.numbers[condition.offset + i]! > 0
        ? yes.numbers[yes.offset + i * yesStep]!
        : no.numbers[no.offset + i * noStep]!
  return result
}
