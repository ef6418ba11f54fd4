/** The sizes of the playground, in gzip. `npm run site:budgets` measures times, too. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { sizesOf } from '../sizes.js'

test.each(sizesOf(fileURLToPath(new URL('../dist/playground', import.meta.url))))('$part', ({ files, size, most }) => {
  expect(files).not.toEqual([])
  expect(size).toBeGreaterThan(5000)
  expect(size).toBeLessThanOrEqual(most)
})
