/** Every schedule and some compositions. */
import { pipe } from 'fp-ts/lib/function.js'
import { type Schedule, Schedules } from 'pullback'

const { constant, cosine, exponential, oneCycle, stepDecay, switchAfter, times, warmUp } = Schedules

export const everySchedule: readonly (readonly [name: string, schedule: Schedule])[] = [
  ['constant', constant(0.1)],
  ['stepDecay', stepDecay(0.1, 0.5, 3)],
  ['exponential', exponential(0.1, 0.9)],
  ['cosine', cosine(0.1, 20, 0.001)],
  ['oneCycle', oneCycle(0.1, 30)],
  ['warmUp', pipe(cosine(0.1, 10), warmUp(5))],
  ['switchAfter', pipe(constant(0.1), switchAfter(7, exponential(0.1, 0.5)))],
  ['times', pipe(constant(-0), times(3))]
]
