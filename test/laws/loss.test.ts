import { describe, expect, test } from 'vitest'
import { proveOne } from '../../laws/prove.js'
import { lawsOfLoss } from '../../laws/loss.js'
import { register } from '../../laws/register.js'
import { wrongLosses } from '../../laws/wrong/losses.js'
import { losses } from '../../src/catalogue/losses.js'
import { expectRejections } from './rejection.js'

describe('every loss of the table keeps every law', () => {
  for (const row of losses) register(test, lawsOfLoss(row))
})

describe('wrong losses', () => {
  expectRejections(wrongLosses, {})
})

test.each([
  ['the gradient of the mean absolute error', /another loss: of the absolute error/],
  ['half the gradient', /a factor: it is 0\.5 times/],
  ['the gradient of the other sign', /the sign/],
  ['a mean in the value, a sum in the gradient', /the batch size \(a missing 1\/n\)/]
])('the cause of %s is named', (name, cause) => {
  const found = wrongLosses.filter(row => row.name === name).map(row => proveOne({ ...row, cause }, { seed: 1 }))
  expect(found.map(({ named }) => named)).toEqual([true])
})
