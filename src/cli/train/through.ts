import { left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { bind, bindTo, fromEither, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Expected, type Table } from '../../files.js'
import { type Engine } from '../../index.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Value } from '../../algebra/Value.js'
import { type Failure, interruption } from '../Command.js'
import { engineNamed } from '../engine.js'
import { type Terminal } from '../Terminal.js'
import { breather } from '../watch.js'
import { loadTable } from './load.js'
import { atOnce, joinRows, outputs, type TableModel } from './predictions.js'

/** Rows. Shorter tables are done too quickly for a bar. */
const manyRows = 10 * atOnce

/** Runs a network on the rows of a table, batch by batch, with a bar. */
const through =
  (model: TableModel, table: Table, engine: Engine) =>
  (terminal: Terminal): TaskEither<Failure, Batched<readonly [number]>> =>
  async () => {
    const { display } = terminal
    const begin = terminal.seconds()
    const breathe = breather(begin)
    const parts: Value[] = []
    for (const part of outputs(model, table, engine)) {
      parts.push(part)
      const now = terminal.seconds()
      const done = Math.min(parts.length * atOnce, table.size)
      if (table.size > manyRows)
        display.show({ label: 'row', unit: 'rows', done, total: table.size, measures: {}, seconds: now - begin })()
      await breathe(now)
      if (terminal.interrupted()) break
    }
    display.end()
    return terminal.interrupted() ? left(interruption) : right(joinRows(parts))
  }

/** Reads a table and runs a model on its rows. */
export const applied =
  (model: TableModel, path: string, expected: Expected, engine: string) =>
  (terminal: Terminal): TaskEither<Failure, { readonly table: Table; readonly outputs: Batched<readonly [number]> }> =>
    pipe(
      fromEither(engineNamed(engine)(terminal.writeError)),
      bindTo('engine'),
      bind('table', () => loadTable(path, expected, terminal.display)(terminal)),
      bind('outputs', ({ engine, table }) => through(model, table, engine)(terminal))
    )
