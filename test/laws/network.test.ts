import { describe, expect, test } from 'vitest'
import { combinators } from '../../laws/composition/Combinators.js'
import { networkLaws } from '../../laws/network.js'
import { register } from '../../laws/register.js'
import { verify } from '../../laws/verify.js'
import { layers } from '../../src/catalogue/layers.js'

describe('random networks keep every law', () => {
  register(test, networkLaws(layers), { runs: 30 })
})

test('a residual that forgets its own path is found in random networks', () => {
  const forgetful = networkLaws(layers, {
    ...combinators,
    residual: body => ({
      ...combinators.residual(body),
      backward: (params, cache, outputGradient) => body.backward(params, cache, outputGradient)
    })
  })
  const [chainRule] = verify(
    forgetful.filter(({ name }) => name === 'networks: chain rule'),
    { seed: 1, shrinks: 20 }
  ).results
  expect(chainRule?.verdict).toBe('fails')
})
