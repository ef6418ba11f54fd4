/** Trains while a person looks on: shows every state, ends with Ctrl-C, and refuses numbers that are not finite. */
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { diverged, type Failure } from './Command.js'
import { jsonLines } from './displays.js'
import { type Display, type Measure, type Progress } from './Progress.js'
import { type Terminal } from './Terminal.js'

/** What has been reached at one moment. */
export interface Moment {
  /** Number of passes over the examples, the one in which the loss stopped being finite included. */
  readonly epoch: number
  readonly loss: number
}

export interface Training<S extends Moment> {
  /** It ends with the last epoch, or with the first loss that is not finite. */
  readonly states: Iterable<S>
  readonly epochs: number
  readonly barEach?: boolean
  /** What is shown of a state, by name; the loss first. */
  readonly measures: { readonly [name: string]: { readonly of: (state: S) => number; readonly show: Measure['show'] } }
  /** What to do about a loss that is not finite. */
  readonly advice: string
}

export interface Reached<S> {
  readonly state: S
  readonly seconds: number
}

/** Where progress goes: among the JSON lines, or where a person sees it. */
export const displayFor = (json: boolean, terminal: Terminal): Display =>
  json ? jsonLines(terminal.write)() : terminal.display

/** What is said on stderr beside the progress; nothing among JSON lines. */
export const aside = (json: boolean, terminal: Terminal): Terminal['writeError'] =>
  json ? () => () => undefined : terminal.writeError

/** In seconds: for a person it is at once. */
const atOnce = 0.02

/** Gives the event loop its turn where it had none for a while: keys are read then, and what was written gets out. */
export const breather = (begin: number): ((now: number) => Promise<void>) => {
  let last = begin
  return async now => {
    if (now - last < atOnce) return
    last = now
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** The last state. */
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

/** What is said of a loss that stopped being finite, and what to do about it. */
export const notFinite = (name: string, { loss, epoch }: Moment, advice: string): Failure =>
  diverged(`the ${name} must be finite, found ${loss} at epoch ${Math.ceil(epoch)}: ${advice}`)
