import { describe, expect, test } from 'vitest'
import { layerLaws, lawsOf } from '../../laws/layer.js'
import { register } from '../../laws/register.js'
import { showReport } from '../../laws/render.js'
import { layers as table } from '../../src/catalogue/layers.js'
import { verify } from '../../laws/verify.js'
import { dense } from '../../src/layer/dense.js'

describe('every layer of the table keeps every law', () => {
  for (const row of table) register(test, lawsOf(row))
})

test('the same seed gives the same report', () => {
  const laws = layerLaws(dense(2, 3))
  expect(verify(laws, { seed: 3, runs: 10 })).toEqual(verify(laws, { seed: 3, runs: 10 }))
  expect(showReport(verify(laws, { seed: 3, runs: 10 }))).toContain('✓ dense(2, 3): parameter gradient')
})
