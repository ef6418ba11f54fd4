/** Training is killed at 200 random moments and resumed each time. Run `npm run build` first. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { killedAndResumed } from '../cli/killed.js'

test('training that is killed and resumed ends with the same bits', { timeout: 1_800_000 }, async () => {
  const outcome = await killedAndResumed(200, () => Math.random() * 400)
  mkdirSync('docs/results', { recursive: true })
  writeFileSync('docs/results/killed.json', `${JSON.stringify(outcome, null, 2)}\n`)
  expect(outcome).toMatchObject({ kills: 200, older: 0, same: outcome.finished })
  // Without a kill the test would prove nothing.
  expect(outcome.amid).toBeGreaterThan(50)
})
