/** What consumes and transforms a sequence of states. */
import { type IO } from 'fp-ts/lib/IO.js'
import { isNone, none, type Option, some } from 'fp-ts/lib/Option.js'
import { type Task } from 'fp-ts/lib/Task.js'
import { positiveInteger, wholeNumber } from '../../tensor/range.js'

/**
 * The first n states.
 *
 * @throws RangeError if n is not a whole number of at least 0
 */
export const take = (n: number): (<S>(states: Iterable<S>) => Iterable<S>) => {
  wholeNumber('take: n', n)
  return states => ({
    *[Symbol.iterator]() {
      if (n < 1) return
      let taken = 0
      for (const state of states) {
        yield state
        if (++taken === n) return
      }
    }
  })
}

/** Up to the first state that satisfies, which is included. */
export const until =
  <S>(satisfies: (state: S) => boolean) =>
  (states: Iterable<S>): Iterable<S> => ({
    *[Symbol.iterator]() {
      for (const state of states) {
        yield state
        if (satisfies(state)) return
      }
    }
  })

/** The last state. */
export const last = <S>(states: Iterable<S>): Option<S> => {
  let found: Option<S> = none
  for (const state of states) found = some(state)
  return found
}

/**
 * The state after n strides, or an earlier one whose loss is no longer finite.
 *
 * @throws RangeError if n is not a positive integer
 */
export const train = (n: number): (<S>(states: Iterable<S>) => S) => {
  positiveInteger('train: n', n)
  return states => {
    const reached = last(take(n)(states))
    if (isNone(reached)) throw new RangeError('A trajectory has at least one state, found none')
    return reached.value
  }
}

/**
 * Shows every state to an observer and gives the last one. Between two states the event loop gets its turn, so that keys
 * are read and pages drawn. An observer that answers `false` ends it.
 */
export const observe =
  <S>(observer: (state: S) => IO<boolean>) =>
  (states: Iterable<S>): Task<Option<S>> =>
  async () => {
    let found: Option<S> = none
    for (const state of states) {
      found = some(state)
      if (!observer(state)()) break
      await new Promise(resolve => setTimeout(resolve, 0))
    }
    return found
  }
