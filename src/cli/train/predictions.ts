/** What a model makes of a table, in the words of its columns. */
import { softmaxOfFeatures } from '../../Algebra.js'
import { sigmoid } from '../../index.js'
import { type Model } from '../../codec/model.js'
import { encodeColumns, type Preparation } from '../../codec/preparation.js'
import { type Table } from '../../codec/Table.js'
import { batches, joinBatches } from '../../Dataset.js'
import { predict } from '../../Learner.js'
import { type HiddenLoss } from '../../Loss.js'
import { type Batched, rowMajorNumbers } from '../../Tensor.js'
import { isTensor, type Value } from '../../Value.js'

export type TableModel = Model & { readonly preparation: Preparation }

export type Row = Readonly<Record<string, string | number>>

export const isRows = (value: Value): value is Batched<readonly [number]> => isTensor(value) && value.shape.length === 2

/** Rows that go through the network at once. */
const atOnce = 1024

/** The rows of the output, for all rows of the input. */
export const outputs = ({ network, params, preparation }: TableModel, table: Table): Batched<readonly [number]> => {
  const inputs = encodeColumns(preparation.inputs, table)
  const forward = predict(network, params)
  const parts = batches(atOnce)({ size: table.size, inputs, targets: inputs }).map(([input]): Value => forward(input))
  const all = joinBatches(parts)
  if (!isRows(all)) throw new TypeError('The network of a table gives rows')
  return all
}

/** A loss on logits trains a network without the last function, which prediction needs. */
const afterwards = (
  loss: HiddenLoss | undefined
): ((scores: Batched<readonly [number]>) => Batched<readonly [number]>) => {
  const kind = loss?.description.kind ?? 'softmaxCrossEntropy'
  if (kind === 'softmaxCrossEntropy') return softmaxOfFeatures
  if (kind === 'binaryCrossEntropyWithLogits') return scores => sigmoid<readonly [number]>().forward([], scores)[0]
  return scores => scores
}

/** For each row the number, in its unit, or a number for every category: how probable it is. */
export const answers = (model: TableModel, table: Table): readonly (readonly number[])[] => {
  const { target } = model.preparation
  const found = outputs(model, table)
  if (!('categories' in target)) return Array.from(rowMajorNumbers(found), y => [y * target.width + target.shift])
  const numbers = rowMajorNumbers(afterwards(model.loss)(found))
  const width = target.categories.length
  return Array.from({ length: table.size }, (_, row) => [...numbers.subarray(row * width, (row + 1) * width)])
}

/** One object a row: the number, or the category and its probability. */
export const predictions = (model: TableModel, table: Table): readonly Row[] => {
  const { target } = model.preparation
  return answers(model, table).map(answer => {
    if (!('categories' in target)) return { [target.name]: answer[0] ?? NaN }
    const probability = Math.max(...answer)
    return { [target.name]: target.categories[answer.indexOf(probability)] ?? '', probability }
  })
}
