/** `npm run check:long` tries a hundred thousand. */
import { expect, test } from 'vitest'
import { refusedBytes, refusedTables } from './mutated.js'

test('changed bytes of models, networks, optimizers and IDX are read or refused in a line', () => {
  expect(refusedBytes(600)).toBeGreaterThan(600)
})

test('changed tables are read or refused in a line with their name', async () => {
  expect(await refusedTables(150)).toBeGreaterThan(75)
})
