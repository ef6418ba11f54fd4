import { type Preparation } from '../../files.js'
import {
  accuracy,
  confusionMatrix,
  type ConfusionMatrix,
  type ClassScores,
  filledTensor,
  meanAbsoluteError,
  metricOf,
  rootMeanSquaredError,
  rSquared,
  scoresPerClass,
  toNumber
} from '../../index.js'
import { type Batched, rowMajorNumbers } from '../../tensor/Tensor.js'
import { showError, showShare } from '../progressText.js'
import { textTable } from '../textTable.js'
import { lossFor } from './loss.js'
import { type TableModel } from './predictions.js'

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
  /** 1 − Σ (y − prediction)² / Σ (y − mean)². Absent if all y are equal. */
  readonly r2?: number
  /** The root mean squared error of always predicting the mean of the training data. */
  readonly baseline: { readonly rootMeanSquaredError: number }
}

export type Measures = OfCategories | OfNumbers

type Rows = Batched<readonly [number]>

/** Measures outputs of a model against the encoded targets of the same rows. */
export const measure = (
  { preparation, loss }: Omit<TableModel, 'network' | 'params'>,
  outputs: Rows,
  expected: Rows
): Measures => {
  const { target } = preparation
  const value = toNumber((loss ?? lossFor(preparation)).value(outputs, expected))
  if ('categories' in target) {
    const matrix = confusionMatrix(outputs, expected)
    const scores = scoresPerClass(matrix)
    const categories = target.categories.flatMap((category, i) => {
      const found = scores[i]
      return found === undefined ? [] : [{ category, ...found }]
    })
    const [most] = categories.toSorted((one, other) => other.support - one.support)
    return {
      loss: value,
      accuracy: accuracy(outputs, expected),
      baseline: { accuracy: (most?.support ?? NaN) / expected.shape[0], category: most?.category ?? '' },
      confusionMatrix: matrix,
      categories
    }
  }
  const errorOf = (found: Rows): number => rootMeanSquaredError(found, expected) * target.width
  const wanted = rowMajorNumbers(expected)
  return {
    loss: value,
    rootMeanSquaredError: errorOf(outputs),
    meanAbsoluteError: metricOf(meanAbsoluteError<readonly [number]>())(outputs, expected) * target.width,
    ...(wanted.every(y => y === wanted[0]) ? {} : { r2: rSquared(outputs, expected) }),
    baseline: { rootMeanSquaredError: errorOf(filledTensor(expected.shape, 0)) }
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
  const always = 'shift' in target ? `, always ${showError(target.shift)}` : ''
  return `Mean absolute error ${inUnit(meanAbsoluteError, target)}${share}.\nBaseline: root mean squared error ${inUnit(baseline.rootMeanSquaredError, target)}${always}.\n`
}

/** `accuracy 96.7 %`, or `root mean squared error 0.12 cm`. */
export const showFirst = (measures: Measures, { target }: Preparation): string =>
  'accuracy' in measures
    ? `accuracy ${showShare(measures.accuracy)}`
    : `root mean squared error ${inUnit(measures.rootMeanSquaredError, target)}`
