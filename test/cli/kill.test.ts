/** Five kills; `npm run check:long` does two hundred. */
import { expect, test } from 'vitest'
import { killedAndResumed } from './killed.js'

test('a run that is killed and resumed five times ends with the same bits', { timeout: 120_000 }, async () => {
  const delays = [60, 2, 150, 30, 100]
  let next = 0
  const outcome = await killedAndResumed(5, () => delays[next++ % delays.length] ?? 0)
  expect(outcome).toEqual({
    kills: 5,
    finished: outcome.finished,
    same: outcome.finished,
    older: 0,
    amid: outcome.amid
  })
  expect(outcome.finished).toBeGreaterThan(0)
})
