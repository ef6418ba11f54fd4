/** The pictures of the front page are what the library computes. `UPDATE=yes` writes them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { claims } from '../claim.js'

const fileOf = (name: string): string => fileURLToPath(new URL(`../pages/public/${name}`, import.meta.url))

const drawn = claims()

test.each(Object.entries(drawn))('%s', (name, picture) => {
  if (process.env['UPDATE'] === 'yes') writeFileSync(fileOf(name), picture)
  expect(readFileSync(fileOf(name), 'utf8')).toBe(picture)
})

test('the laws accept one gradient, and name the mistake in the other', () => {
  expect(drawn['claim-right.svg']).toContain('all laws hold')
  expect(drawn['claim-wrong.svg']).toMatch(/the mean over the batch is.*used instead of the sum/s)
})
