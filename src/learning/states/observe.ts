import { type IO } from 'fp-ts/lib/IO.js'
import { none, type Option, some } from 'fp-ts/lib/Option.js'
import { type Task } from 'fp-ts/lib/Task.js'
import { type States } from './States.js'

/**
 * Shows every state to an observer, and gives the last one. An observer that answers `false` ends the training. Between two
 * states the event loop runs, so that keys are read and pages drawn, on engines of both kinds.
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
