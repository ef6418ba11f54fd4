import { left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as R from 'fp-ts/lib/ReadonlyRecord.js'
import { chainEitherK, fromTask, map, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Task } from 'fp-ts/lib/Task.js'
import { diverged, type Failure } from './Command.js'
import { jsonLines } from './displays.js'
import { type Display, type Measure, type Progress } from './Progress.js'
import { type Terminal } from './Terminal.js'

/** A state of a training run. */
export interface Moment {
  /** Number of passes over the examples, including the pass in which the loss became NaN or infinite. */
  readonly epoch: number
  readonly loss: number
}

/** A training run to watch. */
export interface Training<S extends Moment> {
  /** Ends after the last epoch, or at the first loss that is NaN or infinite. */
  readonly states: Iterable<S>
  readonly epochs: number
  readonly barEach?: boolean
  /** Numbers to show of a state, by name; the loss first. */
  readonly measures: { readonly [name: string]: { readonly of: (state: S) => number; readonly show: Measure['show'] } }
  /** What to try if the loss becomes NaN or infinite. */
  readonly advice: string
}

/** Shows progress as JSON lines on stdout with `--json`, else on the terminal's display. */
export const displayFor = (json: boolean, terminal: Terminal): Display =>
  json ? jsonLines(terminal.write)() : terminal.display

/** Writes remarks to stderr; drops them with `--json`. */
export const aside = (json: boolean, terminal: Terminal): Terminal['writeError'] =>
  json ? () => () => undefined : terminal.writeError

/** Seconds that a person does not notice. */
const atOnce = 0.02

/** Yields to the event loop at most every 0.02 seconds, so that signals arrive and output is flushed. */
export const breather = (begin: number): ((now: number) => Promise<void>) => {
  let last = begin
  return async now => {
    if (now - last < atOnce) return
    last = now
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** Computes values one by one until the last one or Ctrl-C. Returns the seconds that it took. */
const each =
  <A>(values: Iterable<A>, visit: (value: A, seconds: number) => void, display: Display) =>
  (terminal: Terminal): Task<number> =>
  async () => {
    const begin = terminal.seconds()
    const breathe = breather(begin)
    for (const value of values) {
      const now = terminal.seconds()
      visit(value, now - begin)
      await breathe(now)
      if (terminal.interrupted()) break
    }
    display.end()
    return terminal.seconds() - begin
  }

/** Computes values one by one until the last one or Ctrl-C, and shows the progress after each. */
export const walk =
  <A>(
    values: Iterable<A>,
    progress: (done: number, last: A) => Omit<Progress, 'measures' | 'seconds'>,
    display: Display
  ) =>
  (terminal: Terminal): TaskEither<never, readonly A[]> => {
    const taken: A[] = []
    const visit = (value: A, seconds: number): void => {
      taken.push(value)
      display.show({ ...progress(taken.length, value), measures: {}, seconds })()
    }
    return pipe(
      fromTask(each(values, visit, display)(terminal)),
      map(() => taken)
    )
  }

/** Runs a training to its end or to Ctrl-C, shows every state and gives the last one. Fails if the loss becomes NaN or infinite. */
export const watch =
  <S extends Moment>({ states, epochs, barEach = false, measures, advice }: Training<S>, display: Display) =>
  (terminal: Terminal): TaskEither<Failure, { readonly state: S; readonly seconds: number }> => {
    const show = (seconds: number, state?: S): void =>
      display.show({
        label: 'epoch',
        unit: 'epochs',
        done: state?.epoch ?? 0,
        total: epochs,
        barEach,
        measures: pipe(
          measures,
          R.map(({ of, show }) => ({ value: state === undefined ? NaN : of(state), show }))
        ),
        seconds
      })()
    let last: S | undefined
    const visit = (state: S, seconds: number): void => {
      last = state
      if (Number.isFinite(state.loss)) show(seconds, state)
    }
    show(0)
    return pipe(
      fromTask(each(states, visit, display)(terminal)),
      chainEitherK(seconds => {
        if (last === undefined) throw new RangeError('Training has at least one state, found none')
        return Number.isFinite(last.loss)
          ? right({ state: last, seconds })
          : left(notFinite(Object.keys(measures)[0] ?? 'loss', last, advice))
      })
    )
  }

/** Failure for a loss that is NaN or infinite. */
export const notFinite = (name: string, { loss, epoch }: Moment, advice: string): Failure =>
  diverged(`the ${name} must be finite, found ${loss} at epoch ${Math.ceil(epoch)}: ${advice}`)
