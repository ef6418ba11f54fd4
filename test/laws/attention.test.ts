/** Attention: mistakes are rejected, causal layers do not read what comes later, and layers agree where they must. */
import { eraseTypes, attention, transformerBlock } from 'pullback'
import { describe, expect, test } from 'vitest'
import { causality } from '../../laws/layer/causality.js'
import { register } from '../../laws/run/register.js'
import { notCausal, wrongAttention } from '../../laws/wrong/attention.js'
import { rejecting } from '../../laws/wrong/Wrong.js'

const causal = { causal: true } as const
const shapes = [2, 3, 5].map(time => [time, 4])

describe('causal layers', () => {
  register(test, [
    causality({ name: 'attention', layers: [eraseTypes(attention(4, 2, causal))], shapes }),
    causality({ name: 'rotary attention', layers: [eraseTypes(attention(4, 2, { ...causal, rotary: true }))], shapes }),
    causality({ name: 'transformerBlock', layers: [eraseTypes(transformerBlock(4, 2, causal))], shapes })
  ])
})

test.each([...wrongAttention, ...notCausal].map(row => [row.name, row] as const))('%s: rejected', (_, row) => {
  expect(rejecting(row, { seed: 1, shrinks: 0, explain: false })).not.toEqual([])
})
