/** Trains while a person looks on: shows every state, ends with Ctrl-C, and refuses numbers that are not finite. */
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { isNone } from 'fp-ts/lib/Option.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { observe } from '../index.js'
import { type Failure } from './Command.js'
import { jsonLines } from './displays.js'
import { exitCode } from './exitCode.js'
import { type Display, type Measure, type Progress } from './Progress.js'
import { type Terminal } from './Terminal.js'

/** What has been reached at one moment. */
export interface Moment {
  /** How often all examples were seen, or are about to be where the loss stopped being finite. */
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

/** The last state. */
export const watch =
  <S extends Moment>({ states, epochs, barEach = false, measures, advice }: Training<S>, display: Display) =>
  (terminal: Terminal): TaskEither<Failure, Reached<S>> =>
  async () => {
    const begin = terminal.seconds()
    const show = (done: number, valueOf: (of: (state: S) => number) => number): void => {
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
        seconds: terminal.seconds() - begin
      }
      display.show(progress)()
    }
    show(0, () => NaN)
    const last = await observe((state: S) => () => {
      if (Number.isFinite(state.loss)) show(state.epoch, of => of(state))
      return !terminal.interrupted()
    })(states)()
    display.end()
    if (isNone(last)) throw new RangeError('Training has at least one state, found none')
    return finite(Object.keys(measures)[0] ?? 'loss', advice, {
      state: last.value,
      seconds: terminal.seconds() - begin
    })
  }

const finite = <S extends Moment>(name: string, advice: string, reached: Reached<S>): Either<Failure, Reached<S>> => {
  const { loss, epoch } = reached.state
  if (Number.isFinite(loss)) return right(reached)
  const line = `the ${name} must be finite, found ${loss} at epoch ${Math.ceil(epoch)}: ${advice}`
  return left({ code: exitCode.diverged, line })
}
