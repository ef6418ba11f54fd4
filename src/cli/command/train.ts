import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { measureOutputs, outputsOf, withLock, writeModel } from '../../files.js'
import { joinBatches, strideFor } from '../../index.js'
import { badData, command, usage } from '../Command.js'
import { pickEngine } from '../engine.js'
import { exitCode } from '../exitCode.js'
import { flag, optional } from '../Option.js'
import { checkPaths } from '../paths.js'
import { plotTo } from '../plot/plotTo.js'
import { loadConfiguration } from '../train/configuration.js'
import { decisions } from '../train/decisions.js'
import { distributionOf, ofDistribution, withPool } from '../train/distribution.js'
import { jobOf } from '../train/job.js'
import { loadTable, loadTableModel } from '../train/load.js'
import { picture } from '../train/picture.js'
import { readingFor } from '../train/reading.js'
import { jsonResult, report } from '../train/report.js'
import { train as trainJob } from '../train/run.js'
import { options as settings, settle } from '../train/settings.js'
import { aside, displayFor } from '../watch.js'
import { text } from '../Written.js'

const words = {
  config: optional(text('a file'), {
    text: 'JSON file with the same settings; it can also describe a whole network, loss, optimizer and schedule, as examples/iris.json does'
  })
}

const options = {
  ...settings,
  ...ofDistribution,
  resume: flag('continue from the last checkpoint in --checkpoint, if there is one')
}

/** `pullback train` */
export const train = command(
  {
    name: 'train',
    summary: 'train a network to predict a column of a table',
    description:
      'Trains a network to predict one column of a table from the others. The model it writes works on raw tables, because it includes the names, categories and scales of the columns.',
    arguments: words,
    options,
    example: 'pullback train --data examples/iris.csv --target species --out my.safetensors'
  },
  (given, texts) => terminal => {
    const { config, resume, json } = given
    const display = displayFor(json, terminal)
    const say = aside(json, terminal)
    return pipe(
      loadConfiguration(Object.keys(settings), config),
      TE.chainEitherK(configured => pipe(settle(texts, configured), E.mapLeft(usage))),
      TE.filterOrElse(
        ({ checkpoint }) => !resume || checkpoint !== undefined,
        () => usage('--resume needs --checkpoint <folder>, which holds the state to resume from')
      ),
      TE.bindTo('settings'),
      TE.chainFirst(({ settings: { data, out, plot } }) =>
        checkPaths({ CONFIG: config, '--data': data }, { '--out': out, '--plot': plot })
      ),
      TE.bind('plot', ({ settings }) => plotTo(settings.plot)),
      TE.bind('from', ({ settings: { from } }) => (from === undefined ? TE.of(undefined) : loadTableModel(from))),
      TE.bind('table', ({ settings, from }) =>
        loadTable(
          settings.data,
          from === undefined ? settings.reading : readingFor(from.preparation, 'target', settings.reading),
          display
        )(terminal)
      ),
      TE.bind('job', ({ table, settings, from }) => TE.fromEither(jobOf(table, settings, from))),
      TE.chainFirstIOK(({ table, job, settings }) => say(decisions(table, job, settings))),
      TE.bind('engine', ({ job: { learner, training }, settings: { engine, batch } }) =>
        TE.fromEither(pickEngine(engine, learner, training, batch)(say))
      ),
      TE.bind('distribution', () => TE.fromEither(distributionOf(given))),
      TE.bind('trained', plan => {
        const stride = strideFor(plan.job.learner, plan.job.training, plan.settings.batch)
        const task = withPool(given, pool => trainJob({ ...plan, pool, stride, resume }, display)(terminal))(terminal)
        const { checkpoint } = plan.settings
        return checkpoint === undefined ? task : withLock(checkpoint, badData)(task)
      }),
      TE.let('model', ({ job: { loss, preparation }, trained: { network, best } }) => ({
        network,
        params: best,
        loss,
        preparation
      })),
      TE.chainFirst(({ settings: { out }, model }) =>
        out === undefined ? TE.of(undefined) : pipe(writeModel(out, model), TE.mapLeft(badData))
      ),
      TE.chainFirst(({ plot, model, trained, table }) => plot(() => picture(model, table, trained.history))),
      TE.map(({ job, settings, engine, trained, model }) => {
        const examples = job.validation ?? job.training
        const outputs = joinBatches([...outputsOf(model, examples.inputs, engine)])
        const measures = measureOutputs(model, outputs, examples.targets)
        const { columns } = terminal
        terminal.write((json ? jsonResult : report)({ job, settings, engine, trained, measures, columns }))()
        return trained.end === 'interrupted' ? exitCode.interrupted : exitCode.done
      })
    )
  }
)
