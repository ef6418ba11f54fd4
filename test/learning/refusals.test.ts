/** Metrics refuse targets that they cannot measure; test/golden/learning.test.ts compares their values. */
import {
  accuracy,
  areaUnderCurve,
  asBatch,
  type Batched,
  calibrationError,
  confusionMatrix,
  exactMatch,
  f1,
  fromArray,
  multiLabelAccuracy,
  multiLabelF1,
  perplexity,
  rootMeanSquaredError,
  rSquared,
  scoresPerLabel,
  shapeError,
  softmaxCrossEntropy,
  tensor,
  topK,
  meanSquaredError
} from 'pullback'
import { describe, expect, test } from 'vitest'

const rows = (width: number, numbers: readonly number[]): Batched<readonly [number]> =>
  asBatch(fromArray([numbers.length / width, width], numbers))

/** Three labels per example, of which the network predicts nearly all rightly. */
const labels = rows(3, [1, 0, 1, 0, 0, 0, 1, 0, 0])
const likely = rows(3, [0.9, 0.1, 0.8, 0.2, 0.1, 0.3, 0.7, 0.4, 0.6])

describe('classification metrics refuse what is not classes', () => {
  const several =
    ' needs one class per row, but row 0 of the targets is [1, 0, 1]: use multiLabelAccuracy, multiLabelF1 or exactMatch for several labels'
  test.each([
    ['accuracy', () => accuracy(likely, labels)],
    ['confusionMatrix', () => f1(likely, labels)],
    ['confusionMatrix', () => confusionMatrix(likely, labels)],
    ['topK', () => topK(1)(likely, labels)],
    ['calibrationError', () => calibrationError()(likely, labels)]
  ])('several labels per row: %s', (name, call) => {
    expect(call).toThrow(new RangeError(name + several))
  })

  test('no label, and a tie', () => {
    expect(() => accuracy(rows(2, [1, 0]), rows(2, [0, 0]))).toThrow('row 0 of the targets is [0, 0]')
    const tied = rows(2, [0.2, 0.8, 0.5, 0.5])
    expect(() => accuracy(tied, tied)).toThrow(
      'accuracy needs one class per row, but row 1 of the targets is [0.5, 0.5]'
    )
  })

  test('numbers', () => {
    const numbers = rows(2, [0.5, 1.5, 2, -1])
    expect(() => accuracy(numbers, numbers)).toThrow(
      new RangeError(
        'accuracy needs classes, as one-hot rows or rows of probabilities, but row 0 of the targets is [0.5, 1.5]: ' +
          'use rootMeanSquaredError or rSquared for numbers'
      )
    )
    const column = rows(1, [0.5, 1.5, 2])
    expect(() => accuracy(column, column)).toThrow(
      new RangeError(
        'accuracy needs classes, so targets of one number have two values, such as 0 and 1, found 0.5, 1.5, 2: ' +
          'use rootMeanSquaredError or rSquared for numbers'
      )
    )
  })

  test('one-hot rows of other numbers, probabilities, and two values in a column are classes', () => {
    const signs = rows(3, [-1, 1, -1, 1, -1, -1])
    expect(accuracy(signs, signs)).toBe(1)
    const soft = rows(3, [0.1, 0.7, 0.2, 0.5, 0.25, 0.25])
    expect(accuracy(soft, soft)).toBe(1)
    expect(accuracy(rows(1, [0.3, -0.2]), rows(1, [1, -1]), 0)).toBe(1)
  })
})

describe('metrics of several labels', () => {
  test('worked example', () => {
    expect(multiLabelAccuracy(likely, labels)).toBe(8 / 9)
    expect(exactMatch(likely, labels)).toBe(2 / 3)
    expect(scoresPerLabel(likely, labels).map(({ f1 }) => f1)).toEqual([1, 0, 2 / 3])
    expect(multiLabelF1(likely, labels)).toBeCloseTo(5 / 9, 15)
    expect(multiLabelAccuracy(rows(2, [2, -1]), rows(2, [1, 0]), 0)).toBe(1)
  })

  test('a prediction of NaN is wrong for every target', () => {
    const broken = rows(2, [NaN, NaN])
    expect([multiLabelAccuracy(broken, rows(2, [0, 1])), exactMatch(broken, rows(2, [0, 0]))]).toEqual([0, 0])
  })

  test('refuse targets other than 0 and 1, and other shapes', () => {
    expect(() => multiLabelAccuracy(likely, likely)).toThrow('multiLabelAccuracy needs targets of 0 and 1, found 0.9')
    expect(() => exactMatch(likely, rows(1, [1, 0, 1]))).toThrow(
      shapeError('A metric needs predictions and targets of the same shape, found [3, 3] and [3, 1]')
    )
    expect(() => multiLabelF1(likely, labels, NaN)).toThrow('threshold must be a finite number, found NaN')
  })
})

test('metrics of numbers', () => {
  expect(rootMeanSquaredError(tensor([[1], [5]]), tensor([[1], [2]]))).toBeCloseTo(Math.sqrt(4.5), 15)
  expect(rSquared(tensor([[1], [2], [4]]), tensor([[1], [2], [3]]))).toBe(0.5)
  expect(() => rSquared(tensor([[1], [2]]), tensor([[3], [3]]))).toThrow(
    new RangeError('rSquared needs targets that differ, found 3 only, in output 0')
  )
})

describe('metrics of probabilities', () => {
  const bits = rows(1, [0, 0, 1, 1])

  test('areaUnderCurve counts pairs, ties half', () => {
    expect(areaUnderCurve(rows(1, [1, 2, 3, 4]), bits)).toBe(1)
    expect(areaUnderCurve(rows(1, [4, 3, 2, 1]), bits)).toBe(0)
    expect(areaUnderCurve(rows(1, [5, 5, 5, 5]), bits)).toBe(0.5)
    expect(areaUnderCurve(rows(1, [1, 3, 2, NaN]), bits)).toBeNaN()
    expect(() => areaUnderCurve(rows(1, [1, 2]), rows(1, [1, 1]))).toThrow(
      'areaUnderCurve needs targets of both classes, found 1 only'
    )
  })

  test('calibrationError refuses logits, and is 0 for frequencies', () => {
    expect(calibrationError()(rows(1, [0.5, 0.5]), rows(1, [0, 1]))).toBe(0)
    expect(calibrationError()(rows(2, [NaN, NaN]), rows(2, [1, 0]))).toBeNaN()
    expect(() => calibrationError()(rows(1, [2]), rows(1, [1]))).toThrow(
      'calibrationError needs probabilities, such as the outputs of softmax or sigmoid, found 2'
    )
    expect(() => calibrationError()(rows(2, [0.5, 0.75]), rows(2, [0, 1]))).toThrow('found a row that adds up to 1.25')
    expect(() => calibrationError(0)).toThrow('calibrationError: bins must be a positive integer, found 0')
  })

  test('perplexity of a uniform prediction is the number of classes, and other losses are refused', () => {
    const uniform = rows(4, [0, 0, 0, 0])
    expect(
      perplexity<typeof uniform, typeof uniform>(softmaxCrossEntropy())(uniform, rows(4, [0, 1, 0, 0]))
    ).toBeCloseTo(4, 14)
    expect(() => perplexity(meanSquaredError())).toThrow(
      'perplexity takes a cross-entropy: softmaxCrossEntropy, categoricalCrossEntropy, onClasses, found meanSquaredError'
    )
  })
})
