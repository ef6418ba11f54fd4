/**
 * Trains epoch by epoch: measures, shows, and writes a checkpoint after each where a folder is given. It can be interrupted
 * within an epoch, and goes on from any checkpoint to the same bits. The checkpoint of an epoch that was interrupted has the
 * name of that epoch, and is replaced when the epoch is done.
 */
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { chain, fromEither, of, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, type History } from '../../codec/checkpoint.js'
import { lastCheckpoint, writeCheckpoint } from '../../codec/checkpointFolder.js'
import { readBytes } from '../../codec/file.js'
import { type Engine, evaluateOn, type Params, start, trajectory, type TrainingState } from '../../index.js'
import { badData, type Failure, usage } from '../Command.js'
import { exitCode } from '../exitCode.js'
import { type Display } from '../Progress.js'
import { showError, showShare } from '../progressText.js'
import { type Terminal } from '../Terminal.js'
import { breather } from '../watch.js'
import { type Job, metricsFor } from './job.js'
import { decisive, type Settings } from './settings.js'

export interface Trained {
  readonly state: TrainingState<Params>
  readonly history: History
  readonly seconds: number
}

type Begun = Pick<Trained, 'state' | 'history'>

/** Settings by name, as a checkpoint keeps them. */
type Kept = Readonly<Record<string, string>>

/** What decides on every bit. The engines eager and javascript agree in all of them. */
const runOf = ({ digest }: Job, settings: Settings, { name }: Engine): Kept => ({
  ...decisive(settings),
  engine: name === 'onnx' ? name : 'javascript or eager',
  data: digest
})

/** A checkpoint that belongs to these settings and these data. */
const belonging = (path: string, { run, state, history }: Checkpoint, expected: Kept): Either<Failure, Begun> => {
  const other = Object.keys(expected).find(name => run[name] !== expected[name])
  if (other === undefined) return right({ state, history })
  return other === 'data'
    ? left(badData(`${path} is of other data than these`))
    : left(
        usage(
          `${path} is of a training with the ${other} ${JSON.stringify(run[other] ?? '')}, found ${JSON.stringify(expected[other])}`
        )
      )
}

/** Where training begins: at the last checkpoint if it is to be resumed, and there is one. */
const beginning = async (
  { learner }: Job,
  { seed, checkpoint }: Settings,
  run: Kept,
  resume: boolean
): Promise<Either<Failure, Begun>> => {
  const begin = right({ state: start(learner, seed), history: [] })
  if (checkpoint === undefined) return begin
  const last = await lastCheckpoint(checkpoint)()
  if (isLeft(last)) return left(badData(last.left))
  const path = last.right
  if (path === undefined) return begin
  if (!resume)
    return left(usage(`${checkpoint} holds a training already: go on with it, --resume, or give another --checkpoint`))
  const bytes = await readBytes(path)()
  if (isLeft(bytes)) return left(badData(bytes.left))
  const decoded = decodeCheckpoint(bytes.right)
  return isLeft(decoded) ? left(badData(`${path}: ${decoded.left}`)) : belonging(path, decoded.right, run)
}

/** The loss by which checkpoints are compared. */
const lossOf = (row: History[number]): number => row['validationLoss'] ?? row['loss'] ?? NaN

const bestEpoch = (history: History): number => {
  const losses = history.map(lossOf)
  return history[losses.indexOf(Math.min(...losses))]?.['epoch'] ?? 0
}

const measures = {
  loss: { name: 'loss', show: showError },
  validationLoss: { name: 'validation', show: showError },
  accuracy: { name: 'accuracy', show: showShare }
} as const

const shown = (row: History[number]) =>
  Object.fromEntries(
    Object.entries(measures).flatMap(([key, { name, show }]) => {
      const value = row[key]
      return value === undefined ? [] : [[name, { value, show }]]
    })
  )

export interface Plan {
  readonly job: Job
  readonly settings: Settings
  readonly engine: Engine
  /** Steps between two looks at the keys. */
  readonly stride: number
  /** Whether to go on from the last checkpoint. */
  readonly resume: boolean
}

export const train =
  ({ job, settings, engine, stride, resume }: Plan, display: Display) =>
  (terminal: Terminal): TaskEither<Failure, Trained> =>
  async () => {
    const run = runOf(job, settings, engine)
    const begun = await beginning(job, settings, run, resume)
    if (isLeft(begun)) return begun
    const { learner, training, validation, network, loss, preparation } = job
    const { epochs, batch, checkpoint, keep } = settings
    const scores = evaluateOn(learner, validation ?? training, metricsFor(preparation), { engine })
    const begin = terminal.seconds()
    const breathe = breather(begin)
    const progress = (seconds: number, epoch: number, row: History[number]): void =>
      display.show({ label: 'epoch', unit: 'epochs', done: epoch, total: epochs, measures: shown(row), seconds })()

    let { state, history } = begun.right
    const failed = (failure: Failure): Either<Failure, never> => (display.end(), left(failure))
    const save = (): TaskEither<string, void> => {
      if (checkpoint === undefined) return of(undefined)
      const model = { network, params: state.params, loss, preparation }
      return pipe(
        fromEither(encodeCheckpoint({ model, optimizer: learner.optimizer, state, history, run })),
        chain(bytes =>
          writeCheckpoint(checkpoint, Math.ceil(state.epoch), bytes, { last: keep, best: bestEpoch(history) })
        )
      )
    }
    const plan = {
      batchSize: batch,
      stride,
      alsoEvery: Math.ceil(training.size / batch),
      engine,
      from: state
    }
    progress(0, state.epoch, { loss: NaN })
    if (state.epoch < epochs)
      for (state of trajectory(learner, training, plan)) {
        const { epoch, loss: trainingLoss } = state
        if (!Number.isFinite(trainingLoss)) {
          const advice = `try a --learning-rate below ${settings.learningRate}`
          const line = `the loss must be finite, found ${trainingLoss} at epoch ${Math.ceil(epoch)}: ${advice}`
          return failed({ code: exitCode.diverged, line })
        }
        const isWhole = Number.isInteger(epoch)
        if (isWhole) {
          const { loss: validationLoss = NaN, ...others } = scores(state)
          const held = validation === undefined ? {} : { validationLoss }
          history = [...history, { epoch, loss: trainingLoss, ...held, ...others }]
        }
        const now = terminal.seconds()
        await breathe(now)
        const interrupted = terminal.interrupted()
        if (isWhole || interrupted) {
          const saved = await save()()
          if (isLeft(saved)) return failed(badData(saved.left))
        }
        // Not before it is saved: what was told is never lost.
        progress(now - begin, epoch, { ...history.at(-1), loss: trainingLoss })
        if (epoch >= epochs || interrupted) break
      }
    display.end()
    return right({ state, history, seconds: terminal.seconds() - begin })
  }
