/** The picture of the front page is what the library computes. `UPDATE=yes` writes it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { claim } from '../claim.js'

const file = fileURLToPath(new URL('../pages/public/claim.svg', import.meta.url))

test('the picture of the front page', () => {
  const drawn = claim()
  if (process.env['UPDATE'] === 'yes') writeFileSync(file, drawn)
  expect(readFileSync(file, 'utf8')).toBe(drawn)
  expect(drawn).toContain('all laws hold')
  expect(drawn).toContain('the mean over the batch is used instead of the sum')
})
