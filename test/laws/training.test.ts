import { describe, expect, test } from 'vitest'
import { register } from '../../laws/run/register.js'
import { learnerLaws } from '../../laws/learning/learnerLaws.js'
import { examples } from '../../laws/learning/trained.js'
import { right, wrongTrainings } from '../../laws/wrong/training.js'
import { expectRejections } from './rejection.js'

describe('a learner of two dense layers keeps every law', () => {
  register(test, learnerLaws(right, examples()), { runs: 20 })
})

describe('wrong ways to train', () => {
  expectRejections(wrongTrainings, { 'the same run': 'an update that depends on how many there were' })
})

test('the laws of a learner, and what their draws must reach', () => {
  expect(learnerLaws(right, examples()).map(({ name, statement, mustReach }) => [name, statement, mustReach])).toEqual([
    ['training: resumption', 'n steps and then m are n + m, bit for bit', ['shuffled', 'a batch of some']],
    ['training: stride', 'results do not depend on the stride', []],
    ['training: the same run', 'the same seed gives the same bits', []],
    ['training: purity', 'a step gives the same bits, and nothing handed in changes', []],
    ['training: bookkeeping', 'a step is counted, and the loss is that before the update', []],
    ['training: order', 'the order within a batch does not matter, up to rounding', []]
  ])
})
