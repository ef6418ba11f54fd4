/** Values as rows of numbers, and how they are shown. */
import { expect, test } from 'vitest'
import {
  batched,
  example,
  indices,
  inner,
  largest,
  numbersOf,
  placeOf,
  sameShapes,
  shaped,
  shapesOf,
  showParams,
  showTensor,
  showValue,
  sizeOf,
  withNumbers
} from '../../../laws/value/Numbers.js'
import { filledTensor, fromArray, toArray } from '../../../src/tensor/Tensor.js'
import { type Value } from '../../../src/algebra/Value.js'

const matrix = fromArray([2, 3], [1, 2, 3, 4, 5, 6])
const pair: Value = [matrix, [fromArray([2, 1], [7, 8]), fromArray([2], [9, -10])]]
const all = [1, 2, 3, 4, 5, 6, 7, 8, 9, -10]

test('a value is one row of numbers, and back, as copies', () => {
  const numbers = numbersOf(pair)
  expect([sizeOf(pair), Array.from(numbers)]).toEqual([10, all])
  const again = withNumbers(pair)(numbers)
  const fromList = withNumbers(pair)(all.map(x => -x))
  numbers.fill(0)
  expect([shapesOf(again), Array.from(numbersOf(again))]).toEqual([shapesOf(pair), all])
  expect([shapesOf(fromList), Array.from(numbersOf(fromList))]).toEqual([shapesOf(pair), all.map(x => -x)])
  expect(Array.from(numbersOf(pair))).toEqual(all)
})

test('shapes of values, of batches, and values of shapes', () => {
  expect(shapesOf(pair)).toEqual([
    [2, 3],
    [[2, 1], [2]]
  ])
  expect(batched(4, [[3], [[1], []]])).toEqual([
    [4, 3],
    [[4, 1], [4]]
  ])
  expect(batched(4, [])).toEqual([4])
  const made = shaped(shapesOf(pair), shape => filledTensor(shape, 1))
  expect([sameShapes(made, pair), sameShapes(made, [matrix])]).toEqual([true, false])
})

test('an example of a batch is a batch of one', () => {
  const second = example(1)(pair)
  expect(shapesOf(second)).toEqual([
    [1, 3],
    [[1, 1], [1]]
  ])
  expect(Array.from(numbersOf(second))).toEqual([4, 5, 6, 8, -10])
  expect(toArray(example(0)(fromArray([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])))).toEqual([1, 2, 3, 4])
})

test('inner products, and the largest finite number', () => {
  expect(inner([1, -2, 3], [4, 5, -6])).toEqual({ value: 4 - 10 - 18, magnitude: 4 + 10 + 18 })
  expect(inner([1, 2], [3]).value).toBeNaN()
  expect([largest(Float64Array.of(1, -3, 2, Infinity, NaN)), largest(new Float64Array())]).toEqual([3, 0])
})

test.each([
  [0, 'weight[0, 0]'],
  [5, 'weight[1, 2]'],
  [6, 'bias[0, 0]'],
  [7, 'bias[1, 0]'],
  [9, 'part 2[1]'],
  [10, 'number 10']
])('number %d stands at %s', (i, place) => {
  expect(placeOf(pair, ['weight', 'bias'], i)).toBe(place)
})

test.each([
  [[2, 3, 4], 23, [1, 2, 3]],
  [[2, 3, 4], 13, [1, 0, 1]],
  [[5], 3, [3]],
  [[], 0, []]
])('of the shape %j number %d has the indices %j', (shape, i, expected) => {
  expect(indices(shape, i)).toEqual(expected)
})

/** Ones at the first so many places of the second row. */
const ones = (count: number) =>
  fromArray(
    [2, 13],
    Array.from({ length: 26 }, (_, i) => (i >= 13 && i < 13 + count ? 1 : 0))
  )

test.each([
  [matrix, '[2, 3]  [[1, 2, 3], [4, 5, 6]]'],
  [filledTensor([2, 12], 0), '[2, 12]  [[0, 0, 0, …, 0, 0, 0], [0, 0, 0, …, 0, 0, 0]]'],
  [ones(0), '[2, 13]  zeros'],
  [ones(1), '[2, 13]  zeros but for [1, 0] = 1'],
  [ones(6), `[2, 13]  zeros but for ${[0, 1, 2, 3, 4, 5].map(i => `[1, ${i}] = 1`).join(', ')}`],
  [ones(8), `[2, 13]  zeros but for ${[0, 1, 2, 3, 4, 5].map(i => `[1, ${i}] = 1`).join(', ')}, and 2 more`]
])('a tensor is shown: %#', (tensor, text) => {
  expect(showTensor(tensor)).toBe(text)
})

test('tuples and parameters are shown', () => {
  expect(showValue(pair)).toBe('([2, 3]  [[1, 2, 3], [4, 5, 6]]; ([2, 1]  [[7], [8]]; [2]  [9, -10]))')
  const scalar = fromArray([], [5])
  expect(showParams(['weight'], [scalar, scalar])).toEqual([
    ['weight', '[]  5'],
    ['parameter 1', '[]  5']
  ])
})
