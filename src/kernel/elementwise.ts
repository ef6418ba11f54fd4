/**
 * One function applied to every element.
 *
 * An operand is a tensor or a plain number. A tensor that holds a single number stands for that number everywhere.
 */
import { type Shape, shapeError, showShape } from '../Shape.js'
import { type AnyTensor, blank, dense, scalar, type Strided, type Tensor } from '../Tensor.js'

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

const numbersOf = (operand: Operand): Strided => (typeof operand === 'number' ? scalar(operand) : dense(operand))

/** How far to go in an operand from one element to the next. */
const stepOf = (operand: Strided, result: Strided): number => {
  if (operand.size === 1) return 0
  if (operand.size === result.size) return 1
  throw shapeError(`Element by element ${showShape(operand.shape)} does not give ${showShape(result.shape)}`)
}

/** Writes all elements of a result. */
type Loop = (result: Strided, x: Strided, xStep: number, y: Strided, yStep: number) => void

const zipBy =
  (loop: Loop) =>
  <S extends Shape>(shape: S, x: Operand, y: Operand): Tensor<S> => {
    const left = numbersOf(x)
    const right = numbersOf(y)
    const result = blank(shape)
    loop(result, left, stepOf(left, result), right, stepOf(right, result))
    return result
  }

export const zip = (f: (x: number, y: number) => number) =>
  zipBy((result, { numbers: xs, offset: xAt }, xStep, { numbers: ys, offset: yAt }, yStep) => {
    const { numbers: to, offset: at, size } = result
    for (let i = 0; i < size; i++) to[at + i] = f(xs[xAt + i * xStep]!, ys[yAt + i * yStep]!)
  })

// What every network does all the time has a loop of its own: V8 makes better code of it than of a loop that may call
// any function.

export const add = zipBy((result, { numbers: xs, offset: xAt }, xStep, { numbers: ys, offset: yAt }, yStep) => {
  const { numbers: to, offset: at, size } = result
  for (let i = 0; i < size; i++) to[at + i] = xs[xAt + i * xStep]! + ys[yAt + i * yStep]!
})

export const subtract = zipBy((result, { numbers: xs, offset: xAt }, xStep, { numbers: ys, offset: yAt }, yStep) => {
  const { numbers: to, offset: at, size } = result
  for (let i = 0; i < size; i++) to[at + i] = xs[xAt + i * xStep]! - ys[yAt + i * yStep]!
})

export const multiply = zipBy((result, { numbers: xs, offset: xAt }, xStep, { numbers: ys, offset: yAt }, yStep) => {
  const { numbers: to, offset: at, size } = result
  for (let i = 0; i < size; i++) to[at + i] = xs[xAt + i * xStep]! * ys[yAt + i * yStep]!
})
