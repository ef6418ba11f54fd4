/** Metrics: worked examples, laws, and divisions by zero. */
import fc from 'fast-check'
import {
  accuracy,
  asBatch,
  classesOf,
  confusionMatrix,
  f1,
  fromArray,
  oneHot,
  precision,
  recall,
  scoresPerClass,
  shapeError,
  toNested,
  topK
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { noise } from '../networks.js'

const rows = (width: number, numbers: readonly number[]) => asBatch(fromArray([numbers.length / width, width], numbers))

/** Targets 0 0 0 1 1 2, predicted as 0 0 1 1 2 2. */
const targets = oneHot(3)([0, 0, 0, 1, 1, 2])
const predictions = oneHot(3)([0, 0, 1, 1, 2, 2])

describe('oneHot', () => {
  test('puts a one at the index of the label', () => {
    expect(toNested(oneHot(3)([2, 0]))).toEqual([
      [0, 0, 1],
      [1, 0, 0]
    ])
  })

  test('accepts bytes, and classesOf is its inverse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, max: 6 }), labels => {
        expect(classesOf(oneHot(7)(labels))).toEqual([...labels])
      })
    )
  })

  test.each([
    [[0, 3], 'oneHot: label 1 must be a whole number from 0 to 2, found 3'],
    [[-1], 'oneHot: label 0 must be a whole number from 0 to 2, found -1'],
    [[1, 0.5], 'oneHot: label 1 must be a whole number from 0 to 2, found 0.5'],
    [[NaN], 'oneHot: label 0 must be a whole number from 0 to 2, found NaN']
  ])('refuses %j', (labels, message) => {
    expect(() => oneHot(3)(labels)).toThrow(new RangeError(message))
  })

  test('refuses zero classes and empty labels', () => {
    expect(() => oneHot(0)).toThrow(new RangeError('oneHot: classes must be a positive integer, found 0'))
    expect(() => oneHot(2)([])).toThrow(
      new RangeError('oneHot: the number of labels must be a positive integer, found 0')
    )
  })
})

describe('worked examples', () => {
  test('three classes', () => {
    expect(accuracy(predictions, targets)).toBe(4 / 6)
    expect(confusionMatrix(predictions, targets)).toEqual([
      [2, 1, 0],
      [0, 1, 1],
      [0, 0, 1]
    ])
    expect(scoresPerClass(confusionMatrix(predictions, targets))).toEqual([
      { precision: 1, recall: 2 / 3, f1: 4 / 5, support: 3 },
      { precision: 1 / 2, recall: 1 / 2, f1: 1 / 2, support: 2 },
      { precision: 1 / 2, recall: 1, f1: 2 / 3, support: 1 }
    ])
    expect(precision(predictions, targets)).toBe(2 / 3)
    expect(recall(predictions, targets)).toBeCloseTo(13 / 18, 15)
    expect(f1(predictions, targets)).toBeCloseTo(59 / 90, 15)
  })

  test('rows of one number: the scores are those of class 1', () => {
    const one = rows(1, [0.9, 0.6, 0.2, 0.4, 0.8])
    const truth = rows(1, [1, 0, 0, 1, 1])
    expect(confusionMatrix(one, truth)).toEqual([
      [1, 1],
      [1, 2]
    ])
    expect(accuracy(one, truth)).toBe(3 / 5)
    expect([precision(one, truth), recall(one, truth), f1(one, truth)]).toEqual([2 / 3, 2 / 3, 2 / 3])
  })

  test('a number equal to the threshold is class 0; a threshold of 0 reads logits', () => {
    expect(classesOf(rows(1, [0.5, 0.5000001]))).toEqual([0, 1])
    expect(classesOf(rows(1, [0.3, -0.1]), 0)).toEqual([1, 0])
    expect(accuracy(rows(1, [0.3, -0.1]), rows(1, [1, 0]), 0)).toBe(1)
  })

  test('the first of equal numbers wins', () => {
    expect(classesOf(rows(3, [1, 2, 2, 0, 0, 0]))).toEqual([1, 0])
  })

  test('topK(2)', () => {
    const scores = rows(3, [0.5, 0.3, 0.2, 0.1, 0.2, 0.7, 0.4, 0.4, 0.4])
    const truth = oneHot<number>(3)([1, 0, 2])
    expect([1, 2, 3].map(k => topK(k)(scores, truth))).toEqual([0, 1 / 3, 1])
  })
})

