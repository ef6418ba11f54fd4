import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
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

/** The last state of a run, and the time it took. */
export interface Reached<S> {
  readonly state: S
  readonly seconds: number
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

/** Takes steps until the last one or Ctrl-C, and shows the progress after each. */
export const walk =
  <S, A>(
    steps: Iterable<S>,
    take: (step: S) => A,
    progress: (done: number, step: S) => Omit<Progress, 'measures' | 'seconds'>,
    display: Display
  ) =>
  (terminal: Terminal): TaskEither<never, readonly A[]> =>
  async () => {
    const begin = terminal.seconds()
    const breathe = breather(begin)
    const taken: A[] = []
    for (const step of steps) {
      if (terminal.interrupted()) break
      taken.push(take(step))
      const now = terminal.seconds()
      display.show({ ...progress(taken.length, step), measures: {}, seconds: now - begin })()
      await breathe(now)
    }
    display.end()
    return right(taken)
  }

/** Runs a training to its end or to Ctrl-C and shows every state. Fails if the loss becomes NaN or infinite. */
export const watch =
  <S extends Moment>({ states, epochs, barEach = false, measures, advice }: Training<S>, display: Display) =>
  (terminal: Terminal): TaskEither<Failure, Reached<S>> =>
  async () => {
    const begin = terminal.seconds()
    const show = (now: number, done: number, valueOf: (of: (state: S) => number) => number): void => {
      const values = Object.entries(measures).map(
        ([name, { of, show }]) => [name, { value: valueOf(of), show }] as const
      )
      const progress: Progress = {
        label: 'epoch',
        unit: 'epochs',
        done,
        total: epochs,
        barEach,
        measures: Object.fromEntries(values),
        seconds: now - begin
      }
      display.show(progress)()
    }
    show(terminal.seconds(), 0, () => NaN)
    const breathe = breather(begin)
    let last: S | undefined
    for (const state of states) {
      last = state
      const now = terminal.seconds()
      if (Number.isFinite(state.loss)) show(now, state.epoch, of => of(state))
      await breathe(now)
      if (terminal.interrupted()) break
    }
    display.end()
    if (last === undefined) throw new RangeError('Training has at least one state, found none')
    return finite(Object.keys(measures)[0] ?? 'loss', advice, { state: last, seconds: terminal.seconds() - begin })
  }

const finite = <S extends Moment>(name: string, advice: string, reached: Reached<S>): Either<Failure, Reached<S>> =>
  Number.isFinite(reached.state.loss) ? right(reached) : left(notFinite(name, reached.state, advice))

/** Failure for a loss that is NaN or infinite. */
export const notFinite = (name: string, { loss, epoch }: Moment, advice: string): Failure =>
  diverged(`the ${name} must be finite, found ${loss} at epoch ${Math.ceil(epoch)}: ${advice}`)
