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
  ['a batch that is not its examples', 'it sees the other examples of the batch'],
  ['affine: dx with examples in the opposite order', 'it sees the other examples of the batch'],
  ['tanh: divided by the batch', 'it is divided by the size of the batch'],
  ['dense: dx times the batch', 'it is multiplied by the size of the batch'],
  ['dense: wrong at a batch of several', 'it depends on the size of the batch, or on the place in it'],
  ['dense: db of the first example only', 'bias: a missing batch sum: it is that of the first example only'],
  ['dense: db of the last example only', 'bias: a missing batch sum: it is that of the last example only'],
  ['dense: db a mean', 'bias: the mean over the batch was taken instead of the sum'],
  ['dense: weight decay in dW', 'weight: it is not the sum over the examples'],
  ['changes its input', 'the same call gives another result the second time'],
  ['output NaN', 'it is not a number, or infinite']
])('%s: %s', (layer, cause) => {
  expect(causeOf(layer)).toBe(cause)
})
