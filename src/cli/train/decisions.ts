import { type Column, type Table } from '../../files.js'
import { type Description, showDescription } from '../../index.js'
import { counted } from '../progressText.js'
import { type Job } from './job.js'
import { defaultLayers, type Settings } from './settings.js'

/** Maximum number of columns to list by name. */
const mostListed = 8

/** Names, and how many more there are. */
export const shortList = (names: readonly string[]): string => {
  const others = names.length - mostListed
  return [...names.slice(0, mostListed), ...(others > 0 ? [`${others} more`] : [])].join(', ')
}

/** What the columns of a table hold. */
const columnsOf = ({ size, columns }: Table): string => {
  const numbers = columns.filter(({ categories }) => categories === undefined).map(({ name }) => name)
  const categories = columns.flatMap(({ name, categories }) =>
    categories === undefined ? [] : [`${name} (${categories.length})`]
  )
  return [
    counted(size, 'row'),
    ...(numbers.length === 0 ? [] : [`numbers: ${shortList(numbers)}`]),
    ...(categories.length === 0 ? [] : [`categories: ${shortList(categories)}`])
  ].join('; ')
}

/** Layers that do not keep two dense layers from being one linear function. */
const transparent = ['identity', 'dropout']

/** The first dense layer that follows another one without an activation between them. */
const linearPair = ({ kind, parts }: Description): string | undefined => {
  const layers = (kind === 'sequence' ? parts : []).filter(({ kind }) => !transparent.includes(kind))
  const at = layers.findIndex((layer, i) => layer.kind === 'dense' && layers[i + 1]?.kind === 'dense')
  return at < 0
    ? undefined
    : layers
        .slice(at, at + 2)
        .map(showDescription)
        .join(' and ')
}

/** Maximum number of different numbers that may be classes. */
const mostClasses = 10

/** The different numbers of a column, if they may be classes: 0 and 1, or a few integers that are repeated often. */
const classesIn = ({ categories, numbers }: Column): readonly number[] => {
  const found = new Set<number>()
  for (const x of categories === undefined ? numbers : []) {
    if (Number.isNaN(x)) continue
    found.add(x)
    if (!Number.isInteger(x) || found.size > mostClasses) return []
  }
  const isBinary = [...found].every(x => x === 0 || x === 1)
  return isBinary || numbers.length >= 10 * found.size ? [...found].toSorted((one, other) => one - other) : []
}

/** What was decided before training: types of columns and defaults that depend on the table. One line each. */
export const decisions = (table: Table, { preparation, network, validation }: Job, settings: Settings): string => {
  const { data, fill } = settings
  const target = table.columns.find(({ name }) => name === preparation.target.name)
  const pair = linearPair(network.description)
  const lines: string[] = [`${data}: ${columnsOf(table)}`]
  const unlabelled = target?.numbers.filter(Number.isNaN).length ?? 0
  if (fill !== undefined && unlabelled > 0)
    lines.push(`${data}: left out ${counted(unlabelled, 'row')} without a target`)
  const classes = target === undefined ? [] : classesIn(target)
  if (classes.length > 0) {
    const name = JSON.stringify(preparation.target.name)
    const values = classes.join(', ').replace(/, (?=[^,]*$)/, ' or ')
    lines.push(`${data}: ${name} is only ${values}: for a classifier, add --categories ${name}`)
  }
  if (validation !== undefined && settings.validation === undefined)
    lines.push(`Held out ${validation.size} rows, to keep the best epoch; --validation 0 trains on all rows`)
  const layers = defaultLayers(table.size)
  if (settings.network === undefined && settings.from === undefined && layers !== defaultLayers(0))
    lines.push(`A narrow hidden layer because of ${table.size} rows: --layers ${layers}; usual is ${defaultLayers(0)}`)
  if (pair !== undefined) lines.push(`${pair} have no activation between them: together they are one linear layer`)
  return lines.map(line => `${line}\n`).join('')
}
