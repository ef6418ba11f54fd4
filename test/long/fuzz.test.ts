/** A hundred thousand bad files and more, and what they took; written down in docs/results/fuzz.json. */
import { expect, test } from 'vitest'
import { refusedBytes, refusedTables, totalRefused } from '../codec/mutated.js'
import { write } from './lawsRun.js'

/** Megabytes by which the process may grow. */
const bound = 512

/** Milliseconds of the processor that one may take; it is all threads' time, so this is generous. */
const longest = 2000

test('a hundred thousand bad files are each refused in a line', { timeout: 3_600_000 }, async () => {
  const before = process.resourceUsage().maxRSS
  const formats = { ...refusedBytes(16_000), ...(await refusedTables(8_000)) }
  const megabytes = Math.round((process.resourceUsage().maxRSS - before) / 1024)
  const refused = totalRefused(formats)
  await write('fuzz.json', { command: 'npm run check:long', refused, formats, memory: { megabytes, bound } })
  expect(refused).toBeGreaterThan(100_000)
  expect(megabytes).toBeLessThan(bound)
  for (const [name, { slowest }] of Object.entries(formats))
    expect(slowest < longest, `${name}: one took ${slowest} ms`).toBe(true)
})
