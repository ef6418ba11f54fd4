import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { fromNullable } from 'fp-ts/lib/Option.js'
import { filterMap, mapWithIndex } from 'fp-ts/lib/ReadonlyRecord.js'
import { chain, fromEither, of, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { writeCheckpoint } from '../../codec/checkpointFolder.js'
import { encodeCheckpoint, type Engine, evaluateOn, type History, trajectory, type UntypedLayer } from '../../index.js'
import { isPoolError, type Pool } from '../../distributed/Pool.js'
import { badData, type Failure } from '../Command.js'
import { type Display, type Progress } from '../Progress.js'
import { showError, showShare } from '../progressText.js'
import { type Terminal } from '../Terminal.js'
import { breather, notFinite } from '../watch.js'
import { beginning, type Begun, bestOf, better, keepsBest, runOf, standsAtBest } from './beginning.js'
import { bitsOfDistribution, distributed, type Distribution } from './distribution.js'
import { type Job, metricsFor } from './job.js'
import { type Settings } from './settings.js'

/** Why training ended: all epochs are done, `patience` epochs brought no improvement, or Ctrl-C was pressed. */
export type End = 'all' | 'patience' | 'interrupted'

export interface Trained extends Begun {
  readonly end: End
  /** Network for prediction, with statistics for the best parameters. */
  readonly network: UntypedLayer
  readonly seconds: number
}

/** Accuracy is measured on the rows for validation, if there are any. */
export const accuracyLabel = (row: History[number]): string =>
  row['validationLoss'] === undefined ? 'accuracy' : 'validation accuracy'

const shown = (row: History[number]): Progress['measures'] => {
  const { loss, validationLoss: validation, accuracy } = row
  const measured = { loss, validation, [accuracyLabel(row)]: accuracy }
  return pipe(
    measured,
    filterMap(fromNullable),
    mapWithIndex((name, value) => ({ value, show: name === accuracyLabel(row) ? showShare : showError }))
  )
}

export interface Plan {
  readonly job: Job
  readonly settings: Settings
  readonly engine: Engine
  /** Steps between two checks for Ctrl-C. */
  readonly stride: number
  /** Whether to resume from the last checkpoint. */
  readonly resume: boolean
  /** How the training is distributed over the pool. Default: it runs in this process. */
  readonly distribution?: Distribution | undefined
  readonly pool?: Pool | undefined
}

/** What a checkpoint holds. */
type Saved = Pick<Begun, 'state' | 'history'> & Pick<Trained, 'network'>

/**
 * Trains epoch by epoch. Measures and shows each epoch, and writes checkpoints if `--checkpoint` names a folder.
 *
 * Ctrl-C can interrupt an epoch. A run that resumes from any checkpoint ends with the same bits as one that was never interrupted.
 * The checkpoint of an interrupted epoch has the name of that epoch, and is replaced when the epoch is done.
 */
export const train =
  ({ job, settings, engine, stride, resume, distribution, pool }: Plan, display: Display) =>
  (terminal: Terminal): TaskEither<Failure, Trained> =>
  async () => {
    const run = { ...runOf(job, settings, engine), ...bitsOfDistribution(distribution) }
    const begun = await beginning(job, settings, run, resume)()
    if (isLeft(begun)) return begun
    const { learner, training, validation, loss, preparation } = job
    const { epochs, batch, patience, checkpoint, checkpointEvery, keep, optimizer } = settings
    const advice = `try a --learning-rate below ${optimizer.learningRate(0)}`
    const begin = terminal.seconds()
    const breathe = breather(begin)
    let { state, best } = begun.right
    const before = state.epoch
    if (resume && before === 0)
      terminal.writeError(`${checkpoint} holds no checkpoint: training starts from the beginning\n`)()
    const history = [...begun.right.history]
    const show = (row: History[number] = { ...history.at(-1), loss: state.loss }): void =>
      display.show({
        label: 'epoch',
        unit: 'epochs',
        before,
        done: state.epoch,
        total: epochs,
        measures: shown(row),
        seconds: terminal.seconds() - begin
      })()
    let leader = bestOf(history)
    let network = job.predicting(state.params)
    const evaluator = () => evaluateOn({ network, loss }, validation ?? training, metricsFor(preparation), { engine })
    let scores = evaluator()
    /** Updates the network for prediction. Recompiles the evaluator only if the network has changed. */
    const keepUp = (): void => {
      const last = network
      network = job.predicting(state.params)
      if (network !== last) scores = evaluator()
    }
    /** The last whole epoch that is the best, if its checkpoint is not written yet. */
    let unsaved: Saved | undefined
    const write = ({ network, state, history }: Saved): TaskEither<string, void> => {
      if (checkpoint === undefined) return of(undefined)
      const model = { network, params: state.params, loss, preparation }
      return pipe(
        fromEither(encodeCheckpoint({ model, optimizer: learner.optimizer, state, history, run })),
        chain(bytes =>
          writeCheckpoint(checkpoint, Math.ceil(state.epoch), bytes, { last: keep, best: leader?.['epoch'] ?? 0 })
        )
      )
    }
    /** Writes the checkpoint of the state, and before it the one of the best epoch, from which a resumed run takes its model. */
    const save = async (): Promise<Either<string, void>> => {
      const [best, now] = [unsaved, { network, state, history: [...history] }]
      unsaved = undefined
      const saved = best === undefined || best.state === state ? right(undefined) : await write(best)()
      return isLeft(saved) ? saved : write(now)()
    }
    const failed = (failure: Failure): Either<Failure, never> => (display.end(), left(failure))
    /** Depends only on the state and the history, so a resumed run ends at the same epoch as an uninterrupted one. */
    const isOver = (): End | undefined => {
      if (state.epoch >= epochs) return 'all'
      const waited = (history.at(-1)?.['epoch'] ?? 0) - (leader?.['epoch'] ?? 0)
      return waited >= (patience ?? Infinity) ? 'patience' : undefined
    }
    const plan = { batchSize: batch, stride, alsoEvery: Math.ceil(training.size / batch), from: state }
    const states =
      pool === undefined || distribution === undefined
        ? right(trajectory(learner, training, { ...plan, engine }))
        : distributed(pool, job, { ...plan, ...distribution }, engine.name, terminal)
    if (isLeft(states)) return states

    let end = isOver()
    if (end === undefined) {
      show({ loss: NaN })
      try {
        for await (state of states.right) {
          const { epoch, loss: trainingLoss } = state
          if (!Number.isFinite(trainingLoss)) return failed(notFinite('loss', state, advice))
          await breathe(terminal.seconds())
          const interrupted = terminal.interrupted()
          const isWhole = Number.isInteger(epoch)
          if (isWhole || interrupted) keepUp()
          if (isWhole) {
            const { loss: validationLoss = NaN, ...others } = scores(state)
            const held = validation === undefined ? {} : { validationLoss }
            const row = { epoch, loss: trainingLoss, ...held, ...others }
            history.push(row)
            leader = better(leader, row)
            if (leader === row && keepsBest(job, settings)) unsaved = { network, state, history: [...history] }
          }
          end = isOver() ?? (interrupted ? 'interrupted' : undefined)
          if (standsAtBest(job, settings, epoch, leader)) best = state.params
          if (end !== undefined) break
          if (isWhole && epoch % checkpointEvery === 0) {
            const saved = await save()
            if (isLeft(saved)) return failed(badData(saved.left))
          }
          // Shown only after it is saved, so that a kill loses no epoch that was shown.
          show()
        }
      } catch (error) {
        if (!isPoolError(error)) throw error
        if (!terminal.interrupted()) return failed(badData(error.message))
        end = 'interrupted'
        keepUp()
      }
      const saved = await save()
      if (isLeft(saved)) return failed(badData(saved.left))
      show()
    }
    display.end()
    if (best !== state.params) network = job.predicting(best)
    return right({ state, history, best, end: end ?? 'all', network, seconds: terminal.seconds() - begin })
  }
