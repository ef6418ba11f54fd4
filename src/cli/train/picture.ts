import { showField } from '../../codec/Table.js'
import { predictTable, type PreparedColumn, type Table, type TableModel } from '../../files.js'
import { type History } from '../../index.js'
import { curves } from '../plot/curves.js'
import { type Axis, surface, type Surface } from '../plot/surface.js'

/** Maximum number of examples to draw. More would cover the surface. */
const mostExamples = 500

const numbersOf = ({ columns }: Table, { name }: Pick<PreparedColumn, 'name'>): Float64Array =>
  columns.find(column => column.name === name)?.numbers ?? new Float64Array()

/** The range of a column, with a margin. */
const axisOf = (table: Table, column: PreparedColumn): Axis => {
  const numbers = numbersOf(table, column).toSorted()
  const [least = NaN, greatest = NaN] = [numbers[0], numbers.at(-1)]
  const margin = 0.05 * (greatest - least) || 1
  return { title: showField(column), domain: [least - margin, greatest + margin] }
}

/** The surface to draw; `undefined` unless the inputs are two columns of numbers. */
const surfaceOf = (model: TableModel, table: Table): Surface | undefined => {
  const { inputs, target } = model.preparation
  const [first, second] = inputs
  if (first === undefined || second === undefined || inputs.length > 2) return undefined
  if ('categories' in first || 'categories' in second) return undefined
  const [xs, ys, values] = [first, second, target].map(column => numbersOf(table, column))
  if (xs === undefined || ys === undefined || values === undefined) return undefined
  const classes = 'categories' in target ? target.categories : undefined
  const every = Math.ceil(table.size / mostExamples)
  return {
    x: axisOf(table, first),
    y: axisOf(table, second),
    title: showField(target),
    ...(classes === undefined ? {} : { classes }),
    at: points =>
      predictTable(model, {
        size: points.length,
        columns: [
          { ...first, numbers: Float64Array.from(points, ([x]) => x) },
          { ...second, numbers: Float64Array.from(points, ([, y]) => y) }
        ]
      }),
    examples: Array.from({ length: Math.ceil(table.size / every) }, (_, i) => {
      const row = i * every
      const value = values[row] ?? NaN
      return { x: xs[row] ?? NaN, y: ys[row] ?? NaN, value: classes?.[value] ?? value }
    })
  }
}

/** `loss (nats)` for cross-entropies, else the name of the loss: `loss (mean squared error)`. */
const lossTitle = ({ loss }: TableModel): string => {
  const name = loss?.description.kind ?? ''
  const words = name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return `loss (${/entropy|leibler/i.test(name) ? 'nats' : words})`
}

/** The curves of loss and accuracy, and for two inputs the predictions over their plane. */
export const picture = (model: TableModel, table: Table, history: History) => {
  const plane = surfaceOf(model, table)
  const isHeldOut = history.some(row => row['validationLoss'] !== undefined)
  const labels = isHeldOut ? ['training', 'validation'] : ['training']
  const measured = labels.at(-1) ?? ''
  return [
    ...curves(history, {
      title: lossTitle(model),
      measures: { loss: 'training', validationLoss: 'validation' },
      labels
    }),
    ...curves(history, { title: 'accuracy', format: '%', measures: { accuracy: measured }, labels }),
    ...(plane === undefined ? [] : [surface(plane)])
  ]
}
