/** Parts of tensors along any axis: slices and their gradients, features of any rank, the causal mask. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  causalMask,
  concatenate,
  concatenateAlong,
  featuresOf,
  padded,
  permute,
  slice,
  softmaxOfFeatures,
  split
} from '../../src/algebra/Algebra.js'
import { sameValue } from '../../src/algebra/Value.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { tensor, toNested } from '../../src/tensor/Nested.js'
import { fromArray, type Tensor, toArray } from '../../src/tensor/Tensor.js'
import { inner } from '../../laws/value/Numbers.js'

/** Integers of both signs, the same every time. */
const integers = <const S extends Shape>(shape: S, which = 1): Tensor<S> =>
  fromArray(
    shape,
    Array.from({ length: elementCount(shape) }, (_, i) => ((i * 7 + which * 5) % 11) - 5)
  )

const dot = (x: Tensor<Shape>, y: Tensor<Shape>): number => inner(toArray(x), toArray(y)).value

/** Shapes with an axis, and a part of the axis. */
const parts = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
  .chain(shape => fc.tuple(fc.constant<Shape>(shape), fc.nat(shape.length - 1), fc.nat(3), fc.nat(3)))
  .map(([shape, axis, a, b]) => {
    const length = shape[axis] ?? 1
    const start = a % length
    return { shape, axis, start, size: 1 + (b % (length - start)) }
  })

describe('a slice', () => {
  test('has padded as its adjoint, exactly', () => {
    fc.assert(
      fc.property(parts, ({ shape, axis, start, size }) => {
        const x = integers(shape)
        const y = integers<Shape>(shape.with(axis, size), 3)
        expect(dot(slice(axis, start, size, x), y)).toBe(dot(x, padded(shape, axis, start, y)))
      })
    )
  })

  test('is put together again by concatenateAlong', () => {
    fc.assert(
      fc.property(parts, ({ shape, axis, size }) => {
        const x = integers(shape)
        const length = shape[axis] ?? 1
        if (size === length) return
        const whole = concatenateAlong(axis, slice(axis, 0, size, x), slice(axis, size, length - size, x))
        expect(sameValue(whole, x)).toBe(true)
      })
    )
  })

  test('refuses a part outside of the axis, and shapes that do not fit', () => {
    const x = integers([2, 3])
    expect(() => slice(1, 2, 2, x)).toThrow('slice: axis 1 of [2, 3] has no part of size 2 from index 2')
    expect(() => slice(2, 0, 1, x)).toThrow('slice: axis 2 of [2, 3] has no part of size 1 from index 0')
    expect(() => padded([2, 3], 0, 1, x)).toThrow('padded: axis 0 of [2, 3] has no part of size 2 from index 1')
    expect(() => padded([4, 2], 0, 1, x)).toThrow('padded: [2, 3] and [4, 2] may differ along axis 0 only')
    expect(() => concatenateAlong(0, x, integers([2, 2]))).toThrow(
      'concatenateAlong: the shapes [2, 3] and [2, 2] may differ along axis 0 only'
    )
  })
})

test('features of tensors with leading axes are split and concatenated', () => {
  const x = integers([2, 3, 5])
  const [first, rest] = split(x, 2, 3)
  expect(first.shape).toEqual([2, 3, 2])
  expect(sameValue(concatenate(first, rest), x)).toBe(true)
  expect(sameValue(featuresOf(2, 3, x), rest)).toBe(true)
  expect(toNested(featuresOf(1, 2, tensor([[1, 2, 3, 4]])))).toEqual([[2, 3]])
})

test('permute refuses an order that does not name every axis once', () => {
  expect(() => permute([0, 0], integers([2, 3]))).toThrow(
    'permute: the order must name every axis of the shape [2, 3] once, found [0, 0]'
  )
})

describe('the causal mask', () => {
  test('lets the last query read all keys', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.nat(4), (queries, more) => {
        const keys = queries + more
        const expected = Array.from({ length: queries }, (_, i) =>
          Array.from({ length: keys }, (_, j) => Number(j <= i + more))
        )
        expect(toNested(causalMask(queries, keys))).toEqual(expected)
      })
    )
  })

  test('refuses fewer keys than queries', () => {
    expect(() => causalMask(3, 2)).toThrow('found 3 queries and 2 keys; pass at least as many keys as queries')
  })
})

test('softmax works along the last axis at any rank', () => {
  const x = integers([2, 2, 3, 4])
  const flat = softmaxOfFeatures(fromArray([12, 4], toArray(x)))
  expect(toArray(softmaxOfFeatures(x))).toEqual(toArray(flat))
})
