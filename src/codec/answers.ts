import { softmaxOfFeatures } from '../algebra/Algebra.js'
import { isTensor, type Value } from '../algebra/Value.js'
import { batches, joinBatches } from '../data/Dataset.js'
import { eager, type Engine } from '../engine/Engine.js'
import { sigmoid } from '../layer/activation/sigmoid.js'
import { predict } from '../learning/Learner.js'
import { eraseLossTypes, type UntypedLoss } from '../learning/Loss.js'
import { meanSquaredError } from '../learning/loss/meanSquaredError.js'
import { softmaxCrossEntropy } from '../learning/loss/softmaxCrossEntropy.js'
import { type Batched, rowMajorNumbers } from '../tensor/Tensor.js'
import { type Model } from './model.js'
import { encodeColumns, type Preparation } from './preparation.js'
import { type Table } from './Table.js'

/** A model for the rows of a table, which its preparation encodes. */
export type TableModel = Model & { readonly preparation: Preparation }

type Rows = Batched<readonly [number]>

/** Whether a value is rows of numbers, as the outputs of a table model are. */
export const isRows = (value: Value): value is Rows => isTensor(value) && value.shape.length === 2

/** Default loss for a column: softmax cross-entropy for categories, mean squared error for numbers. */
export const lossFor = ({ target }: Preparation): UntypedLoss =>
  'categories' in target ? eraseLossTypes(softmaxCrossEntropy<readonly [number]>()) : eraseLossTypes(meanSquaredError())

/** Number of rows in a batch of `outputsOf`. */
export const atOnce = 1024

/**
 * Outputs of a table model, batch by batch, so that a long table needs little memory and can show its progress.
 *
 * @param inputs encoded inputs: `encodeColumns(preparation.inputs, table)`
 * @param engine runs the network. Default: `eager`.
 * @throws TypeError if an output is not a row of numbers
 * @example for (const rows of outputsOf(model, encodeColumns(model.preparation.inputs, table))) console.log(answersOf(model, rows))
 */
export function* outputsOf(
  { network, params }: Pick<Model, 'network' | 'params'>,
  inputs: Rows,
  engine: Engine = eager
): Iterable<Rows> {
  const forward = predict(network, params, engine)
  for (const [input] of batches(atOnce)({ size: inputs.shape[0], inputs, targets: inputs })) {
    const output = forward(input)
    if (!isRows(output)) throw new TypeError('The output of a table model must be rows of numbers')
    yield output
  }
}

/** The function from logits to probabilities that a loss on logits includes and a prediction has to apply. */
const afterwards = ({ description: { kind } }: UntypedLoss): ((scores: Rows) => Rows) => {
  if (kind === 'softmaxCrossEntropy') return softmaxOfFeatures
  if (kind === 'binaryCrossEntropyWithLogits') return scores => sigmoid<readonly [number]>().forward([], scores)[0]
  return scores => scores
}

/**
 * What the outputs of a table model mean: for each row, the number in the unit of the target column, or one number for each category
 * of the target. These are probabilities if the loss trains probabilities or logits, otherwise the outputs themselves.
 */
export const answersOf = (
  { preparation, loss = lossFor(preparation) }: Pick<TableModel, 'preparation' | 'loss'>,
  outputs: Rows
): readonly (readonly number[])[] => {
  const { target } = preparation
  if (!('categories' in target)) return Array.from(rowMajorNumbers(outputs), y => [y * target.width + target.shift])
  const [size, width] = outputs.shape
  const numbers = rowMajorNumbers(afterwards(loss)(outputs))
  return Array.from({ length: size }, (_, row) => [...numbers.subarray(row * width, (row + 1) * width)])
}

/**
 * Predicts the target column for every row of a table: the number, or the probability of every category, in the order of
 * `preparation.target.categories`.
 *
 * @param model a model of `pullback train`, or one with a preparation of `fitPreparation`
 * @param table the input columns: `readTable(path, { fields: preparation.inputs })`, or `tableFrom`
 * @param engine runs the network. Default: `eager`.
 * @throws RangeError if the table lacks a column or has other categories
 * @example const [[first]] = predictTable(model, table)
 */
export const predictTable = (model: TableModel, table: Table, engine?: Engine): readonly (readonly number[])[] =>
  answersOf(model, joinBatches([...outputsOf(model, encodeColumns(model.preparation.inputs, table), engine)]))
