import { type Expected, type Preparation } from '../../files.js'
import { type Given, option, optional } from '../Option.js'
import { delimiter, list, oneOf, text } from '../Written.js'

export const ofModel = {
  model: option(text('a file'), { text: 'model or checkpoint' })
}

/** The formats of a table. The content of stdin tells which one it is. */
export const tableFormats = 'CSV with a header, JSON Lines or a JSON array, also as .gz; - is stdin'

/** How a table is written. */
export const ofTable = {
  delimiter: optional(delimiter, {
    text: 'separator of CSV cells, or the word tab. Default: a comma, or a tab if the name ends in .tsv'
  }),
  header: optional(oneOf(['yes', 'no']), {
    text: 'no: the first row is data, and the columns are called "column 1", "column 2", … Default: yes',
    value: 'answer'
  }),
  decimal: optional(oneOf(['point', 'comma']), { text: 'decimal mark of numbers. Default: point', value: 'mark' }),
  markers: optional(list('texts'), {
    text: 'texts that mean a missing value in any column, separated by commas. An empty cell always does, and in a column of numbers ?, NA, N/A, NaN, null and none'
  })
}

export const ofUnseen = {
  unseen: optional(oneOf(['refuse', 'other']), {
    text: 'categories that the model does not know: refuse (default), or other, which sets the inputs of the column to 0',
    value: 'policy'
  })
}

/** The options of a table as settings of `readTable`. */
export const writtenAs = ({ delimiter, header, decimal, markers }: Given<typeof ofTable>): Expected => ({
  delimiter,
  header: header !== 'no',
  decimal,
  markers
})

/** How to read new data for a model: its inputs, and with `'target'` also its target, of which every category must be known. */
export const readingFor = (
  { inputs, target, markers }: Preparation,
  columns: 'inputs' | 'target',
  reading: Expected
): Expected => ({
  ...reading,
  fields: columns === 'inputs' ? inputs : [...inputs, { ...target, unseen: 'refuse' }],
  markers: reading.markers ?? markers
})
