/** How a table is read, as it is asked for on the command line. */
import { optional } from '../Option.js'
import { delimiter, oneOf } from '../Written.js'

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
