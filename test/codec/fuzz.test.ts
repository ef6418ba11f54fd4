/** `npm run check:long` tries a hundred thousand. */
import { expect, test } from 'vitest'
import { refusedBytes, refusedTables, totalRefused } from './mutated.js'

test('bad models, checkpoints, descriptions, IDX, gzip and configurations are read or refused in a line', () => {
  const found = refusedBytes(200)
  expect(totalRefused(found)).toBeGreaterThan(1000)
})

test('bad tables are read or refused in a line with their name', async () => {
  expect(totalRefused(await refusedTables(150))).toBeGreaterThan(75)
})
