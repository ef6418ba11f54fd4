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

export const zip =
  (f: (x: number, y: number) => number) =>
  <S extends Shape>(shape: S, x: Operand, y: Operand): Tensor<S> => {
    const left = numbersOf(x)
    const right = numbersOf(y)
    const result = blank(shape)
    const xStep = stepOf(left, result)
    const yStep = stepOf(right, result)
    const { numbers: xs, offset: xAt } = left
    const { numbers: ys, offset: yAt } = right
    const { numbers: to, offset: at, size } = result
    for (let i = 0; i < size; i++) to[at + i] = f(xs[xAt + i * xStep]!, ys[yAt + i * yStep]!)
    return result
  }
