import { pipe } from 'fp-ts/lib/function.js'
import { bind, bindTo, bindW, fromEither, map, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { atOnce } from '../../codec/answers.js'
import { encodeColumns, type Expected, outputsOf, type Table, type TableModel } from '../../files.js'
import { type Batched, joinBatches } from '../../index.js'
import { type Failure, unlessInterrupted } from '../Command.js'
import { engineNamed } from '../engine.js'
import { type Terminal } from '../Terminal.js'
import { walk } from '../watch.js'
import { loadTable } from './load.js'

/** Rows. Shorter tables are done too quickly for a bar. */
const manyRows = 10 * atOnce

const silent = { show: () => () => undefined, end: () => undefined }

/** Reads a table and runs a model on its rows, batch by batch, with a bar. */
export const applied =
  (model: TableModel, path: string, expected: Expected, engine: string) =>
  (terminal: Terminal): TaskEither<Failure, { readonly table: Table; readonly outputs: Batched<readonly [number]> }> =>
    pipe(
      fromEither(engineNamed(engine)(terminal.writeError)),
      bindTo('engine'),
      bind('table', () => loadTable(path, expected, terminal.display)(terminal)),
      bindW('outputs', ({ engine, table }) =>
        walk(
          outputsOf(model, encodeColumns(model.preparation.inputs, table), engine),
          count => ({ label: 'row', unit: 'rows', done: Math.min(count * atOnce, table.size), total: table.size }),
          table.size > manyRows ? terminal.display : silent
        )(terminal)
      ),
      unlessInterrupted(terminal),
      map(({ table, outputs }) => ({ table, outputs: joinBatches(outputs) }))
    )
