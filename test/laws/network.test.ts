import { describe, test } from 'vitest'
import { networkLaws } from '../../laws/network.js'
import { register } from '../../laws/register.js'
import { layers } from '../../src/catalogue/layers.js'

describe('random networks keep every law', () => {
  register(test, networkLaws(layers), { runs: 30 })
})
