/** The formulas with a kernel of their own round like the operations that they stand for. */
import { Algebra, fromArray, scalar, type Tensor, toArray } from 'pullback'
import { describe, expect, test } from 'vitest'
import { descend, oneMinusSquare } from '../../src/algebra/fused.js'

const special = [0, -0, 1, -1, 0.1, 1 - 2 ** -53, 1 / 3, -1e-8, 3.7, 1e300, 5e-324, Infinity, -Infinity, NaN]
/** All pairs of these numbers, as two tensors. */
const [first, second]: readonly [Tensor<readonly [196]>, Tensor<readonly [196]>] = [
  fromArray(
    [196],
    special.flatMap(x => special.map(() => x))
  ),
  fromArray(
    [196],
    special.flatMap(() => special)
  )
]

const expectSameBits = (one: readonly number[], other: readonly number[]) => {
  expect(one).toHaveLength(other.length)
  one.forEach((x, i) => {
    expect(x).toBe(other[i])
  })
}

describe('bit for bit', () => {
  test.each(special)('descend with the rate %d is p − η d', rate => {
    const composed = toArray(Algebra.subtract(first, Algebra.scale(rate, second)))
    expectSameBits(toArray(descend(first, rate, second)), composed)
    expectSameBits(toArray(descend(first, scalar(rate), second)), composed)
  })

  test('oneMinusSquare is (1 − y)(1 + y)', () => {
    const composed = Algebra.multiply(Algebra.subtract(1, first), Algebra.add(1, first))
    expectSameBits(toArray(oneMinusSquare(first)), toArray(composed))
  })

  test('addToRows is the sum with the broadcast row', () => {
    const rows = Algebra.reshape([14, 14], first)
    const row = fromArray([14], special)
    const composed = Algebra.add(rows, Algebra.broadcast([14, 14], row))
    expectSameBits(toArray(Algebra.addToRows(row)(rows)), toArray(composed))
    const views = toArray(Algebra.addToRows(row)(Algebra.transpose(rows)))
    expectSameBits(views, toArray(Algebra.add(Algebra.transpose(rows), Algebra.broadcast([14, 14], row))))
  })
})

test('a row of another length is a ShapeError', () => {
  const row = fromArray<readonly [number]>([2], [1, 2])
  const rows = fromArray<readonly [number, number]>([1, 3], [1, 2, 3])
  expect(() => Algebra.addToRows(row)(rows)).toThrow('addToRows: cannot add a row of shape [2] to rows of shape [1, 3]')
})
