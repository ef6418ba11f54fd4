import { lossFor } from '../../codec/answers.js'
import { textTable } from '../../codec/textTable.js'
import { type Preparation, type TableModel } from '../../files.js'
import * as pullback from '../../index.js'
import { type Batched, type ClassScores, type ConfusionMatrix, toNumber } from '../../index.js'
import { showError, showShare } from '../progressText.js'

/** Measures of a model that predicts categories. */
interface OfCategories {
  readonly loss: number
  readonly accuracy: number
  /** The accuracy of always predicting the most frequent category. */
  readonly baseline: { readonly accuracy: number; readonly category: string }
  readonly confusionMatrix: ConfusionMatrix
  readonly categories: readonly (ClassScores & { readonly category: string })[]
}

/** Measures of a model that predicts numbers, in the unit of its target. */
interface OfNumbers {
  readonly loss: number
  readonly rootMeanSquaredError: number
  readonly meanAbsoluteError: number
  /** Absent if all targets are equal. */
  readonly r2?: number
  /** The root mean squared error of always predicting the mean of the training data. */
  readonly baseline: { readonly rootMeanSquaredError: number }
}

export type Measures = OfCategories | OfNumbers

type Rows = Batched<readonly [number]>

/** Measures outputs of a model against the encoded targets of the same rows. */
export const measure = (
  { preparation, loss = lossFor(preparation) }: Pick<TableModel, 'preparation' | 'loss'>,
  outputs: Rows,
  expected: Rows
): Measures => {
  const { target } = preparation
  const value = toNumber(loss.value(outputs, expected))
  if ('categories' in target) {
    const confusionMatrix = pullback.confusionMatrix(outputs, expected)
    const scores = pullback.scoresPerClass(confusionMatrix)
    const categories = scores.map((found, i) => ({ category: target.categories[i] ?? '', ...found }))
    const [most] = categories.toSorted((one, other) => other.support - one.support)
    return {
      loss: value,
      accuracy: pullback.accuracy(outputs, expected),
      baseline: { accuracy: (most?.support ?? NaN) / expected.shape[0], category: most?.category ?? '' },
      confusionMatrix,
      categories
    }
  }
  const errorOf = (found: Rows): number => pullback.rootMeanSquaredError(found, expected) * target.width
  const wanted = pullback.toArray(expected)
  return {
    loss: value,
    rootMeanSquaredError: errorOf(outputs),
    meanAbsoluteError:
      pullback.metricOf(pullback.meanAbsoluteError<readonly [number]>())(outputs, expected) * target.width,
    ...(wanted.every(y => y === wanted[0]) ? {} : { r2: pullback.rSquared(outputs, expected) }),
    baseline: { rootMeanSquaredError: errorOf(pullback.filledTensor(expected.shape, 0)) }
  }
}

/** Maximum number of categories in a printed confusion matrix. */
const mostShown = 20

const table = ({ confusionMatrix, categories }: OfCategories): string =>
  categories.length > mostShown
    ? `${categories.length} categories: --json prints their confusion matrix.\n`
    : textTable([
        ['true \\ predicted', ...categories.map(({ category }) => category), 'precision', 'recall', 'F1'],
        ...categories.map(({ category, precision, recall, f1 }, i) => [
          category,
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
