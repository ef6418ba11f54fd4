/** The mean that a loss takes. No law finds a wrong factor in both value and gradient, because they still agree. */
import {
  asBatch,
  categoricalCrossEntropy,
  huber,
  kullbackLeibler,
  softmaxCrossEntropy,
  tensor,
  toNumber
} from 'pullback'
import { expect, test } from 'vitest'

const rows = [
  [0.2, 0.3, 0.5],
  [0.6, 0.3, 0.1]
]
const targets = [
  [0, 1, 0],
  [0.5, 0.25, 0.25]
]

test.each([
  ['softmaxCrossEntropy', softmaxCrossEntropy<readonly [number, number]>(), softmaxCrossEntropy<readonly [number]>()],
  [
    'categoricalCrossEntropy',
    categoricalCrossEntropy<readonly [number, number]>(),
    categoricalCrossEntropy<readonly [number]>()
  ],
  ['kullbackLeibler', kullbackLeibler<readonly [number, number]>(), kullbackLeibler<readonly [number]>()]
])('%s of an example of two rows is the mean over the rows', (_, ofTwo, ofOne) => {
  const two = ofTwo.value(asBatch(tensor([rows, rows])), asBatch(tensor([targets, targets])))
  expect(toNumber(two)).toBeCloseTo(toNumber(ofOne.value(tensor(rows), tensor(targets))), 14)
})

test.each([0, -1, NaN])('huber(%d) throws an error that names delta', delta => {
  expect(() => huber(delta)).toThrow(new RangeError(`huber: delta must be a finite number above 0, found ${delta}`))
})
