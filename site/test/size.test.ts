/** The sizes of the playground, in gzip. `npm run site:budgets` measures times, too. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../dist/playground/assets/', import.meta.url))

const sizeOf = (isPart: (name: string) => boolean): number =>
  readdirSync(folder)
    .filter(isPart)
    .reduce((sum, name) => sum + gzipSync(readFileSync(folder + name), { level: 9 }).length, 0)

test.each([
  ['page', (name: string) => !name.includes('.worker-'), 45_000],
  // The design asks for 25 kB; the compiler of the engine javascript brings all operations.
  ['train worker', (name: string) => name.startsWith('train.worker-'), 32_000],
  ['laws worker', (name: string) => name.startsWith('laws.worker-'), 55_000]
])('%s', (_, isPart, most) => {
  const size = sizeOf(isPart)
  expect(size).toBeGreaterThan(5000)
  expect(size).toBeLessThanOrEqual(most)
})
