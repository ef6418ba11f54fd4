/** The law of batches names its own causes, of mistakes that are in the table for another reason. */
import { expect, test } from 'vitest'
import { verify } from '../../laws/run/verify.js'
import { wrongLayers } from '../../laws/wrong/table.js'

const causeOf = (layer: string): string | undefined => {
  const laws = wrongLayers.find(({ name }) => name === layer)?.laws ?? []
  const [result] = verify(laws.filter(({ name }) => name.endsWith(': batch'))).results
  return result?.counterexample?.cause
}

test.each([
  ['mixes the examples of a batch', 'the result for an example depends on the other examples of the batch'],
  [
    'affine: dx with examples in the opposite order',
    'the result for an example depends on the other examples of the batch'
  ],
  ['tanh: divided by the batch size', 'the result is divided by the batch size'],
  ['dense: dx times the batch', 'the result is multiplied by the batch size'],
  ['dense: wrong at a batch of several', 'the result depends on the batch size, or on the position in the batch'],
  ['dense: db of the first example only', 'bias: a missing batch sum: the gradient is that of the first example only'],
  ['dense: db of the last example only', 'bias: a missing batch sum: the gradient is that of the last example only'],
  ['dense: db averaged over the batch', 'bias: the mean over the batch is used instead of the sum'],
  ['dense: weight decay in dW', 'weight: the gradient is not the sum over the examples'],
  ['changes the input in place', 'repeating the same call gives another result'],
  ['output NaN', 'the result is not a number, or infinite']
])('%s: %s', (layer, cause) => {
  expect(causeOf(layer)).toBe(cause)
})
