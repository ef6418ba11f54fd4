/** `onClasses`: positions with the class number −1 do not count. */
import {
  asBatch,
  categoricalCrossEntropy,
  eraseLossTypes,
  onClasses,
  javascript,
  softmaxCrossEntropy,
  tensor,
  toArray
} from 'pullback'
import { expect, test } from 'vitest'
import { expectNear } from '../near.js'

const loss = onClasses<readonly [3], 2>(softmaxCrossEntropy())
const logits = asBatch(
  tensor([
    [
      [1, 2],
      [0, -1],
      [3, 1]
    ],
    [
      [0.5, 0],
      [2, 2],
      [-1, 4]
    ]
  ])
)
const classes = asBatch(
  tensor([
    [1, -1, 0],
    [-1, -1, 1]
  ])
)

/** The rows that count. */
const rows = asBatch(tensor([[[1, 2]], [[3, 1]], [[-1, 4]]]))
const oneHot = asBatch(tensor([[[0, 1]], [[1, 0]], [[0, 1]]]))

test('the value is the mean over the positions that count', () => {
  expectNear(loss.value(logits, classes), softmaxCrossEntropy<readonly [1, 2]>().value(rows, oneHot))
})

test('the gradient is 0 where a position does not count, and that of the mean elsewhere', () => {
  const [first, second, third] = toArray(softmaxCrossEntropy<readonly [1, 2]>().gradient(rows, oneHot)).reduce<
    number[][]
  >((pairs, x, i) => (i % 2 === 0 ? [...pairs, [x]] : [...pairs.slice(0, -1), [...(pairs.at(-1) ?? []), x]]), [])
  const expected = [first, [0, 0], second, [0, 0], [0, 0], third].flatMap(row => row ?? [])
  const found = toArray(loss.gradient(logits, classes))
  expected.forEach((x, i) => {
    expect(found[i]).toBeCloseTo(x, 14)
  })
})

test('without a position that counts, value and gradient are 0', () => {
  const nothing = asBatch(
    tensor([
      [-1, -1, -1],
      [-1, -1, -1]
    ])
  )
  expect(toArray(loss.value(logits, nothing)).map(Math.abs)).toEqual([0])
  expect(toArray(loss.gradient(logits, nothing)).every(x => x === 0)).toBe(true)
})

test('a class number that is too large is refused, by eager and javascript', () => {
  const large = asBatch(
    tensor([
      [1, 2, 0],
      [0, 0, 1]
    ])
  )
  const compiled = javascript.compile((y = logits, t = classes) => [eraseLossTypes(loss).value(y, t)])
  expect(() => loss.value(logits, large)).toThrow(RangeError)
  expect(() => compiled(logits, large)).toThrow(RangeError)
})

test('categoricalCrossEntropy takes class numbers, too', () => {
  const each = onClasses<readonly [], 2>(categoricalCrossEntropy())
  expectNear(each.value(asBatch(tensor([[0.25, 0.75]])), asBatch(tensor([1]))), tensor(-Math.log(0.75)))
})
