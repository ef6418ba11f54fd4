import { describe, test } from 'vitest'
import { networkLaws } from '../../laws/network.js'
import { register } from '../../laws/register.js'
import { wrongNetworks } from '../../laws/wrong/networks.js'
import { layers } from '../../src/catalogue/layers.js'
import { expectRejections } from './rejection.js'

describe('random networks keep every law', () => {
  register(test, networkLaws(layers), { runs: 30 })
})

describe('networks of something wrong', () => {
  // What these reject, others reject, too.
  expectRejections(wrongNetworks, ['purity', 'linearity', 'finiteness'])
})
