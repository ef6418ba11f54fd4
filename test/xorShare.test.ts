/** Rechecks docs/results/xor-seeds.json, which covers 1,000 seeds, for some of them. `npm run check:long` measures all. */
import { readFileSync } from 'node:fs'
import { isLeft } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, test } from 'vitest'
import { epochReached, starts } from './long/xorRun.js'

const Measured = t.type({ share: t.number, medianEpoch: t.number, missed: t.array(t.number) })
const Result = t.type({
  seeds: t.type({ from: t.literal(0), to: t.number }),
  starts: t.type({ glorotUniform: Measured, normal: Measured })
})

const decoded = Result.decode(
  JSON.parse(readFileSync(new URL('../docs/results/xor-seeds.json', import.meta.url), 'utf8'))
)
if (isLeft(decoded)) throw new Error('docs/results/xor-seeds.json is not what `npm run check:long` writes')
const { seeds, starts: measured } = decoded.right

describe.each(['glorotUniform', 'normal'] as const)('%s', start => {
  const { share, missed } = measured[start]

  test('the recorded share is that of the recorded seeds', () => {
    expect(share).toBe(1 - missed.length / (seeds.to + 1))
  })

  test('seeds that reach the bound, and seeds that do not', () => {
    const reach = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter(seed => !missed.includes(seed))
    expect(reach.filter(seed => epochReached(starts[start], seed) === undefined)).toEqual([])
    expect(missed.slice(0, 2).filter(seed => epochReached(starts[start], seed) !== undefined)).toEqual([])
  })
})
