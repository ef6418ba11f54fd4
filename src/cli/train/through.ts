import { left, right } from 'fp-ts/lib/Either.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Table } from '../../codec/Table.js'
import { type Engine } from '../../index.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Value } from '../../algebra/Value.js'
import { type Failure, interruption } from '../Command.js'
import { type Terminal } from '../Terminal.js'
import { breather } from '../watch.js'
import { atOnce, joinRows, outputs, type TableModel } from './predictions.js'

/** Rows. Shorter tables are done too quickly for a bar. */
const manyRows = 10 * atOnce

/** Runs a network on the rows of a table, batch by batch, with a bar. */
export const through =
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
