/**
 * One function applied to every element.
 *
 * An operand is a tensor or a plain number. A tensor that holds a single number stands for that number everywhere.
 */
import { type Shape, shapeError, showShape } from '../../tensor/Shape.js'
import { type AnyTensor, blank, dense, scalar, type Strided, type Tensor } from '../../tensor/Tensor.js'

export type Operand = AnyTensor | number

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

/** How far to go in an operand from one element to the next. */
const stepOf = (operand: Strided, result: Strided): number => {
  if (operand.size === 1) return 0
  if (operand.size === result.size) return 1
  throw shapeError(`Element by element ${showShape(operand.shape)} does not give ${showShape(result.shape)}`)
}

/** Writes all elements of a result: of two tensors, and of a number and a tensor. */
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

// What every network does all the time has loops of its own: V8 makes better code of them than of a loop that may call
// any function.

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

/** y where x > 0, else z. */
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
