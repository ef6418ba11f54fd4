import { describe, test } from 'vitest'
import { algebraLaws } from '../../laws/algebra/algebraLaws.js'
import { register } from '../../laws/run/register.js'
import { wrongInterpreters } from '../../laws/wrong/algebra.js'
import { expectRejections } from './rejection.js'

describe('the eager interpreter keeps every law of the algebra', () => {
  register(test, algebraLaws())
})

describe('wrong interpreters', () => {
  expectRejections(wrongInterpreters)
})
