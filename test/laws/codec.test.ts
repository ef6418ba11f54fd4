import { describe, test } from 'vitest'
import { everyCodecLaw } from '../../laws/codec/codecLaws.js'
import { register } from '../../laws/run/register.js'
import { wrongCodecs } from '../../laws/wrong/codecs.js'
import { expectRejections } from './rejection.js'

describe('every codec keeps every law', () => {
  register(test, everyCodecLaw())
})

describe('wrong codecs', () => {
  expectRejections(wrongCodecs, {})
})
