/**
 * Trains epoch by epoch: measures, shows, and writes a checkpoint after each where a folder is given. Between two epochs it
 * can be interrupted, and from any checkpoint it goes on to the same bits.
 */
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, type History } from '../../codec/checkpoint.js'
import { lastCheckpoint, writeCheckpoint } from '../../codec/checkpointFolder.js'
import { readBytes } from '../../codec/file.js'
import { evaluateOn, type Params, start, trajectory, type TrainingState } from '../../index.js'
import { type Failure } from '../Command.js'
import { exitCode } from '../exitCode.js'
import { type Display } from '../Progress.js'
import { showError, showShare } from '../progressText.js'
import { type Terminal } from '../Terminal.js'
import { type Job, metricsFor } from './job.js'
import { decisive, type Settings } from './settings.js'

export interface Trained {
  readonly state: TrainingState<Params>
  readonly history: History
  readonly seconds: number
}

type Begun = Pick<Trained, 'state' | 'history'>

const settingsOf = (job: Job, settings: Settings): Readonly<Record<string, string>> => ({
  ...decisive(settings),
  data: job.digest
})

/** A checkpoint that belongs to these settings and these data. */
const belonging = (
  path: string,
  { run, state, history }: Checkpoint,
  expected: Readonly<Record<string, string>>
): Either<Failure, Begun> => {
  const other = Object.keys(expected).find(name => run[name] !== expected[name])
  if (other === undefined) return right({ state, history })
  return other === 'data'
    ? left({ code: exitCode.badData, line: `${path} is of other data than these` })
    : left({
        code: exitCode.usage,
        line: `${path} is of a training with the ${other} ${JSON.stringify(run[other] ?? '')}, found ${JSON.stringify(expected[other])}`
      })
}

/** Where training begins: at the last checkpoint if it is to be resumed, and there is one. */
const beginning = async (job: Job, settings: Settings, resume: boolean): Promise<Either<Failure, Begun>> => {
  const begin = right({ state: start(job.learner, settings.seed), history: [] })
  const { checkpoint } = settings
  if (checkpoint === undefined) return begin
  const badData = (line: string): Either<Failure, never> => left({ code: exitCode.badData, line })
  const last = await lastCheckpoint(checkpoint)()
  if (isLeft(last)) return badData(last.left)
  const path = last.right
  if (path === undefined) return begin
  if (!resume)
    return left({
      code: exitCode.usage,
      line: `${checkpoint} holds a training already: go on with it, --resume, or give another --checkpoint`
    })
  const bytes = await readBytes(path)()
  if (isLeft(bytes)) return badData(bytes.left)
  const decoded = decodeCheckpoint(bytes.right)
  return isLeft(decoded)
    ? badData(`${path}: ${decoded.left}`)
    : belonging(path, decoded.right, settingsOf(job, settings))
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

export const train =
  (job: Job, settings: Settings, resume: boolean, display: Display) =>
  (terminal: Terminal): TaskEither<Failure, Trained> =>
  async () => {
    const begun = await beginning(job, settings, resume)
    if (isLeft(begun)) return begun
    const { learner, training, validation, network, loss, preparation } = job
    const { epochs, batch, checkpoint, keep } = settings
    const scores = evaluateOn(learner, validation ?? training, metricsFor(preparation))
    const since = terminal.seconds()
    const seconds = (): number => terminal.seconds() - since
    const progress = (epoch: number, row: History[number]): void =>
      display.show({
        label: 'epoch',
        unit: 'epochs',
        done: epoch,
        total: epochs,
        measures: shown(row),
        seconds: seconds()
      })()

    let { state, history } = begun.right
    progress(state.epoch, { loss: NaN })
    if (state.epoch < epochs)
      for (state of trajectory(learner, training, { batchSize: batch, from: state })) {
        const { epoch, loss: trainingLoss } = state
        if (!Number.isFinite(trainingLoss)) {
          display.end()
          const advice = `try a --learning-rate below ${settings.learningRate}`
          return left({
            code: exitCode.diverged,
            line: `the loss must be finite, found ${trainingLoss} at epoch ${Math.ceil(epoch)}: ${advice}`
          })
        }
        const { loss: validationLoss, ...others } = scores(state)
        const row = { epoch, loss: trainingLoss, ...(validation === undefined ? {} : { validationLoss }), ...others }
        history = [...history, row]
        if (checkpoint !== undefined) {
          const model = { network, params: state.params, loss, preparation }
          const run = settingsOf(job, settings)
          const bytes = encodeCheckpoint({ model, optimizer: learner.optimizer, state, history, run })
          const written = isLeft(bytes)
            ? bytes
            : await writeCheckpoint(checkpoint, epoch, bytes.right, { last: keep, best: bestEpoch(history) })()
          if (isLeft(written)) {
            display.end()
            return left({ code: exitCode.badData, line: written.left })
          }
        }
        progress(epoch, row)
        await new Promise(resolve => setTimeout(resolve, 0))
        if (epoch >= epochs || terminal.interrupted()) break
      }
    display.end()
    return right({ state, history, seconds: seconds() })
  }
