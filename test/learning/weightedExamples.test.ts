/** A loss on examples that count differently. */
import { lossLaws } from 'pullback/laws'
import {
  asBatch,
  classesOf,
  classWeights,
  dataset,
  dense,
  meanSquaredError,
  onClasses,
  oversample,
  sgd,
  selectExamples,
  softmaxCrossEntropy,
  tensor,
  toArray,
  toNumber,
  trajectory,
  tupleDataset,
  learner,
  train,
  javascriptOnly,
  Values,
  weightedExamples
} from 'pullback'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { register } from '../../laws/run/register.js'
import { noise } from '../networks.js'

describe('a weighted loss keeps every law of a loss', () => {
  register(test, lossLaws(weightedExamples(meanSquaredError()), { name: 'of squares' }))
  register(
    test,
    lossLaws(weightedExamples(softmaxCrossEntropy()), {
      name: 'of logits',
      target: 'probabilities',
      shapes: [[3], [2, 2]]
    })
  )
})

const [logits, classes] = [asBatch(noise([4, 2])), [0, 0, 0, 1]]
const targets = asBatch(
  tensor([
    [1, 0],
    [1, 0],
    [1, 0],
    [0, 1]
  ])
)

test('weights of 1 give the loss itself, and a weight of 2 counts an example twice', () => {
  const loss = softmaxCrossEntropy<readonly [2]>()
  const weighted = weightedExamples(loss)
  const ones = asBatch(tensor([1, 1, 1, 1]))
  expect(toNumber(weighted.value(logits, [targets, ones]))).toBeCloseTo(toNumber(loss.value(logits, targets)), 14)
  const twice = asBatch(tensor([1, 1, 1, 2]))
  const each = [0, 1, 2, 3].map(i => {
    const { inputs, targets: own } = selectExamples([i])(dataset(logits, targets))
    return toNumber(loss.value(inputs, own))
  })
  const [a = 0, b = 0, c = 0, d = 0] = each
  expect(toNumber(weighted.value(logits, [targets, twice]))).toBeCloseTo((a + b + c + 2 * d) / 4, 14)
})

test('class weights are those of scikit-learn: examples / (classes · examples of the class)', () => {
  expect(toArray(classWeights(classes))).toEqual([4 / 6, 4 / 6, 4 / 6, 2])
  expect(classesOf(targets)).toEqual(classes)
  expect(() => classWeights([])).toThrow('classWeights: the number of examples must be a positive integer')
})

test('trains on pairs of targets and weights, with the same bits on an engine', () => {
  const student = learner(dense(3, 2), weightedExamples(onClasses(softmaxCrossEntropy())), sgd(0.1))
  const data = tupleDataset(noise([4, 3]), [tensor([0, 0, 0, 1]), classWeights(classes)])
  const trained = (plan: object) => pipe(trajectory(student, data, { batchSize: 2, from: 1, ...plan }), train(5))
  const [eagerly, compiled] = [trained({}), trained({ engine: javascriptOnly })]
  expect(Values.sameValue(eagerly.params, compiled.params)).toBe(true)
  expect(eagerly.loss).toBe(compiled.loss)
})

test('oversample repeats the examples of rarer classes', () => {
  const data = oversample(classes)(dataset(noise([4, 1]), targets))
  expect(classesOf(data.targets)).toEqual([0, 0, 0, 1, 1, 1])
  expect(() => oversample([0])(data)).toThrow('oversample needs one class per example, found 1 classes and 6 examples')
})
