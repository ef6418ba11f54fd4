/** Tensors whose numbers are computed when they are first read. */
import {
  Algebra,
  asBatch,
  convolution,
  dense,
  eqTensor,
  fromArray,
  javascript,
  Randoms,
  toArray,
  toFloat64Array
} from 'pullback'
import { evaluate } from 'fp-ts/lib/State.js'
import { describe, expect, test } from 'vitest'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, fresh, knownOf, strided, type Tensor, whenRead } from '../../src/tensor/Tensor.js'

const drawn = <const S extends Shape>(shape: S): Tensor<S> => evaluate(Randoms.seed(2))(Randoms.normal(0, 1)(shape))

/** Whether the numbers of a tensor are computed when they are read. */
const isUnread = (tensor: AnyTensor): boolean => strided(tensor) !== tensor

/** A tensor of [1, 2], and the number of times that its numbers were computed. */
const counted = () => {
  let times = 0
  const tensor = whenRead<readonly [2]>([2], () => {
    times += 1
    return fresh([2], Float64Array.of(1, 2))
  })
  return { tensor, times: () => times }
}

describe('a tensor that is computed when it is read', () => {
  test('is computed once, at the first read', () => {
    const { tensor, times } = counted()
    expect(tensor.shape).toEqual([2])
    expect(times()).toBe(0)
    expect(toArray(tensor)).toEqual([1, 2])
    expect(toArray(Algebra.add(tensor, tensor))).toEqual([2, 4])
    expect(times()).toBe(1)
  })

  test('is a tensor of numbers for operations, equality, printing and JSON', () => {
    expect(knownOf(counted().tensor)).toBeNull()
    expect(toArray(Algebra.scale(2, counted().tensor))).toEqual([2, 4])
    expect(eqTensor.equals(counted().tensor, fromArray([2], [1, 2]))).toBe(true)
    expect(String(counted().tensor)).toBe('Tensor [2]: [1, 2]')
    expect(JSON.stringify(counted().tensor)).toBe('[1,2]')
  })

  test('is a constant of a compiled program, and an input of it', () => {
    const { tensor } = counted()
    const program = javascript.compile((x = tensor) => [Algebra.multiply(Algebra.broadcast([2], x), tensor)])
    expect(program(counted().tensor).flatMap(toArray)).toEqual([1, 4])
  })
})

describe('gradients of inputs', () => {
  test('a large dense layer computes the gradient of its input when it is read', () => {
    const layer = dense(40, 30)
    const [params] = layer.init(Randoms.seed(1))
    const input = asBatch(drawn([2, 40]))
    const [output, cache] = layer.forward(params, input)
    const [, gradient] = layer.backward(params, cache, output)
    expect(isUnread(gradient)).toBe(true)
    const [weight] = params
    const column = Array.from({ length: 30 }, (_, row) => toFloat64Array(weight)[40 * row] ?? NaN)
    const expected = column.reduce((sum, w, i) => sum + (toArray(output)[i] ?? NaN) * w, -0)
    expect(toArray(gradient)[0]).toBe(expected)
  })

  test('a convolution computes the gradient of its images when it is read', () => {
    const layer = convolution([1, 4, 4], 2, 3)
    const [params] = layer.init(Randoms.seed(1))
    const images = asBatch(drawn([2, 1, 4, 4]))
    const [output, cache] = layer.forward(params, images)
    const [, gradient] = layer.backward(params, cache, output)
    expect(isUnread(gradient)).toBe(true)
    expect(toArray(gradient)).toHaveLength(32)
  })
})

test('a long chain of products is computed product by product, not in one deep recursion', () => {
  const rotation = fromArray(
    [11, 11],
    Array.from({ length: 121 }, (_, i) => (i % 11 === (Math.floor(i / 11) + 1) % 11 ? 1 : 0))
  )
  const start = drawn([11, 11])
  const end = Array.from({ length: 110_000 }).reduce<typeof start>(x => Algebra.matmul(x, rotation), start)
  expect(toArray(end)).toEqual(toArray(start))
})
