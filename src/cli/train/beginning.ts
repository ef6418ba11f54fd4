import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { checkpointIn } from '../../codec/checkpointFolder.js'
import { type Checkpoint, type Engine, type History, initialState, type Params } from '../../index.js'
import { showDescription, type TrainingState } from '../../index.js'
import { type Failure } from '../Command.js'
import { bitsOf, type Kept, latest, readOwn } from './latest.js'
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
export const bestOf = (history: History): Row | undefined => history.reduce<Row | undefined>(better, undefined)

/** Whether the model gets the parameters of the best epoch: if it is measured on other rows, or with `--patience`. */
export const keepsBest = ({ validation }: Job, { patience }: Settings): boolean =>
  validation !== undefined || patience !== undefined

/** Whether the model gets the current parameters: those of the last epoch, unless it keeps an earlier one that is best. */
export const standsAtBest = (job: Job, settings: Settings, epoch: number, best: Row | undefined): boolean =>
  !keepsBest(job, settings) || best === undefined || best['epoch'] === epoch

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
  engine: bitsOf(name),
  data: digest
})

/** Starting point of a training run: the last checkpoint with `--resume`, if there is one, else epoch 0. */
export const beginning = (job: Job, settings: Settings, run: Kept, resume: boolean): TE.TaskEither<Failure, Begun> => {
  const { seed, checkpoint } = settings
  const { learner, from } = job
  const first = { ...initialState(learner, seed), ...(from && { params: from.params }) }
  const fromStart = TE.right({ state: first, history: [], best: first.params })
  if (checkpoint === undefined) return fromStart
  const resumed = (found: Checkpoint): TE.TaskEither<Failure, Begun> => {
    const { state, history } = found
    const best = bestOf(history)
    return pipe(
      standsAtBest(job, settings, state.epoch, best)
        ? TE.right(found)
        : readOwn(checkpointIn(checkpoint, best?.['epoch'] ?? 0), run),
      TE.map(({ state: { params } }) => ({ state, history, best: params }))
    )
  }
  return pipe(
    latest(checkpoint, run, resume),
    TE.chain(found => (found === undefined ? fromStart : resumed(found)))
  )
}
