import { describe, test } from 'vitest'
import { networkLaws } from '../../laws/composition/networkLaws.js'
import { register } from '../../laws/run/register.js'
import { wrongNetworks } from '../../laws/wrong/networks.js'
import { layerSubjects as layers } from '../../laws/subject/layers.js'
import { draws } from '../draws.js'
import { expectRejections } from './rejection.js'

describe('random networks keep every law', () => {
  register(test, networkLaws(layers), { runs: draws(8, 30) })
})

describe('networks with a wrong part', () => {
  expectRejections(wrongNetworks, {
    purity: 'networks: an output that depends on the number of calls',
    linearity: 'networks: the sign of the output gradient'
  })
})
