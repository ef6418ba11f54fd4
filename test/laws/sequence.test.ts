import { describe, expect, test } from 'vitest'
import { sequenceLaws } from '../../laws/composition/sequenceLaws.js'
import { register } from '../../laws/run/register.js'
import { wrongSequences } from '../../laws/wrong/sequences.js'
import { wrongRecurrent } from '../../laws/wrong/recurrent.js'
import { rejecting } from '../../laws/wrong/Wrong.js'
import { draws } from '../draws.js'
import { expectRejections } from './rejection.js'

describe('layers on sequences keep every law', () => {
  register(test, sequenceLaws(), { runs: draws(10, 50) })
})

describe('wrong layers on sequences', () => {
  test.each(wrongRecurrent.map(row => [row.name, row] as const))('%s: rejected', (_, row) => {
    expect(rejecting(row, { seed: 1, shrinks: 0, explain: false })).not.toEqual([])
  })
})

describe('wrong combinators of sequences', () => {
  expectRejections(wrongSequences)
})
