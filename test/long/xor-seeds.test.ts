/**
 * The share of 1,000 seeds with which XOR is learnt. Results: docs/results/xor-seeds.json. Run by `npm run check:long`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import { bound, epochReached, epochs, starts } from './xorRun.js'

const seeds = 1_000
const place = (path: string) => fileURLToPath(new URL(`../../docs/results/${path}`, import.meta.url))

const median = (numbers: readonly number[]) => numbers.toSorted((x, y) => x - y)[Math.floor(numbers.length / 2)]

const measure = (start: Parameters<typeof epochReached>[0]) => {
  const runs = Array.from({ length: seeds }, (_, seed) => ({ seed, epoch: epochReached(start, seed) }))
  const reached = runs.flatMap(({ epoch }) => (epoch === undefined ? [] : [epoch]))
  return {
    share: reached.length / seeds,
    medianEpoch: median(reached),
    missed: runs.filter(({ epoch }) => epoch === undefined).map(({ seed }) => seed)
  }
}

test(
  'XOR is learnt from at least 95 of 100 seeds, and the share is written down',
  async () => {
    const result = {
      task: `XOR, dense(2, 3) tanh dense(3, 1) tanh, one example at a time in order, learning rate 0.1: error below ${bound} within ${epochs} epochs`,
      command: 'npm run check:long',
      seeds: { from: 0, to: seeds - 1 },
      starts: { glorotUniform: measure(starts.glorotUniform), normal: measure(starts.normal) }
    }
    mkdirSync(place(''), { recursive: true })
    writeFileSync(place('xor-seeds.json'), await format(JSON.stringify(result), { parser: 'json', printWidth: 120 }))
    expect(JSON.parse(readFileSync(place('xor-seeds.json'), 'utf8'))).toEqual(result)
    expect(result.starts.glorotUniform.share).toBeGreaterThan(0.95)
    expect(result.starts.normal.share).toBeGreaterThan(0.95)
  },
  60 * 60_000
)
