/** Right pools keep the laws, also a hostile one. Wrong pools are rejected. */
import { evaluate } from 'fp-ts/lib/State.js'
import { Randoms, toArray } from 'pullback'
import { here, type Pool, threads } from 'pullback/distributed'
import { poolLaws, showReport, verifyLater } from 'pullback/laws'
import { describe, expect, test } from 'vitest'
import { wrongPools } from '../../laws/wrong/pools.js'
import { allDraws, draws } from '../draws.js'
import { hostile } from './hostile.js'
import { thread } from './thread.js'

const random = (seed: number): (() => number) => {
  const numbers = toArray(evaluate(Randoms.seed(seed))(Randoms.uniform()([10_000])))
  let next = 0
  return () => numbers[next++ % numbers.length] ?? 0
}

/** Few draws cannot cover every optimizer and schedule. In CI those on the pool `here` do. */
const laws = (pool: Pool) => poolLaws(pool).map(law => (allDraws && pool === here ? law : { ...law, mustReach: [] }))

test.each([
  ['here', here, 4, 200],
  ['threads', threads({ workers: 2, script: thread }), 2, 40],
  ['hostile', hostile(random(1)), 3, 40]
])('%s', { timeout: 300_000 }, async (_, pool, few, all) => {
  const report = await verifyLater(laws(pool), { runs: draws(few, all) })()
  expect(showReport(report)).not.toMatch(/[✗?]/)
})

describe('a wrong pool is rejected', () => {
  test.each(wrongPools)('one that $name, by the law "$rejectedBy"', async ({ make, rejectedBy }) => {
    const tried = poolLaws(make()).filter(({ name }) => name.endsWith(rejectedBy))
    const report = await verifyLater(tried, { runs: 30 })()
    expect(report.results.map(({ verdict }) => verdict)).toEqual(['fails'])
  })
})
