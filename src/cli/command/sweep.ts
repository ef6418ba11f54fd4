import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { here } from '../../distributed/here.js'
import { type Pool } from '../../distributed/Pool.js'
import { lossOf, type Point, type Sweep, trainWork, type Trial } from '../../distributed/train.js'
import { writeModel } from '../../files.js'
import { badData, command, type Failure, usage } from '../Command.js'
import { exitCode, type ExitCode } from '../exitCode.js'
import { flag, optional } from '../Option.js'
import { checkPaths } from '../paths.js'
import { plotTo } from '../plot/plotTo.js'
import { trials } from '../plot/trials.js'
import { printable, showError, showShare } from '../progressText.js'
import { type Combination, combinations, ofGrid, showCombination } from '../sweep/grid.js'
import { addResult, readResults, type Row } from '../sweep/results.js'
import { type Terminal } from '../Terminal.js'
import { textTable } from '../../codec/textTable.js'
import { type Configuration, loadConfiguration } from '../train/configuration.js'
import { engineOf, ofPool, withPool } from '../train/distribution.js'
import { type Job, jobOf } from '../train/job.js'
import { loadTable } from '../train/load.js'
import { options as settings, type Settings, settle } from '../train/settings.js'
import { displayFor } from '../watch.js'
import { fileToWrite } from '../Written.js'

// eslint-disable-next-line @typescript-eslint/no-unused-vars -- a sweep has no checkpoints, and no model to start from
const { checkpoint: _, checkpointEvery: __, keep: ___, from: ____, ...ofTraining } = settings

const options = {
  ...ofTraining,
  ...ofGrid,
  ...ofPool,
  results: optional(fileToWrite, { text: 'file for the trials, one line of JSON for each' }),
  resume: flag('skip the trials that --results has already')
}

/** A combination with everything that its trials need. */
interface Prepared {
  readonly combination: Combination
  readonly job: Job
  readonly point: Point
}

