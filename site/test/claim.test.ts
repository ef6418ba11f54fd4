/** The pictures of the front page are what the library computes. `UPDATE=yes` writes them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { claims } from '../claim.js'

const fileOf = (name: string): string => fileURLToPath(new URL(`../pages/public/${name}`, import.meta.url))

const drawn = claims()

/** A picture without the words of the verdict: the laws may word a cause anew. */
const withoutWords = (picture: string): string =>
  picture.replaceAll(/<text[^>]* font-weight="700"[^>]*>[^<]*<\/text>\n?/g, '')

test.each(Object.entries(drawn))('%s', (name, picture) => {
  if (process.env['UPDATE'] === 'yes') writeFileSync(fileOf(name), picture)
  const shown = readFileSync(fileOf(name), 'utf8')
  expect(withoutWords(shown)).toBe(withoutWords(picture))
  expect(shown.includes('all laws hold')).toBe(picture.includes('all laws hold'))
})

test('the laws accept one gradient, and name the mistake in the other', () => {
  expect(drawn['claim-right.svg']).toContain('all laws hold')
  expect(drawn['claim-wrong.svg']).toMatch(/mean over the batch/)
})
