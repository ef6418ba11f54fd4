import { type Column, type Table } from '../../files.js'
import { type Description, showDescription } from '../../index.js'
import { counted, inLine } from '../progressText.js'
import { type Job } from './job.js'
import { nameOf } from './load.js'
import { defaultLayers, type Settings } from './settings.js'

/** Maximum number of columns to list by name. */
const mostListed = 8

/** Names, and how many more there are. */
export const shortList = (names: readonly string[]): string => {
  const others = names.length - mostListed
  return [...names.slice(0, mostListed).map(inLine), ...(others > 0 ? [`${others} more`] : [])].join(', ')
}

const titled = (title: string, names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`${title}: ${shortList(names)}`]

/** What the columns of a table hold. */
const columnsOf = ({ size, columns }: Table): string => {
  const numbers = columns.filter(({ categories }) => categories === undefined).map(({ name }) => name)
  const categories = columns.flatMap(({ name, categories }) =>
    categories === undefined ? [] : [`${name} (${categories.length})`]
  )
  return [counted(size, 'row'), ...titled('numbers', numbers), ...titled('categories', categories)].join('; ')
}

/** Layers that do not keep two dense layers from being one linear function. */
const transparent = ['identity', 'dropout', 'batchNorm']

/** The first two dense layers without an activation between them, in a network or a part of it. */
const linearPair = ({ kind, parts }: Description): string | undefined => {
  const layers = (kind === 'sequence' ? parts : []).filter(({ kind }) => !transparent.includes(kind))
  const at = layers.findIndex((layer, i) => layer.kind === 'dense' && layers[i + 1]?.kind === 'dense')
  const pair = layers.slice(at, at + 2).map(showDescription)
  return at < 0 ? parts.map(linearPair).find(found => found !== undefined) : pair.join(' and ')
}

/** Maximum number of different numbers that may be classes. */
const mostClasses = 10

/** The different numbers of a column, if they may be classes: a single one, 0 and 1, or a few integers that are repeated often. */
const classesIn = ({ categories, numbers }: Column): readonly number[] => {
  const found = new Set<number>()
  for (const x of categories === undefined ? numbers : []) {
    if (!Number.isNaN(x)) found.add(x)
    if (found.size > mostClasses) return []
  }
  const values = [...found].toSorted((one, other) => one - other)
  const isRepeated = values.every(Number.isInteger) && numbers.length >= 10 * found.size
  return found.size === 1 || isRepeated || values.every(x => x === 0 || x === 1) ? values : []
}

/** What was decided before training: types of columns and defaults that depend on the table. One line each. */
export const decisions = (table: Table, { preparation, network, validation }: Job, settings: Settings): string => {
  const { fill } = settings
  const data = nameOf(settings.data)
  const target = table.columns.find(({ name }) => name === preparation.target.name)
  const pair = linearPair(network.description)
  const lines: string[] = [`${data}: ${columnsOf(table)}`]
  const unlabelled = target?.numbers.filter(Number.isNaN).length ?? 0
  if (fill !== undefined && unlabelled > 0)
    lines.push(`${data}: left out ${counted(unlabelled, 'row')} without a target`)
  const classes = target === undefined ? [] : classesIn(target)
  const name = JSON.stringify(preparation.target.name)
  if (classes.length === 1) lines.push(`${data}: ${name} is ${classes.join()} in all rows: there is nothing to learn`)
  else if (classes.length > 1) {
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