/** A trial that is done, now or in an earlier run. */
interface Done {
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

const average = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length

const tableOf = (all: readonly (readonly [Prepared, readonly Done[]])[]): string =>
  textTable([
    ['settings', 'trials', 'mean loss', 'best loss', 'best accuracy', 'epoch'],
    ...all.map(([{ combination }, done]) => {
      const [best] = done.toSorted((one, other) => lossOf(one.row) - lossOf(other.row))
      const accuracy = best?.row.accuracy
      return [
        showCombination(combination),
        String(done.length),
        showError(average(done.map(({ row }) => lossOf(row)))),
        showError(best === undefined ? NaN : lossOf(best.row)),
        accuracy === undefined ? '' : showShare(accuracy),
        String(best?.row.epoch ?? '')
      ]
    })
  ])

/** `pullback sweep` */
export const sweep = command(
  {
    name: 'sweep',
    summary: 'train with many settings and seeds, and keep the best model',
    description:
      'Trains once for every combination of the listed settings and every seed, in this process, on threads or on the workers of a queue, and prints a table of the losses. The best model is that of the trial with the lowest validation loss.',
    arguments: {},
    options,
    example: 'pullback sweep --data examples/iris.csv --target species --seeds 3'
  },
  (given, texts) => terminal => {
    const display = displayFor(given.json, terminal)
    const preparing = (
      table: Parameters<typeof jobOf>[0],
      all: readonly Combination[],
      configured: Configuration
    ): E.Either<Failure, readonly Prepared[]> =>
      pipe(
        all,
        E.traverseArray(combination =>
          pipe(
            settle(
              new Map([
                ...texts,
                ...Object.entries(combination).map(([name, value]) => [name, String(value)] as const)
              ]),
              configured
            ),
            E.mapLeft(usage),
            E.chain(settings =>
              pipe(
                jobOf(table, settings),
                E.map(job => {
                  const { network, loss, learner } = job
                  return {
                    combination,
                    job,
                    point: { network, loss, optimizer: learner.optimizer, batchSize: settings.batch }
                  }
                })
              )
            )
          )
        )
      )
    return pipe(
      loadConfiguration([], undefined),
      TE.bindTo('configured'),
      TE.bind('settings', ({ configured }) => TE.fromEither(pipe(settle(texts, configured), E.mapLeft(usage)))),
      TE.chainFirst(({ settings: { data, out, plot } }) =>
        checkPaths({ '--data': data }, { '--out': out, '--plot': plot, '--results': given.results })
      ),
      TE.bind('all', ({ settings: { seed } }) => TE.fromEither(combinations(given, seed))),
      TE.bind('plot', ({ settings }) => plotTo(settings.plot)),
      TE.bind('before', () => readResults(given.results, given.resume)),
      TE.bind('table', ({ settings }) => loadTable(settings.data, settings.reading, display)(terminal)),
      TE.bind('prepared', ({ table, all, configured }) => TE.fromEither(preparing(table, all, configured))),
      TE.bind('done', plan => withPool(given, pool => tryAll(plan, pool ?? here, given)(terminal))(terminal)),
      TE.chainFirst(({ plot, done }) =>
        plot(() =>
          trials(
            done.map(({ prepared, row }) => ({ label: showCombination(prepared.combination), loss: lossOf(row) })),
            'loss'
          )
        )
      ),
      TE.map(({ prepared, settings, done }): ExitCode => {
        const groups = prepared
          .map(one => [one, done.filter(({ prepared }) => prepared === one)] as const)
          .filter(([, found]) => found.length > 0)
          .toSorted(
            ([, one], [, other]) =>
              average(one.map(({ row }) => lossOf(row))) - average(other.map(({ row }) => lossOf(row)))
          )
        const [best] = done.toSorted((one, other) => lossOf(one.row) - lossOf(other.row))
        const isAll = done.length === prepared.length * given.seeds
        terminal.write(
          given.json
            ? `${JSON.stringify({ type: 'result', trials: done.length, ...best?.row, settings: best?.prepared.combination, seed: best?.seed, model: settings.out ?? null })}\n`
            : printable(
                [
                  tableOf(groups).trimEnd(),
                  `Best: ${best === undefined ? 'none' : `${showCombination(best.prepared.combination)}, seed ${best.seed}`}.`,
                  ...(settings.out === undefined ? [] : [`Wrote ${settings.out}.`]),
                  ...(isAll ? [] : ['Interrupted: --resume continues.']),
                  ''
                ].join('\n')
              )
        )()
        return isAll ? exitCode.done : exitCode.interrupted
      })
    )
  }
)

interface Plan {
  readonly settings: Settings
  readonly prepared: readonly Prepared[]
  readonly before: readonly Row[]
}

/** Runs the trials that are not done. Writes each result, and each model that is better than all before. */
const tryAll =
  (
    { settings, prepared, before }: Plan,
    pool: Pool,
    { seeds, json, results }: { readonly seeds: number; readonly json: boolean; readonly results: string | undefined }
  ) =>
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
    const known = new Map(before.map(row => [row.trial, row]))
    const all = prepared.flatMap(one => Array.from({ length: seeds }, (_, i) => ({ one, seed: settings.seed + i })))
    const done: Done[] = []
    let failure: Failure | undefined
    let least = Infinity
    for (const { one, seed } of all) {
      const row = known.get(nameOf(one, settings, engine, seed))
      if (row === undefined) continue
      done.push({ prepared: one, seed, row })
      least = Math.min(least, lossOf(row))
    }
    const send = pool.run(trainWork())(job)
    const keep = async (
      one: Prepared,
      seed: number,
      { params, ...measured }: Trial
    ): Promise<E.Either<Failure, void>> => {
      const row = { trial: nameOf(one, settings, engine, seed), ...measured }
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
    const tryOne = async ({ one, seed }: (typeof all)[number]): Promise<void> => {
      // In this process a trial blocks the event loop, so Ctrl-C is seen between two trials.
      await new Promise(resolve => setImmediate(resolve))
      if (failure !== undefined || terminal.interrupted()) return
      const found = await send(one.point)([seed])()
      if (E.isLeft(found)) failure ??= badData(found.left)
      for (const trial of E.isLeft(found) ? [] : found.right) {
        const kept = await keep(one, seed, trial)
        if (E.isLeft(kept)) failure ??= kept.left
      }
    }
    const open = all.filter(({ one, seed }) => !known.has(nameOf(one, settings, engine, seed)))
    if (pool === here) for (const trial of open) await tryOne(trial)
    else await Promise.all(open.map(tryOne))
    display.end()
    return failure === undefined ? E.right(done) : E.left(failure)
  }
