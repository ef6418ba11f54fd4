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
  expectRejections(wrongTrainings, { determinism: 'an update that depends on the number of calls' })
})

test('the laws of a learner, and what their draws must reach', () => {
  expect(learnerLaws(right, examples()).map(({ name, statement, mustReach }) => [name, statement, mustReach])).toEqual([
    [
      'training: resumption',
      'n steps, then m steps give the same bits as n + m steps',
      ['shuffled', 'a batch of some']
    ],
    ['training: stride', 'results do not depend on the stride', []],
    ['training: determinism', 'the same seed gives the same bits', []],
    ['training: purity', 'the same step gives the same bits, and no argument changes', []],
    ['training: bookkeeping', 'a step increments the step number, and reports the loss before the update', []],
    ['training: order', 'the order within a batch does not matter, up to rounding', []]
  ])
})
