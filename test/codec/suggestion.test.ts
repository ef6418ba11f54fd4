import { expect, test } from 'vitest'
import { optimizers } from '../../src/catalogue/optimizers.js'
import { suggestion } from '../../src/codec/suggestion.js'
import { namedLosses } from '../../src/cli/train/loss.js'

const algorithms = optimizers.map(({ name }) => name)
const options = ['--epochs', '--learning-rate', '--outer-rate', '--weight-decay', '--seed']
const columns = ['sepal length', 'petal length', 'Width', 'x1', 'x2']

const crossEntropies =
  'binaryCrossEntropy, binaryCrossEntropyWithLogits, softmaxCrossEntropy or categoricalCrossEntropy'

test.each([
  ['adm', algorithms, 'adam'],
  ['Adam', algorithms, 'adam'],
  ['ADAM', algorithms, 'adam'],
  ['nestorov', algorithms, 'nesterov'],
  ['crossentropy', namedLosses, crossEntropies],
  ['cross-entropy', namedLosses, crossEntropies],
  ['softmax', namedLosses, 'softmaxCrossEntropy'],
  ['softmax_cross_entropy', namedLosses, 'softmaxCrossEntropy'],
  ['meansquareerror', namedLosses, 'meanSquaredError'],
  ['mse', namedLosses, 'meanSquaredError'],
  ['MAE', namedLosses, 'meanAbsoluteError'],
  ['--epoch', options, '--epochs'],
  ['--learningRate', options, '--learning-rate'],
  ['--lr', options, '--learning-rate'],
  ['--rate', options, '--learning-rate or --outer-rate'],
  ['length', columns, 'sepal length or petal length'],
  ['width', columns, 'Width'],
  ['x_1', columns, 'x1']
])('%s means %s: %s', (found, names, meant) => {
  expect(suggestion(found, names)).toBe(`: did you mean ${meant}?`)
})

test.each([
  ['', columns],
  ['y', columns],
  ['x', columns],
  ['-', options],
  ['sofia', algorithms],
  ['hinge', namedLosses],
  ['ad', algorithms],
  ['feature', ['feature 1', 'feature 2', 'feature 3', 'feature 4', 'feature 5'].map(name => `${name} of many`)]
])('nothing is near %j', (found, names) => {
  expect(suggestion(found, names)).toBe('')
})
