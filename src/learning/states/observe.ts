import { type IO } from 'fp-ts/lib/IO.js'
import { none, type Option, some } from 'fp-ts/lib/Option.js'
import { type Task } from 'fp-ts/lib/Task.js'
import { type States } from './States.js'

/**
 * Calls an observer with every state and returns a `Task` of the last state, or `none` if there are no states. Training ends
 * when an observer returns `false`. Between two states the event loop runs, on engines of both kinds, so key presses are
 * handled and pages are redrawn.
 *
 * @example
 * const training = pipe(
 *   trajectory(student, examples, { from: 1 }),
 *   observe(({ epoch, loss }) => () => {
 *     console.log(epoch, loss)
 *     return epoch < 100
 *   })
 * )
 */
export const observe =
  <S>(observer: (state: S) => IO<boolean>) =>
  (states: States<S>): Task<Option<S>> =>
  async () => {
    let reached: Option<S> = none
    for await (const state of states) {
      reached = some(state)
      if (!observer(state)()) break
      await new Promise(resolve => setTimeout(resolve, 0))
    }
    return reached
  }
