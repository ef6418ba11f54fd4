import { describe, test } from 'vitest'
import { sequenceLaws } from '../../laws/composition/sequenceLaws.js'
import { register } from '../../laws/run/register.js'
import { wrongSequences } from '../../laws/wrong/sequences.js'
import { expectRejections } from './rejection.js'

describe('layers on sequences keep every law', () => {
  register(test, sequenceLaws())
})

describe('wrong combinators of sequences', () => {
  expectRejections(wrongSequences)
})
