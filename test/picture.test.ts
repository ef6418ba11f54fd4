import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { picture } from '../docs/pictures/xor.js'

test('docs/pictures/xor.svg is what `npm run docs:picture` draws', async () => {
  expect(await picture()).toBe(await readFile(new URL('../docs/pictures/xor.svg', import.meta.url), 'utf8'))
})
