import { right } from 'fp-ts/lib/Either.js'
import { none, some } from 'fp-ts/lib/Option.js'
import { describe, expect, test } from 'vitest'
import { layerLaws, lawsOf } from '../../laws/layer/layerLaws.js'
import { register } from '../../laws/run/register.js'
import { showReport } from '../../laws/run/render.js'
import { layerSubjects as table } from '../../laws/subject/layers.js'
import { verify } from '../../laws/run/verify.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { dense } from '../../src/layer/dense.js'
import { draws } from '../draws.js'

const withWeight = (shape: Shape): UntypedLayer['description'] => ({
  ...dense(2, 3).description,
  parameters: [{ name: 'weight', shape }]
})

/** Compositions of many layers, whose gradients take the longest to measure. */
const composites = ['rnn', 'gru', 'lstm', 'attention', 'maskedAttention', 'crossAttention', 'transformerBlock', 'tie']

describe('every layer of the table keeps every law', () => {
  for (const row of table)
    register(test, lawsOf(row), composites.includes(row.name) ? { runs: draws(3, 20) } : { runs: draws(8, 25) })
})

test.each([
  ['takes [1000000000000]', { inputShape: some([1e12]) }],
  ['gives [1000000000000]', { inputShape: none, outputShape: () => right([1e12]) }],
  ['has parameters of the shapes [[1000000, 1000000]]', { description: withWeight([1e6, 1e6]) }]
])('a layer that %s is not tried', (what, change) => {
  const { results } = verify(lawsOf({ name: 'huge', layers: [{ ...eraseTypes(dense(2, 3)), ...change }] }), { runs: 5 })
  const messages = results.map(({ counterexample }) => counterexample?.message)
  expect(new Set(messages)).toEqual(
    new Set([
      `no draw could be made: RangeError: dense(2, 3) ${what}: too large for the laws, which try at most 10⁷ numbers`
    ])
  )
})

test('the same seed gives the same report', () => {
  const laws = layerLaws(dense(2, 3))
  expect(verify(laws, { seed: 3, runs: 10 })).toEqual(verify(laws, { seed: 3, runs: 10 }))
  expect(showReport(verify(laws, { seed: 3, runs: 10 }))).toContain('✓ dense(2, 3): parameter gradient')
})
