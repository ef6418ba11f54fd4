import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chain, fromEither, mapLeft, of, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { writeCheckpoint } from '../../codec/checkpointFolder.js'
import {
  batches,
  encodeCheckpoint,
  type Engine,
  eraseTypes,
  initialState,
  type Params,
  predictor,
  showDescription,
  toNumber,
  trajectory,
  type TrainingState
} from '../../index.js'
import { badData, type Failure } from '../Command.js'
import { type Display } from '../Progress.js'
import { showError } from '../progressText.js'
import { type Terminal } from '../Terminal.js'
import { bitsOf, type Kept, latest } from '../train/latest.js'
import { breather, notFinite } from '../watch.js'
import { type Lesson, one, type Settings, type Windows } from './lesson.js'
import { written } from './written.js'

export interface Plan {
  readonly lesson: Lesson
  readonly settings: Settings
  readonly engine: Engine
  /** Steps between two checks for Ctrl-C. */
  readonly stride: number
  /** Minutes after which training ends. Infinite: no limit. */
  readonly minutes: number
  readonly checkpoint: string | undefined
  readonly resume: boolean
}

/** Why training ended: all steps are done, the minutes are over, or Ctrl-C was pressed. */
export type End = 'all' | 'minutes' | 'interrupted'

export interface Trained {
  readonly state: TrainingState<Params>
  readonly end: End
  /** Mean loss per held-out character or byte, in nats. */
  readonly heldOut: number
  readonly seconds: number
}

/** Number of measurements and samples of a run. */
const measurements = 10

/** Number of characters or bytes of a sample. */
const sampleLength = 120

export const bits = (nats: number): number => nats / Math.LN2

/** Mean loss of examples as a function of the parameters. Runs batch by batch, because logits of long texts need much memory. */
const lossOn = ({ learner: { network, loss } }: Lesson, examples: Windows, batch: number, engine: Engine) => {
  const at = predictor(network, engine)
  const parts = batches(batch)(examples)
  return (params: Params): number => {
    const forward = at(params)
    return parts.reduce((sum, [input, target], i) => {
      const size = Math.min(batch, examples.size - i * batch)
      return sum + (toNumber(loss.value(forward(input), target)) * size) / examples.size
    }, 0)
  }
}

/** The settings that a resumed run must share. They determine every bit of the result. */
const runOf = (
  { learner, digest }: Lesson,
  { tokens, context, steps, batch, seed }: Settings,
  { name }: Engine
): Kept => ({
  network: showDescription(learner.network.description),
  tokens,
  context: String(context),
  steps: String(steps),
  batch: String(batch),
  seed: String(seed),
  engine: bitsOf(name),
  data: digest
})

/**
 * Trains step by step. Measures the held-out loss, writes a sample and a checkpoint ten times in a run.
 *
 * A run that resumes from any checkpoint ends with the same bits as one that was never interrupted.
 */
export const train =
  ({ lesson, settings, engine, stride, minutes, checkpoint, resume }: Plan, display: Display, tell: Tell) =>
  (terminal: Terminal): TaskEither<Failure, Trained> =>
  async () => {
    const { learner, training, vocabulary } = lesson
    const { tokens, steps, batch, seed } = settings
    const run = runOf(lesson, settings, engine)
    const found = await (checkpoint === undefined ? of(undefined) : latest(checkpoint, run, resume))()
    if (isLeft(found)) return found
    if (resume && found.right === undefined)
      terminal.writeError(`${checkpoint} holds no checkpoint: training starts from the beginning\n`)()
    let state = found.right?.state ?? initialState(learner, seed)
    const before = state.step
    const begin = terminal.seconds()
    const breathe = breather(begin)
    const measure = lossOn(lesson, lesson.sample, batch, engine)
    let heldOut = NaN
    let losses: readonly number[] = []
    const progress = (now: number): void =>
      display.show({
        label: 'step',
        unit: 'steps',
        before,
        done: state.step,
        total: steps,
        measures: {
          loss: { value: losses.reduce((sum, loss) => sum + loss, 0) / losses.length, show: showError },
          'held-out': { value: heldOut, show: showError },
          [`bits/${one[tokens]}`]: { value: bits(heldOut), show: showError }
        },
        seconds: now - begin
      })()
    const save = (): TaskEither<string, void> =>
      checkpoint === undefined
        ? of(undefined)
        : pipe(
            fromEither(
              encodeCheckpoint({
                model: { network: eraseTypes(learner.network), params: state.params, loss: learner.loss, vocabulary },
                optimizer: learner.optimizer,
                state,
                history: [],
                run
              })
            ),
            chain(bytes => writeCheckpoint(checkpoint, Math.ceil(state.epoch), bytes, { last: 1, best: 0 }))
          )
    const failed = (failure: Failure): Either<Failure, never> => (display.end(), left(failure))
    const part = (): number => Math.floor((state.step * measurements) / steps)
    let end: End = 'all'
    if (state.step < steps) {
      progress(begin)
      let last = part()
      for (state of trajectory(learner, training, {
        batchSize: batch,
        stride,
        alsoEvery: steps,
        engine,
        from: state
      })) {
        if (!Number.isFinite(state.loss)) return failed(notFinite('loss', state, 'try another --seed'))
        losses = [...losses, state.stepLoss].slice(-100)
        const now = terminal.seconds()
        await breathe(now)
        const isOver = state.step >= steps
        if (terminal.interrupted() && !isOver) end = 'interrupted'
        else if (now - begin >= 60 * minutes && !isOver) end = 'minutes'
        const ends = isOver || end !== 'all'
        if (part() > last || ends) {
          last = part()
          heldOut = measure(state.params)
          const saved = await pipe(save(), mapLeft(badData))()
          if (isLeft(saved)) return failed(saved.left)
          // Shown only after it is saved, so that a kill loses no step that was shown.
          progress(terminal.seconds())
          display.end()
          if (!ends) tell(state.step, written(lesson, state.params, sampleLength, seed))
        } else progress(now)
        if (ends) break
      }
    }
    display.end()
    const seconds = terminal.seconds() - begin
    // After Ctrl-C, measuring all held-out sequences would take too long.
    const all = end === 'interrupted' ? heldOut : lossOn(lesson, lesson.heldOut, batch, engine)(state.params)
    return right({ state, end, heldOut: all, seconds })
  }

/** Shows a text that the network has written after some steps. */
export type Tell = (step: number, text: string) => void
