/** What is asked for on the command line of a model and of a table, and of how the table is read. */
import { option, optional } from '../Option.js'
import { delimiter, oneOf, text } from '../Written.js'

export const ofModel = {
  model: option(text('a file'), { text: 'a model or a checkpoint of pullback train', value: 'file' })
}

/** Where a dash stands for a file, what comes from stdin tells which it is. */
export const tableFormats = 'CSV with a header, or JSON lines; - is stdin'

export const ofCsv = {
  delimiter: optional(delimiter, {
    text: 'what stands between the cells of CSV, or tab (default: a comma; a tab where the name ends in .tsv)',
    value: 'character'
  })
}

export const ofGaps = {
  missing: optional(oneOf(['refuse', 'drop']), {
    text: 'what becomes of a row in which a value is missing: refuse ends with its line, drop leaves it out (default: refuse)',
    value: 'name'
  })
}
