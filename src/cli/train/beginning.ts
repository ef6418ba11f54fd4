/** Where a training begins: anew, or at the last checkpoint of the same training. */
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

/** What a training goes on from. */
export interface Begun {
  readonly state: TrainingState<Params>
  readonly history: History
  /** What a model is made of: the parameters of the best epoch where the training has patience, else of the last. */
  readonly best: Params
}

type Row = History[number]

/** The loss by which epochs are compared; one that is not a number is worse than all. */
const lossOf = (row: Row): number => row['validationLoss'] ?? row['loss'] ?? Infinity

/** The first of two epochs, unless the second is better. */
export const better = (one: Row | undefined, other: Row): Row =>
  one === undefined || lossOf(other) < lossOf(one) ? other : one

/** None before the first epoch is done. */
export const bestOf = (history: History): Row | undefined =>
  history.reduce<Row | undefined>((best, row) => better(best, row), undefined)

/** Whether a model is made of the parameters where training stands: it has no patience, or no epoch was better. */
export const standsAtBest = ({ patience }: Pick<Settings, 'patience'>, epoch: number, best: Row | undefined): boolean =>
  patience === undefined || best === undefined || best['epoch'] === epoch

/** Settings by name, as a checkpoint keeps them. */
type Kept = Readonly<Record<string, string>>

/** What decides on every bit. The engines eager and javascript agree in all of them. */
export const runOf = ({ network, loss, digest }: Job, settings: Settings, { name }: Engine): Kept => ({
  target: settings.target,
  categories: settings.categories.join(','),
  network: showDescription(network.description),
  loss: showDescription(loss.description),
  optimizer: showDescription(settings.optimizer.description),
  batch: String(settings.batch),
  validation: String(settings.validation),
  seed: String(settings.seed),
  engine: name === 'onnx' ? name : 'javascript or eager',
  data: digest
})

/** A checkpoint that belongs to these settings and these data. */
const belonging =
  (path: string, expected: Kept) =>
  (found: Checkpoint): Either<Failure, Checkpoint> => {
    const { run } = found
    const other = Object.keys(expected).find(name => run[name] !== expected[name])
    if (other === undefined) return right(found)
    return other === 'data'
      ? left(badData(`${path} is of other data than these`))
      : left(
          usage(
            `${path} is of a training with the ${other} ${JSON.stringify(run[other] ?? '')}, found ${JSON.stringify(expected[other])}`
          )
        )
  }

const read = (path: string, run: Kept): TaskEither<Failure, Checkpoint> =>
  pipe(readCheckpoint(path), TE.mapLeft(badData), TE.chainEitherK(belonging(path, run)))

/** Where training begins: at the last checkpoint if it is to be resumed, and there is one. */
export const beginning = (
  { learner }: Job,
  settings: Settings,
  run: Kept,
  resume: boolean
): TaskEither<Failure, Begun> => {
  const { seed, checkpoint } = settings
  const first = initialState(learner, seed)
  const anew = TE.right({ state: first, history: [], best: first.params })
  if (checkpoint === undefined) return anew
  const goOn = (last: string): TaskEither<Failure, Begun> =>
    pipe(
      read(last, run),
      TE.chain(found => {
        const { state, history } = found
        const best = bestOf(history)
        return pipe(
          standsAtBest(settings, state.epoch, best)
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
      if (last === undefined) return anew
      return resume
        ? goOn(last)
        : TE.left(
            usage(`${checkpoint} holds a training already: go on with it, --resume, or give another --checkpoint`)
          )
    })
  )
}
