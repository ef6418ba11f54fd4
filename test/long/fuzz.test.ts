/** Decodes more than 100,000 bad files, and records time and refusals in docs/results/fuzz.json. */
import { expect, test } from 'vitest'
import { refusedBytes, refusedTables, totalRefused } from '../codec/mutated.js'
import { write } from './lawsRun.js'

/** Maximum growth of the process, in megabytes. */
const bound = 512

/** Maximum CPU time per file, in milliseconds. Generous, because it counts the time of all threads. */
const longest = 2000

test('more than 100,000 bad files are decoded or refused with one line each', { timeout: 3_600_000 }, async () => {
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
