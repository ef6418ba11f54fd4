import { softmaxOfFeatures } from '../../algebra/Algebra.js'
import { batches, eager, type Engine, type Model, predict, sigmoid, type UntypedLoss } from '../../index.js'
import { joinBatches } from '../../data/Dataset.js'
import { encodeColumns, type Preparation, type Table } from '../../files.js'
import { type Batched, rowMajorNumbers } from '../../tensor/Tensor.js'
import { isTensor, type Value } from '../../algebra/Value.js'
import { lossFor, ofProbabilities } from './loss.js'

export type TableModel = Model & { readonly preparation: Preparation }

export type Row = Readonly<Record<string, string | number | null>>

export const isRows = (value: Value): value is Batched<readonly [number]> => isTensor(value) && value.shape.length === 2

/** Number of rows in a batch for prediction. */
export const atOnce = 1024

/** Outputs of a network for encoded inputs, batch by batch. */
export function* outputsFor(
  { network, params }: Pick<Model, 'network' | 'params'>,
  { size, inputs }: { readonly size: number; readonly inputs: Value },
  engine: Engine = eager
): Iterable<Value> {
  const forward = predict(network, params, engine)
  for (const [input] of batches(atOnce)({ size, inputs, targets: inputs })) yield forward(input)
}

/** Outputs of a model for the rows of a table, batch by batch. */
export const outputs = (model: TableModel, table: Table, engine?: Engine): Iterable<Value> =>
  outputsFor(model, { size: table.size, inputs: encodeColumns(model.preparation.inputs, table) }, engine)

/** Concatenates batches of rows. */
export const joinRows = (parts: readonly Value[]): Batched<readonly [number]> => {
  const all = joinBatches(parts)
  if (!isRows(all)) throw new TypeError('The output of a table model must be rows of numbers')
  return all
}

/** The function from logits to probabilities that a loss on logits includes and a prediction has to apply. */
const afterwards = ({
  description: { kind }
}: UntypedLoss): ((scores: Batched<readonly [number]>) => Batched<readonly [number]>) => {
  if (kind === 'softmaxCrossEntropy') return softmaxOfFeatures
  if (kind === 'binaryCrossEntropyWithLogits') return scores => sigmoid<readonly [number]>().forward([], scores)[0]
  return scores => scores
}

/** For each row of outputs, the number in the unit of its column, or the probability of every category. */
export const answers = (
  { preparation, loss = lossFor(preparation) }: TableModel,
  rows: Batched<readonly [number]>
): readonly (readonly number[])[] => {
  const { target } = preparation
  if (!('categories' in target)) return Array.from(rowMajorNumbers(rows), y => [y * target.width + target.shift])
  const [size] = rows.shape
  const width = target.categories.length
  const numbers = rowMajorNumbers(afterwards(loss)(rows))
  return Array.from({ length: size }, (_, row) => [...numbers.subarray(row * width, (row + 1) * width)])
}

/** One object for each row: the number, or the category and its probability (its score, if the loss does not use probabilities). */
export const predictions = (model: TableModel, rows: Batched<readonly [number]>, name: string): readonly Row[] => {
  const { target } = model.preparation
  const measure = ofProbabilities(model.loss ?? lossFor(model.preparation)) ? 'probability' : 'score'
  return answers(model, rows).map(answer => {
    if (!('categories' in target)) return { [name]: answer[0] ?? NaN }
    const most = Math.max(...answer)
    return { [name]: target.categories[answer.indexOf(most)] ?? '', [measure]: most }
  })
}
