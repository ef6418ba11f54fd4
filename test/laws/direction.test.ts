/** Where to move in the numbers of a value. */
import { expect, test } from 'vitest'
import { across, along, moved, ones, part, unit } from '../../laws/layer/Direction.js'
import { numbersOf } from '../../laws/value/Numbers.js'
import { fromArray } from '../../src/tensor/Tensor.js'

const list = (numbers: Float64Array): readonly number[] => Array.from(numbers)

test('directions along one number, and along several equally', () => {
  expect([unit(3).from, list(unit(3).weights)]).toEqual([3, [1]])
  expect([ones(3, 6).from, list(ones(3, 6).weights)]).toEqual([3, [1, 1, 1]])
})

test('weights of both signs, between ½ and 1, all different, and different for each of eight directions', () => {
  const all = Array.from({ length: 8 }, (_, which) => across(5, 55, which))
  for (const { from, weights } of all) {
    expect([from, weights.length]).toEqual([5, 50])
    expect(list(weights).filter(w => !(Math.abs(w) >= 0.5 && Math.abs(w) < 1))).toEqual([])
    expect(new Set(list(weights).map(Math.sign))).toEqual(new Set([-1, 1]))
    expect(new Set(weights).size).toBe(50)
  }
  expect(new Set(all.flatMap(({ weights }) => list(weights).slice(0, 1))).size).toBe(8)
})

test('a part of a direction, and the numbers that it moves', () => {
  const some = part({ from: 10, weights: Float64Array.of(1, 2, 3, 4) }, 1, 3)
  expect([some.from, list(some.weights)]).toEqual([11, [2, 3]])
  expect(
    list(
      along(
        Float64Array.from({ length: 14 }, (_, i) => i),
        some
      )
    )
  ).toEqual([11, 12])
})

test.each([
  [0, 2, [0]],
  [1, 3, [0, 1]],
  [1, 4, [0, 1]],
  [2, 3, [1]],
  [2, 4, [1]],
  [4, 6, [2]],
  [1, 5, [0, 1, 2]]
])('the numbers from %d to %d are moved, in the tensors %j alone', (from, to, touched) => {
  const value = [fromArray([2], [0, 10]), [fromArray([1, 2], [20, 30]), fromArray([2], [40, 50])]] as const
  const weights = Float64Array.from({ length: to - from }, (_, i) => i + 1)
  const there = moved(value, { from, weights }, 0.5)
  expect(list(numbersOf(there))).toEqual(
    [0, 10, 20, 30, 40, 50].map((x, i) => (i >= from && i < to ? x + 0.5 * (i - from + 1) : x))
  )
  const tensors = [there[0], ...there[1]]
  expect([value[0], ...value[1]].flatMap((tensor, i) => (tensors[i] === tensor ? [] : [i]))).toEqual(touched)
})
