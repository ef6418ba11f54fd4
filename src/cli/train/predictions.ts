/** What a model makes of a table, in the words of its columns. */
import { softmaxOfFeatures } from '../../algebra/Algebra.js'
import { eager, type Engine, sigmoid } from '../../index.js'
import { type Model } from '../../codec/model.js'
import { encodeColumns, type Preparation } from '../../codec/preparation.js'
import { type Table } from '../../codec/Table.js'
import { batches, joinBatches } from '../../data/Dataset.js'
import { predict } from '../../learning/Learner.js'
import { type UntypedLoss } from '../../learning/Loss.js'
import { type Batched, rowMajorNumbers } from '../../tensor/Tensor.js'
import { isTensor, type Value } from '../../algebra/Value.js'
import { lossFor, ofProbabilities } from './loss.js'

export type TableModel = Model & { readonly preparation: Preparation }

export type Row = Readonly<Record<string, string | number>>

export const isRows = (value: Value): value is Batched<readonly [number]> => isTensor(value) && value.shape.length === 2

/** Rows that go through the network at once. */
export const atOnce = 1024

/** What comes out for the rows of a table, part by part. */
export function* outputs(
  { network, params, preparation }: TableModel,
  table: Table,
  engine: Engine = eager
): Iterable<Value> {
  const inputs = encodeColumns(preparation.inputs, table)
  const forward = predict(network, params, engine)
  for (const [input] of batches(atOnce)({ size: table.size, inputs, targets: inputs })) yield forward(input)
}

/** All parts as one. */
export const joinRows = (parts: readonly Value[]): Batched<readonly [number]> => {
  const all = joinBatches(parts)
  if (!isRows(all)) throw new TypeError('The network of a table gives rows')
  return all
}

/** A loss on logits trains a network without the last function, which prediction needs. */
const afterwards = ({
  description: { kind }
}: UntypedLoss): ((scores: Batched<readonly [number]>) => Batched<readonly [number]>) => {
  if (kind === 'softmaxCrossEntropy') return softmaxOfFeatures
  if (kind === 'binaryCrossEntropyWithLogits') return scores => sigmoid<readonly [number]>().forward([], scores)[0]
  return scores => scores
}

/** For each row of the output the number, in its unit, or a number for every category: how probable it is. */
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

/** One object a row: the number, or the category and its probability, or its score where the loss knows none. */
export const predictions = (model: TableModel, rows: Batched<readonly [number]>): readonly Row[] => {
  const { target } = model.preparation
  const measure = ofProbabilities(model.loss ?? lossFor(model.preparation)) ? 'probability' : 'score'
  return answers(model, rows).map(answer => {
    if (!('categories' in target)) return { [target.name]: answer[0] ?? NaN }
    const most = Math.max(...answer)
    return { [target.name]: target.categories[answer.indexOf(most)] ?? '', [measure]: most }
  })
}
