import { describe, test } from 'vitest'
import { everyCodecLaw } from '../../laws/codec/codecLaws.js'
import { register } from '../../laws/run/register.js'
import { wrongCodecs } from '../../laws/wrong/codecs.js'
import { draws } from '../draws.js'
import { expectRejections } from './rejection.js'

describe('every codec keeps every law', () => {
  register(test, everyCodecLaw(), { runs: draws(10, 50) })
})

describe('wrong codecs', () => {
  expectRejections(wrongCodecs, {})
})
