import * as fc from 'fast-check'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, toArray, view } from '../../src/tensor/Tensor.js'
import { indices } from '../value/Numbers.js'

/** Whether a tensor is constant along an axis. */
const isConstantAlong = (shape: Shape, numbers: readonly number[], axis: number): boolean => {
  const step = elementCount(shape.slice(axis + 1))
  return numbers.every((x, i) =>
    Math.floor(i / step) % (shape[axis] ?? 1) === 0 ? true : Object.is(x, numbers[i - step])
  )
}

interface Layout {
  /** The axes, from the smallest stride to the largest. */
  readonly order: readonly number[]
  /** Factor of all strides: 1 leaves no gaps. */
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

/**
 * Generates strided views of a tensor: equal to it, but with axes in another order in memory, gaps, an offset, and stride 0
 * along constant axes. The gaps hold NaN, so an operation that ignores the strides gives a wrong result.
 *
 * @example const views = fc.sample(layout(tensor([[1, 2], [3, 4]])), 5)
 */
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
