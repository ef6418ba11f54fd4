import { textTable } from '../../codec/textTable.js'
import { type CategoryMeasures, type Measures, type Preparation } from '../../files.js'
import { inLine, showError, showShare } from '../progressText.js'

/** At most 20 characters. */
const clipped = (text: string): string => inLine(text).replace(/^(.{19}).{2,}$/su, '$1…')

/** Maximum number of categories in a printed confusion matrix. */
const mostShown = 20

const table = ({ confusionMatrix, categories }: CategoryMeasures): string =>
  categories.length > mostShown
    ? `${categories.length} categories: --json prints their confusion matrix.\n`
    : textTable([
        ['true \\ predicted', ...categories.map(({ category }) => clipped(category)), 'precision', 'recall', 'F1'],
        ...categories.map(({ category, precision, recall, f1 }, i) => [
          clipped(category),
          ...(confusionMatrix[i] ?? []).map(String),
          ...[precision, recall, f1].map(showShare)
        ])
      ])

const inUnit = (error: number, { unit }: Preparation['target']): string => `${showError(error)} ${unit}`.trimEnd()

/** The measures on lines, without the loss and the first measure of the headline. */
export const showMeasures = (measures: Measures, { target }: Preparation): string => {
  if ('accuracy' in measures) {
    const { accuracy, category } = measures.baseline
    return `Baseline: accuracy ${showShare(accuracy)}, always ${JSON.stringify(category)}.\n${table(measures)}`
  }
  const { meanAbsoluteError, r2, baseline } = measures
  const share = r2 === undefined ? '' : `, R² ${r2.toFixed(3)}`
  const always = 'shift' in target ? `, always ${target.shift.toPrecision(3)}` : ''
  return `Mean absolute error ${inUnit(meanAbsoluteError, target)}${share}.\nBaseline: root mean squared error ${inUnit(baseline.rootMeanSquaredError, target)}${always}.\n`
}

/** `accuracy 96.7 %`, or `root mean squared error 0.12 cm`. */
export const showFirst = (measures: Measures, { target }: Preparation): string =>
  'accuracy' in measures
    ? `accuracy ${showShare(measures.accuracy)}`
    : `root mean squared error ${inUnit(measures.rootMeanSquaredError, target)}`
