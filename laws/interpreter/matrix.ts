import { type Engine } from '../../src/engine/Engine.js'
import { type Subject } from '../subject/Subject.js'
import { verify } from '../law/verify.js'
import { type Agrees } from './Agrees.js'
import { agreement, type Pass, passNames } from './layer.js'

/** One cell of the matrix: whether an engine agrees with the eager engine on one pass of one layer. */
export interface Cell {
  /** The name of the layer. */
  readonly layer: string
  /** The name of the engine. */
  readonly engine: string
  /** The pass: forward, backward, or ten steps of training. */
  readonly pass: Pass
  /** How the engine differs; empty if it agrees. */
  readonly gap: string
}

/**
 * Compares engines with the eager engine: every layer × engine × pass. Print it with `showMatrix`.
 *
 * @param engines the engines, each with its criterion of agreement. Default criterion: bit for bit.
 * @param runs draws per cell. Default: 20.
 * @example console.log(showMatrix(agreementMatrix(table, [{ engine: javascript }])))
 */
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

/** The matrix as text: one row per layer, one column per engine and pass, `=` for agreement; the gaps are listed below. */
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
