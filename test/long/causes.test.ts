/**
 * The tables of causes that were written without knowledge of the diagnosis: nine in ten causes are named, and right layers have none. Figures:
 * docs/laws.md.
 */
import { expect, test } from 'vitest'
import { lawsOfLoss } from '../../laws/learning/lossLaws.js'
import { layerLaws } from '../../laws/layer/layerLaws.js'
import { verify } from '../../laws/run/verify.js'
import { blind, names } from '../laws/causes/blind.js'
import { right } from '../laws/causes/right.js'

/** The causes that a report prints; of a failure without numbers its message. */
const printed = (row: (typeof blind)[number]): readonly string[] => {
  const laws =
    row.of === 'loss'
      ? lawsOfLoss({ name: row.name, loss: row.subject, ...row.known })
      : layerLaws(row.subject, row.known ?? {})
  return verify(laws, { seed: 1 }).results.flatMap(({ counterexample }) => {
    if (counterexample === undefined) return []
    const { cause, entry, message } = counterexample
    return cause !== undefined ? [cause] : entry === undefined ? [message] : []
  })
}

test('the diagnosis names nine in ten causes', () => {
  const rows = blind.map(row => ({ row, causes: printed(row) }))
  const unnamed = rows.filter(({ row, causes }) => !causes.some(cause => names(row, cause)))
  console.info(unnamed.map(({ row, causes }) => `${row.name}: ${causes.join('; ')}`).join('\n'))
  expect(1 - unnamed.length / rows.length).toBeGreaterThanOrEqual(0.9)
})

test.each(right)('$name is right: $tricky', ({ subject, batchStatistics = false }) => {
  const { results } = verify(layerLaws(subject, { batchStatistics }), { seed: 1 })
  expect(results.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
})
