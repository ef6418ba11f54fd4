import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { access } from 'node:fs/promises'
import { type Pool } from '../../distributed/Pool.js'
import { lossOf, type Point, type Sweep, trainWork, type Trial } from '../../distributed/train.js'
import { writeModel } from '../../files.js'
import { badData, type Failure } from '../Command.js'
import { inLanes } from '../lanes.js'
import { showError } from '../progressText.js'
import { type Terminal } from '../Terminal.js'
import { engineOf } from '../train/distribution.js'
import { type Job } from '../train/job.js'
import { type Settings } from '../train/settings.js'
import { displayFor } from '../watch.js'
import { type Combination } from './grid.js'
import { addResult, type Row } from './results.js'

/** A combination with everything that its trials need. */
export interface Prepared {
  readonly combination: Combination
  readonly job: Job
  readonly point: Point
}

/** A trial that is done, now or in an earlier run. */
export interface Done {
  readonly prepared: Prepared
  readonly seed: number
  readonly row: Row
}

/** The name of a trial in the file of results. */
const nameOf = (
  { combination, job }: Prepared,
  { epochs, patience, loss }: Settings,
  engine: string,
  seed: number
): string =>
  JSON.stringify([combination, seed, epochs, patience ?? null, loss?.description.kind ?? null, engine, job.digest])

interface Asked {
  readonly seeds: number
  readonly json: boolean
  readonly results: string | undefined
  readonly redis: boolean
  readonly threads: number | undefined
}

/** Trials that need not run again: all, without the best one if the file of its model is not there. */
const withModel = async (
  known: ReadonlyMap<string, Row>,
  out: string | undefined
): Promise<ReadonlyMap<string, Row>> => {
  const isThere =
    out === undefined ||
    (await access(out).then(
      () => true,
      () => false
    ))
  const [best] = [...known.values()].toSorted((one, other) => lossOf(one) - lossOf(other))
  return isThere ? known : new Map([...known].filter(([, row]) => row !== best))
}

/** The trials of a sweep, and the results of earlier runs. */
interface Plan {
  readonly settings: Settings
  readonly prepared: readonly Prepared[]
  readonly before: readonly Row[]
}

/** Runs the trials that are not done. Writes each result, and each model that is better than all before. */
export const tryAll =
  ({ settings, prepared, before }: Plan, pool: Pool, { seeds, json, results, ...on }: Asked) =>
  (terminal: Terminal): TE.TaskEither<Failure, readonly Done[]> =>
  async () => {
    const [first] = prepared
    if (first === undefined) return E.right([])
    const engine = engineOf(settings.engine === 'auto' ? 'javascript' : settings.engine)
    const { training, validation, preparation } = first.job
    const job: Sweep = {
      training,
      validation,
      epochs: settings.epochs,
      patience: settings.patience,
      engine,
      isClassifier: 'categories' in preparation.target
    }
    const display = displayFor(json, terminal)
    const begin = terminal.seconds()
    const all = prepared.flatMap(one =>
      Array.from({ length: seeds }, (_, i) => {
        const seed = settings.seed + i
        return { one, seed, name: nameOf(one, settings, engine, seed) }
      })
    )
    const names = new Set(all.map(({ name }) => name))
    const known = await withModel(
      new Map(before.filter(({ trial }) => names.has(trial)).map(row => [row.trial, row])),
      settings.out
    )
    const done: Done[] = []
    let failure: Failure | undefined
    let least = Infinity
    for (const { one, seed, name } of all) {
      const row = known.get(name)
      if (row === undefined) continue
      done.push({ prepared: one, seed, row })
      least = Math.min(least, lossOf(row))
    }
    const send = pool.run(trainWork())(job)
    const keep = async (
      { one, seed, name }: (typeof all)[number],
      { params, ...measured }: Trial
    ): Promise<E.Either<Failure, void>> => {
      const row = { trial: name, ...measured }
      const { out } = settings
      if (lossOf(row) < least) {
        least = lossOf(row)
        const { network, loss, preparation } = { ...one.job, network: one.job.predicting(params) }
        const written =
          out === undefined ? E.right(undefined) : await writeModel(out, { network, params, loss, preparation })()
        if (E.isLeft(written)) return E.left(badData(written.left))
      }
      done.push({ prepared: one, seed, row })
      display.show({
        label: 'trial',
        unit: 'trials',
        done: done.length,
        total: all.length,
        measures: { loss: { value: lossOf(row), show: showError } },
        seconds: terminal.seconds() - begin
      })()
      return addResult(results, row)()
    }
    const tryOne = async (planned: (typeof all)[number]): Promise<void> => {
      if (failure !== undefined) return
      const found = await send(planned.one.point)([planned.seed])()
      if (E.isLeft(found)) failure ??= badData(found.left)
      for (const trial of E.isLeft(found) ? [] : found.right) {
        const kept = await keep(planned, trial)
        if (E.isLeft(kept)) failure ??= kept.left
      }
    }
    const open = all.filter(({ name }) => !known.has(name))
    await inLanes(open, on, tryOne, terminal)
    display.end()
    return failure === undefined ? E.right(done) : E.left(failure)
  }
