/** Some bad files of every format. `npm run check:long` tries 100,000. */
import { expect, test } from 'vitest'
import { refusedBytes, refusedTables, totalRefused } from './mutated.js'

test('bad models, checkpoints, descriptions, IDX, gzip and configurations are decoded or refused with one line', () => {
  const found = refusedBytes(200)
  expect(totalRefused(found)).toBeGreaterThan(1000)
})

test('bad tables are read or refused with one line that begins with the path', async () => {
  expect(totalRefused(await refusedTables(150))).toBeGreaterThan(75)
})
