/**
 * The same tensor, its numbers elsewhere in memory: axes in another order, gaps, an offset, an axis without a stride.
 *
 * What lies between the numbers is NaN: an operation that reads past the strides gives itself away.
 */
import * as fc from 'fast-check'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, toArray, view } from '../../src/tensor/Tensor.js'
import { indices } from '../value/Numbers.js'

/** Whether a tensor is the same all along an axis. */
const isConstantAlong = (shape: Shape, numbers: readonly number[], axis: number): boolean => {
  const step = elementCount(shape.slice(axis + 1))
  return numbers.every((x, i) =>
    Math.floor(i / step) % (shape[axis] ?? 1) === 0 ? true : Object.is(x, numbers[i - step])
  )
}

interface Layout {
  /** The axes, the one whose neighbours lie nearest first. */
  readonly order: readonly number[]
  /** How far apart neighbours lie, where 1 is as near as can be. */
  readonly gap: number
  readonly offset: number
}

const laidOut = (tensor: AnyTensor, { order, gap, offset }: Layout): AnyTensor => {
  const { shape } = tensor
  const numbers = toArray(tensor)
  const strides = new Array<number>(shape.length).fill(0)
  let size = 1
  for (const axis of order)
    if (!isConstantAlong(shape, numbers, axis)) {
      strides[axis] = size * gap
      size *= gap * (shape[axis] ?? 1)
    }
  const memory = new Float64Array(offset + size).fill(NaN)
  numbers.forEach((x, i) => {
    memory[indices(shape, i).reduce((place, index, axis) => place + index * (strides[axis] ?? 0), offset)] = x
  })
  return view(shape, memory, strides, offset)
}

/** The same numbers under the same shape, as a view of some other array. */
export const layout = (tensor: AnyTensor): fc.Arbitrary<AnyTensor> => {
  const axes = tensor.shape.map((_, axis) => axis)
  return fc
    .record({
      order: fc.shuffledSubarray(axes, { minLength: axes.length }),
      gap: fc.integer({ min: 1, max: 2 }),
      offset: fc.integer({ min: 0, max: 3 })
    })
    .map(drawn => laidOut(tensor, drawn))
}
