import { option, optional } from '../Option.js'
import { delimiter, oneOf, text } from '../Written.js'

export const ofModel = {
  model: option(text('a file'), { text: 'model or checkpoint', value: 'file' })
}

/** The formats of a table. The content of stdin tells which one it is. */
export const tableFormats = 'CSV with a header, or JSON Lines; - is stdin'

export const ofCsv = {
  delimiter: optional(delimiter, {
    text: 'separator of CSV cells, or the word tab. Default: a comma, or a tab if the name ends in .tsv',
    value: 'character'
  })
}

export const ofGaps = {
  missing: optional(oneOf(['refuse', 'drop']), {
    text: 'rows with missing values: refuse (default) stops at the first one, drop skips them and reports how many',
    value: 'policy'
  })
}
