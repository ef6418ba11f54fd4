/** `pullback text` in a process: a run that is killed or interrupted, and resumed, ends with the same bits. Run `npm run build` first. */
import { expect, test } from 'vitest'
import { killedAndResumed, text } from '../cli/killed.js'

test.each(['SIGKILL', 'SIGINT'] as const)('%s', { timeout: 120_000 }, async signal => {
  const delays = [60, 2, 250, 30, 150]
  let next = 0
  const outcome = await killedAndResumed(5, () => delays[next++ % delays.length] ?? 0, text, signal)
  expect(outcome).toMatchObject({ kills: 5, same: outcome.finished, older: 0 })
  expect(outcome.finished).toBeGreaterThan(0)
})
