/** Where a training begins: anew, or at the last checkpoint of the same training. */
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { type Checkpoint, decodeCheckpoint, type History } from '../../codec/checkpoint.js'
import { lastCheckpoint } from '../../codec/checkpointFolder.js'
import { readBytes } from '../../codec/file.js'
import { type Engine, type Params, showDescription, start, type TrainingState } from '../../index.js'
import { badData, type Failure, usage } from '../Command.js'
import { type Job } from './job.js'
import { type Settings } from './settings.js'

/** What a training goes on from. */
export interface Begun {
  readonly state: TrainingState<Params>
  readonly history: History
}

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
export const beginning = async (
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
