import { describe, test } from 'vitest'
import { everyWireLaw } from '../../laws/distributed/wires.js'
import { register } from '../../laws/run/register.js'
import { wrongWires } from '../../laws/wrong/wires.js'
import { draws } from '../draws.js'
import { expectRejections } from './rejection.js'

describe('every wire keeps every law', () => {
  register(test, everyWireLaw(), { runs: draws(4, 20) })
})

describe('wrong wires', () => {
  expectRejections(wrongWires, {})
})