describe('0 / 0 counts as 0', () => {
  test('a class that is never predicted has precision 0, a class that never occurs has recall 0', () => {
    const never = oneHot(3)([0, 0])
    expect(scoresPerClass(confusionMatrix(never, never))).toEqual([
      { precision: 1, recall: 1, f1: 1, support: 2 },
      { precision: 0, recall: 0, f1: 0, support: 0 },
      { precision: 0, recall: 0, f1: 0, support: 0 }
    ])
    expect(f1(never, never)).toBe(1 / 3)
  })

  test('no positive examples', () => {
    const zeros = rows(1, [0, 0])
    expect([precision(zeros, zeros), recall(zeros, zeros), f1(zeros, zeros)]).toEqual([0, 0, 0])
  })
})

test('a row with NaN is wrong for every target', () => {
  const broken = rows(2, [NaN, 1, NaN, NaN])
  expect(classesOf(broken)).toEqual([-1, -1])
  expect([accuracy(broken, broken), topK(1)(broken, oneHot<number>(2)([1, 0]))]).toEqual([0, 0])
  expect(confusionMatrix(broken, oneHot<number>(2)([1, 0]))).toEqual([
    [0, 0],
    [0, 0]
  ])
  expect(accuracy(rows(1, [NaN]), rows(1, [0]))).toBe(0)
})

describe('laws', () => {
  const jobs = fc
    .record({ classes: fc.integer({ min: 2, max: 6 }), size: fc.integer({ min: 1, max: 40 }), seed: fc.integer() })
    .chain(({ classes, size, seed }) =>
      fc.array(fc.nat({ max: classes - 1 }), { minLength: size, maxLength: size }).map(labels => ({
        classes,
        // Few distinct numbers, so that ties occur.
        scores: rows(classes, [...fromTies(size * classes, seed)]),
        truth: oneHot<number>(classes)(labels)
      }))
    )
  const fromTies = (count: number, seed: number) => classesOf(noise([count, 4], seed)).map(place => place / 2)

  test('accuracy is the fraction on the diagonal, and equals topK(1)', () => {
    fc.assert(
      fc.property(jobs, ({ scores, truth }) => {
        const matrix = confusionMatrix(scores, truth)
        const hits = matrix.reduce((sum, row, i) => sum + (row[i] ?? 0), 0)
        expect(accuracy(scores, truth)).toBeCloseTo(hits / truth.shape[0], 14)
        expect(topK(1)(scores, truth)).toBe(accuracy(scores, truth))
      })
    )
  })

  test('topK grows with k and reaches 1 for all classes', () => {
    fc.assert(
      fc.property(jobs, ({ classes, scores, truth }) => {
        const shares = Array.from({ length: classes }, (_, k) => topK(k + 1)(scores, truth))
        expect(shares).toEqual(shares.toSorted((x, y) => x - y))
        expect(shares.at(-1)).toBe(1)
      })
    )
  })

  test('F1 is the harmonic mean of precision and recall, and recall weighted by support is the accuracy', () => {
    fc.assert(
      fc.property(jobs, ({ scores, truth }) => {
        const perClass = scoresPerClass(confusionMatrix(scores, truth))
        for (const { precision, recall, f1 } of perClass)
          expect(f1).toBeCloseTo(precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall), 14)
        const weighted = perClass.reduce((sum, { recall, support }) => sum + recall * support, 0) / truth.shape[0]
        expect(weighted).toBeCloseTo(accuracy(scores, truth), 14)
      })
    )
  })

  test('predictions equal to the targets score 1', () => {
    fc.assert(fc.property(jobs, ({ truth }) => accuracy(truth, truth) === 1))
  })
})

describe('invalid input', () => {
  const two: number = 2
  const four: number = 4
  test.each([
    ['different numbers of rows', () => accuracy(rows(2, [1, 0]), rows(2, [1, 0, 0, 1])), '[1, 2] and [2, 2]'],
    [
      'different numbers of columns',
      () => confusionMatrix(rows(two, [1, 0, 1, 0]), rows(four, [1, 0, 0, 1])),
      '[2, 2] and [1, 4]'
    ]
  ])('%s', (_, call, found) => {
    expect(call).toThrow(shapeError(`A metric needs predictions and targets of the same shape, found ${found}`))
  })

  test('topK of rows of one number, and a k of 0', () => {
    expect(() => topK(1)(rows(1, [1]), rows(1, [1]))).toThrow(
      'topK needs one number per class, found rows of one number: use accuracy instead'
    )
    expect(() => topK(0)).toThrow('topK: k must be a positive integer, found 0')
  })
})

test('different numbers of classes do not compile', () => {
  // @ts-expect-error -- three classes and four
  expect(() => accuracy(oneHot(3)([0]), oneHot(4)([0]))).toThrow()
  // @ts-expect-error -- three classes and four
  expect(() => topK(1)(oneHot(3)([0]), oneHot(4)([0]))).toThrow()
})
