import { describe, test } from 'vitest'
import { register } from '../../laws/register.js'
import { learnerLaws } from '../../laws/training.js'
import { examples } from '../../laws/trained.js'
import { right, wrongTrainings } from '../../laws/wrong/training.js'
import { expectRejections } from './rejection.js'

describe('a learner of two dense layers keeps every law', () => {
  register(test, learnerLaws(right, examples()), { runs: 20 })
})

describe('wrong ways to train', () => {
  expectRejections(wrongTrainings, { 'the same run': 'an update that depends on how many there were' })
})
