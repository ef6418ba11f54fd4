/** Which engine agrees on which layer, as a table: a row a layer, a column an engine and pass. */
import { type Engine } from '../../src/engine/Engine.js'
import { type Subject } from '../subject/Subject.js'
import { verify } from '../law/verify.js'
import { type Agrees } from './Agrees.js'
import { agreement, type Pass, passNames } from './layer.js'

/** One cell of the matrix: whether an engine agrees, or why not. */
export interface Cell {
  readonly layer: string
  readonly engine: string
  readonly pass: Pass
  /** Empty where it agrees. */
  readonly gap: string
}

/** Every layer × engine × pass. */
export const agreementMatrix = (
  subjects: readonly Subject[],
  engines: readonly { readonly engine: Engine; readonly agrees?: Agrees }[],
  runs = 20
): readonly Cell[] =>
  subjects.flatMap(subject =>
    engines.flatMap(({ engine, agrees }) =>
      verify(agreement(engine, subject, agrees), { runs }).results.map(({ verdict, reason, counterexample }, i) => ({
        layer: subject.name,
        engine: engine.name,
        pass: passNames[i] ?? 'forward',
        gap: verdict === 'holds' ? '' : ((counterexample?.message ?? reason ?? verdict).split('\n')[0] ?? verdict)
      }))
    )
  )

/** A row a layer, a column an engine and pass: `=` where they agree; gaps are named below. */
export const showMatrix = (cells: readonly Cell[]): string => {
  const columns = [...new Set(cells.map(({ engine, pass }) => `${engine}, ${pass}`))]
  const layers = [...new Set(cells.map(({ layer }) => layer))]
  const width = Math.max(...layers.map(({ length }) => length))
  const cellOf = (layer: string, column: string) =>
    cells.find(cell => cell.layer === layer && `${cell.engine}, ${cell.pass}` === column)
  const rows = layers.map(layer =>
    [
      layer.padEnd(width),
      ...columns.map(column => {
        const cell = cellOf(layer, column)
        return (cell === undefined ? '' : cell.gap === '' ? '=' : '✗').padEnd(column.length)
      })
    ]
      .join('  ')
      .trimEnd()
  )
  const gaps = cells
    .filter(({ gap }) => gap !== '')
    .map(({ layer, engine, pass, gap }) => `${layer}, ${engine}, ${pass}: ${gap}`)
  return [['layer'.padEnd(width), ...columns].join('  '), ...rows, ...gaps].join('\n')
}
