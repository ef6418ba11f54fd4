import { describe, test } from 'vitest'
import { lawsOfLoss } from '../../laws/loss.js'
import { register } from '../../laws/register.js'
import { wrongLosses } from '../../laws/wrong/losses.js'
import { losses } from '../../src/catalogue/losses.js'
import { expectRejections } from './rejection.js'

describe('every loss of the table keeps every law', () => {
  for (const row of losses) register(test, lawsOfLoss(row))
})

describe('wrong losses', () => {
  expectRejections(wrongLosses, [])
})
