import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { here } from '../../distributed/here.js'
import { lossOf } from '../../distributed/train.js'
import { command, type Failure, usage } from '../Command.js'
import { exitCode, type ExitCode } from '../exitCode.js'
import { flag, optional } from '../Option.js'
import { checkPaths } from '../paths.js'
import { plotTo } from '../plot/plotTo.js'
import { trials } from '../plot/trials.js'
import { type Combination, combinations, ofGrid, showCombination } from '../sweep/grid.js'
import { jsonResult, report } from '../sweep/report.js'
import { readResults } from '../sweep/results.js'
import { type Prepared, tryAll } from '../sweep/run.js'
import { type Configuration, loadConfiguration } from '../train/configuration.js'
import { ofPool, withPool } from '../train/distribution.js'
import { jobOf } from '../train/job.js'
import { loadTable } from '../train/load.js'
import { options as settings, settle } from '../train/settings.js'
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
        const isAll = done.length === prepared.length * given.seeds
        terminal.write((given.json ? jsonResult : report)({ prepared, done, isAll, out: settings.out }))()
        return isAll ? exitCode.done : exitCode.interrupted
      })
    )
  }
)
