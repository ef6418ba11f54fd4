/** Losses agree with the values and gradients of PyTorch. */
import {
  type Batched,
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  categoricalCrossEntropy,
  hinge,
  huber,
  kullbackLeibler,
  type Loss,
  meanAbsoluteError,
  meanSquaredError,
  softmaxCrossEntropy
} from 'pullback'
import { expect, test } from 'vitest'
import { expectAllNear } from '../near.js'
import { lossCases } from './cases.js'

type Row = Batched<readonly [4]>

const losses: Readonly<Record<string, Loss<Row, Row>>> = {
  binaryCrossEntropy: binaryCrossEntropy(),
  binaryCrossEntropyWithLogits: binaryCrossEntropyWithLogits(),
  categoricalCrossEntropy: categoricalCrossEntropy(),
  hinge: hinge(),
  huber: huber(),
  kullbackLeibler: kullbackLeibler(),
  meanAbsoluteError: meanAbsoluteError(),
  meanSquaredError: meanSquaredError(),
  softmaxCrossEntropy: softmaxCrossEntropy()
}

const compare = (loss: Loss<Row, Row>, name: string) => {
  const known = lossCases.filter(found => found.name === name)
  for (const { prediction, target, value, gradient } of known)
    expectAllNear([loss.value(prediction, target), loss.gradient(prediction, target)], [value, gradient])
  return known.length
}

test('every case has a loss', () =>
  expect(lossCases.map(({ name }) => name).sort()).toEqual(Object.keys(losses).sort()))

test.each(Object.entries(losses))('%s', (name, loss) => {
  expect(compare(loss, name)).toBe(1)
})
