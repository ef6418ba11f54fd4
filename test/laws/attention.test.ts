/** Attention: mistakes are rejected. */
import { expect, test } from 'vitest'
import { wrongAttention } from '../../laws/wrong/attention.js'
import { rejecting } from '../../laws/wrong/Wrong.js'

test.each(wrongAttention.map(row => [row.name, row] as const))('%s: rejected', (_, row) => {
  expect(rejecting(row, { seed: 1, shrinks: 0, explain: false })).not.toEqual([])
})
