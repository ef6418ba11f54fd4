/** A direction in the numbers of a value: `weights` from the index `from` on, zero elsewhere. */
import { elementCount } from '../../src/tensor/Shape.js'
import { type AnyTensor, fresh, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { mapBatches, type Value } from '../../src/algebra/Value.js'
import { plusTimes } from '../value/Numbers.js'

export interface Direction {
  readonly from: number
  readonly weights: Float64Array
}

/** Along one number. */
export const unit = (i: number): Direction => ({ from: i, weights: Float64Array.of(1) })

/** Along all numbers in [from, to) alike. */
export const ones = (from: number, to: number): Direction => ({ from, weights: new Float64Array(to - from).fill(1) })

/** Along all numbers, equal ones alike: with weights of both signs between ½ and 1, which depend on the numbers. */
export const keepingTies = (numbers: Float64Array): Direction => ({
  from: 0,
  weights: numbers.map(x => {
    const fraction = Math.abs((x * 0.6180339887498949 + 0.7548776662466927) % 1)
    return (fraction < 0.5 ? -1 : 1) * (0.5 + (fraction % 0.5))
  })
})

/** Along all numbers in [from, to), with weights of both signs between ½ and 1, which depend on `which`. */
export const across = (from: number, to: number, which: number): Direction => {
  const turn = (which + 1) * 0.7548776662466927
  const weights = new Float64Array(to - from)
  for (let i = 0; i < weights.length; i++) {
    const fraction = (((i + 1) * 0.6180339887498949 + turn * (i % 7 === 0 ? 2 : 1)) * (which + 1)) % 1
    weights[i] = (fraction < 0.5 ? -1 : 1) * (0.5 + (fraction % 0.5))
  }
  return { from, weights }
}

/** The part of a direction whose weights lie in [start, end). */
export const part = ({ from, weights }: Direction, start: number, end: number): Direction => ({
  from: from + start,
  weights: weights.subarray(start, end)
})

/** The numbers that a direction moves. */
export const along = (numbers: Float64Array, { from, weights }: Direction): Float64Array =>
  numbers.subarray(from, from + weights.length)

/** x + t v. Tensors that v leaves alone are the same as before. */
export const moved = <V extends Value>(value: V, { from, weights }: Direction, t: number): V => {
  const to = from + weights.length
  let place = 0
  return mapBatches((tensor: AnyTensor): AnyTensor => {
    const start = place
    const end = (place += elementCount(tensor.shape))
    if (end <= from || start >= to) return tensor
    const first = Math.max(from, start)
    const inside = weights.subarray(first - from, Math.min(to, end) - from)
    return fresh(tensor.shape, plusTimes(rowMajorNumbers(tensor), t, inside, first - start))
  })(value)
}
