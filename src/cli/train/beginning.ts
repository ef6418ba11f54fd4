import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Checkpoint, type History } from '../../codec/checkpoint.js'
import { checkpointIn, lastCheckpoint, readCheckpoint } from '../../codec/checkpointFolder.js'
import { type Engine, type Params, showDescription, initialState, type TrainingState } from '../../index.js'
import { badData, type Failure, usage } from '../Command.js'
import { type Job } from './job.js'
import { type Settings } from './settings.js'

/** Starting point of a training run. */
export interface Begun {
  readonly state: TrainingState<Params>
  readonly history: History
  /** Parameters for the model: those of the best epoch with `--patience`, else those of the last one. */
  readonly best: Params
}

type Row = History[number]

/** The loss that decides which epoch is best: the validation loss if there is one. A missing loss is the worst. */
const lossOf = (row: Row): number => row['validationLoss'] ?? row['loss'] ?? Infinity

/** The better of two epochs; the first one in a tie. */
export const better = (one: Row | undefined, other: Row): Row =>
  one === undefined || lossOf(other) < lossOf(one) ? other : one

/** The best epoch; `undefined` before the first one is done. */
export const bestOf = (history: History): Row | undefined =>
  history.reduce<Row | undefined>((best, row) => better(best, row), undefined)

/** Whether the model gets the parameters of the best epoch: if it is measured on other rows, or with `--patience`. */
export const keepsBest = ({ validation }: Job, { patience }: Settings): boolean =>
  validation !== undefined || patience !== undefined

/** Whether the model gets the current parameters: those of the last epoch, unless it keeps an earlier one that is best. */
export const standsAtBest = (job: Job, settings: Settings, epoch: number, best: Row | undefined): boolean =>
  !keepsBest(job, settings) || best === undefined || best['epoch'] === epoch

/** Settings by name, as a checkpoint stores them. */
type Kept = Readonly<Record<string, string>>

/**
 * The settings that a resumed run must share. With the same number of epochs and learning rate, they determine every bit of the result.
 * The engines eager and javascript agree bit for bit; onnx and wasm compute in float32.
 */
export const runOf = ({ network, loss, digest }: Job, settings: Settings, { name }: Engine): Kept => ({
  target: settings.target,
  categories: (settings.categories ?? []).join(','),
  missing: settings.fill ?? '',
  classWeights: settings.classWeights,
  network: showDescription(network.description),
  loss: showDescription(loss.description),
  optimizer: showDescription(settings.optimizer.direction.description),
  batch: String(settings.batch),
  validation: String(settings.validation ?? 'auto'),
  from: settings.from ?? '',
  seed: String(settings.seed),
  engine: name === 'onnx' || name === 'wasm' ? name : 'javascript or eager',
  data: digest
})

/** Rejects a checkpoint of other settings or other data. */
const belonging =
  (path: string, expected: Kept) =>
  (found: Checkpoint): Either<Failure, Checkpoint> => {
    const { run } = found
    const other = Object.keys(expected).find(name => (run[name] ?? '') !== expected[name])
    if (other === undefined) return right(found)
    return other === 'data'
      ? left(badData(`${path} was written for other data: choose another --checkpoint folder`))
      : left(
          usage(
            `${path} was written with ${other} ${JSON.stringify(run[other] ?? '')}, this run has ${JSON.stringify(expected[other])}: use the same, or another --checkpoint folder`
          )
        )
  }

const read = (path: string, run: Kept): TaskEither<Failure, Checkpoint> =>
  pipe(readCheckpoint(path), TE.mapLeft(badData), TE.chainEitherK(belonging(path, run)))

/** Starting point of a training run: the last checkpoint with `--resume`, if there is one, else epoch 0. */
export const beginning = (job: Job, settings: Settings, run: Kept, resume: boolean): TaskEither<Failure, Begun> => {
  const { seed, checkpoint } = settings
  const { learner, from } = job
  const fresh = initialState(learner, seed)
  const first = from === undefined ? fresh : { ...fresh, params: from.params }
  const fromStart = TE.right({ state: first, history: [], best: first.params })
  if (checkpoint === undefined) return fromStart
  const resumed = (last: string): TaskEither<Failure, Begun> =>
    pipe(
      read(last, run),
      TE.chain(found => {
        const { state, history } = found
        const best = bestOf(history)
        return pipe(
          standsAtBest(job, settings, state.epoch, best)
            ? TE.right(found)
            : read(checkpointIn(checkpoint, best?.['epoch'] ?? 0), run),
          TE.map(({ state: { params } }) => ({ state, history, best: params }))
        )
      })
    )
  return pipe(
    lastCheckpoint(checkpoint),
    TE.mapLeft(badData),
    TE.chain(last => {
      if (last === undefined) return fromStart
      return resume
        ? resumed(last)
        : TE.left(
            usage(
              `${checkpoint} already holds checkpoints: add --resume to continue, or choose another --checkpoint folder`
            )
          )
    })
  )
}
