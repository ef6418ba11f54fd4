/**
 * One function applied to every element.
 *
 * An operand is a tensor or a plain number. A tensor that holds a single number, seen in any shape, stands for that number.
 */
import { count, type Shape } from '../Shape.js'
import { type AnyTensor, fresh, rowMajorNumbers, strided, type Tensor } from '../Tensor.js'

export type Operand = AnyTensor | number

export const map =
  (f: (x: number) => number) =>
  <S extends Shape>(shape: S, x: AnyTensor): Tensor<S> => {
    const numbers = rowMajorNumbers(x)
    const result = new Float64Array(numbers.length)
    for (let i = 0; i < result.length; i++) result[i] = f(numbers[i]!)
    return fresh(shape, result)
  }

/** The one number that an operand stands for, if it stands for one. */
const constant = (operand: Operand): number | undefined => {
  if (typeof operand === 'number') return operand
  const { numbers } = strided(operand)
  return numbers.length === 1 ? numbers[0] : undefined
}

export const zip =
  (f: (x: number, y: number) => number) =>
  <S extends Shape>(shape: S, x: Operand, y: Operand): Tensor<S> => {
    const oneX = constant(x)
    const oneY = constant(y)
    const xs = typeof x === 'number' || oneX !== undefined ? undefined : rowMajorNumbers(x)
    const ys = typeof y === 'number' || oneY !== undefined ? undefined : rowMajorNumbers(y)
    const result = new Float64Array(xs?.length ?? ys?.length ?? count(shape))
    if (xs !== undefined && ys !== undefined) for (let i = 0; i < result.length; i++) result[i] = f(xs[i]!, ys[i]!)
    else if (xs !== undefined && oneY !== undefined) for (let i = 0; i < result.length; i++) result[i] = f(xs[i]!, oneY)
    else if (oneX !== undefined && ys !== undefined) for (let i = 0; i < result.length; i++) result[i] = f(oneX, ys[i]!)
    else if (oneX !== undefined && oneY !== undefined) result.fill(f(oneX, oneY))
    return fresh(shape, result)
  }
