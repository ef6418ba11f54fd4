import { expect, test } from 'vitest'
import { refusedBytes, refusedTables } from '../codec/mutated.js'

test('a hundred thousand bad files are each refused in a line', async () => {
  const refused = refusedBytes(30_000) + (await refusedTables(10_000))
  expect(refused).toBeGreaterThan(100_000)
})
