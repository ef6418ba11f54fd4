import { pipe } from 'fp-ts/lib/function.js'
import * as E from 'fp-ts/lib/Either.js'
import {
  bind,
  bindTo,
  chain,
  chainEitherK,
  chainFirst,
  filterOrElse,
  fromEither,
  fromIO,
  map,
  mapLeft,
  of,
  right,
  type TaskEither
} from 'fp-ts/lib/TaskEither.js'
import { type Expected, readBytes, writeModel } from '../../files.js'
import { type Engine } from '../../index.js'
import { canWrite } from '../canWrite.js'
import { badData, command, type Failure, usage } from '../Command.js'
import { pickEngine } from '../engine.js'
import { distinct } from '../distinct.js'
import { exitCode } from '../exitCode.js'
import { flag, optional } from '../Option.js'
import { aside, displayFor } from '../watch.js'
import { plotTo } from '../plot/plotTo.js'
import { strideFor } from '../stride.js'
import { text } from '../Written.js'
import { configurationPath } from '../train/configuration.js'
import { type Job, jobOf } from '../train/job.js'
import { decisions } from '../train/decisions.js'
import { distributionOf, ofDistribution, withPool } from '../train/distribution.js'
import { locked } from '../train/lock.js'
import { loadTable, loadTableModel } from '../train/load.js'
import { measure, type Measures } from '../train/measures.js'
import { picture } from '../train/picture.js'
import { joinRows, outputsFor, type TableModel } from '../train/predictions.js'
import { readingFor } from '../train/reading.js'
import { jsonResult, report } from '../train/report.js'
import { train as trainJob, type Trained } from '../train/run.js'
import { options as settings, type Settings, settle } from '../train/settings.js'

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

const configurationOf = (
  path: string | undefined
): TaskEither<Failure, readonly [path: string, content: string] | undefined> =>
  path === undefined
    ? right(undefined)
    : pipe(
        fromEither(configurationPath(path)),
        mapLeft(usage),
        chain(path => pipe(readBytes(path, 2 ** 20), mapLeft(badData))),
        map(bytes => [path, new TextDecoder().decode(bytes)] as const)
      )

const modelOf = ({ loss, preparation }: Job, { network, best }: Trained): TableModel => ({
  network,
  params: best,
  loss,
  preparation
})

const writeOut = (job: Job, { out }: Settings, trained: Trained): TaskEither<Failure, void> =>
  out === undefined ? of(undefined) : pipe(writeModel(out, modelOf(job, trained)), mapLeft(badData))

const expectedFor = ({ reading }: Settings, from: TableModel | undefined): Expected =>
  from === undefined
    ? reading
    : { ...reading, ...readingFor(from.preparation, [...from.preparation.inputs, from.preparation.target], {}) }

/** Measures on the rows for validation, or else on those for training. */
const measuresOf = (job: Job, trained: Trained, engine: Engine): Measures => {
  const model = modelOf(job, trained)
  const examples = job.validation ?? job.training
  return measure(model, joinRows([...outputsFor(model, examples, engine)]), joinRows([examples.targets]))
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
  given => terminal => {
    const display = displayFor(given.json, terminal)
    return pipe(
      configurationOf(given.config),
      chainEitherK(configuration => pipe(settle(given, configuration), E.mapLeft(usage))),
      filterOrElse(
        ({ checkpoint }) => !given.resume || checkpoint !== undefined,
        () => usage('--resume needs --checkpoint <folder>, which holds the state to resume from')
      ),
      chainFirst(({ data, out, plot }) =>
        distinct({ CONFIG: given.config, '--data': data, '--out': out, '--plot': plot })
      ),
      bindTo('settings'),
      chainFirst(({ settings: { out } }) => (out === undefined ? of(undefined) : canWrite(out))),
      bind('plot', ({ settings }) => plotTo(settings.plot)),
      bind('from', ({ settings: { from } }) => (from === undefined ? of(undefined) : loadTableModel(from))),
      bind('table', ({ settings, from }) => loadTable(settings.data, expectedFor(settings, from), display)(terminal)),
      bind('job', ({ table, settings, from }) => fromEither(jobOf(table, settings, from))),
      chainFirst(({ table, job, settings }) =>
        fromIO(() => {
          for (const line of decisions(table, job, settings)) aside(given.json, terminal)(`${line}\n`)()
        })
      ),
      bind('engine', ({ job: { learner, training }, settings: { engine, batch } }) =>
        fromEither(pickEngine(engine, learner, training, batch)(aside(given.json, terminal)))
      ),
      bind('distribution', () => fromEither(distributionOf(given))),
      bind('trained', plan => {
        const stride = strideFor(plan.job.learner, plan.job.training, plan.settings.batch)
        const task = withPool(given, pool =>
          trainJob({ ...plan, pool, stride, resume: given.resume }, display)(terminal)
        )
        return locked(plan.settings.checkpoint, task(terminal))
      }),
      chainFirst(({ job, settings, trained }) => writeOut(job, settings, trained)),
      chainFirst(({ plot, job, trained, table }) => plot(() => picture(modelOf(job, trained), table, trained.history))),
      map(({ job, settings, engine, trained }) => {
        const measures = measuresOf(job, trained, engine)
        terminal.write((given.json ? jsonResult : report)({ job, settings, engine, trained, measures }))()
        return trained.end === 'interrupted' ? exitCode.interrupted : exitCode.done
      })
    )
  }
)
