/** What a model makes of a table, in the words of its columns. */
import { classesOf, predict } from '../../index.js'
import { type Model } from '../../codec/model.js'
import { encodeColumns, type Preparation } from '../../codec/preparation.js'
import { type Table } from '../../codec/Table.js'
import { softmaxOfFeatures } from '../../Algebra.js'
import { type Batched, fromArray, rowMajorNumbers } from '../../Tensor.js'
import { isTensor, type Value } from '../../Value.js'

export type TableModel = Model & { readonly preparation: Preparation }

export type Row = Readonly<Record<string, string | number>>

/** Rows that go through the network at once. */
const atOnce = 1024

/** The rows of the output, for all rows of the input. */
export const outputs = ({ network, params, preparation }: TableModel, table: Table): Batched<readonly [number]> => {
  const inputs = encodeColumns(preparation.inputs, table)
  const numbers = rowMajorNumbers(inputs)
  const [size, width] = inputs.shape
  const forward = predict(network, params)
  const parts: Float64Array[] = []
  for (let from = 0; from < size; from += atOnce) {
    const rows = Math.min(atOnce, size - from)
    const output: Value = forward(fromArray([rows, width], numbers.subarray(from * width, (from + rows) * width)))
    parts.push(isTensor(output) ? rowMajorNumbers(output) : new Float64Array())
  }
  const outputWidth = (parts[0]?.length ?? 0) / Math.min(atOnce, size)
  const all = new Float64Array(size * outputWidth)
  parts.forEach((part, i) => all.set(part, i * atOnce * outputWidth))
  return fromArray([size, outputWidth], all)
}

/** One object a row: the number, or the category and its probability. */
export const predictions = (model: TableModel, table: Table): readonly Row[] => {
  const { target } = model.preparation
  const found = outputs(model, table)
  if (!('categories' in target))
    return Array.from(rowMajorNumbers(found), y => ({ [target.name]: y * target.width + target.shift }))
  const probabilities = rowMajorNumbers(softmaxOfFeatures(found))
  const { categories } = target
  return classesOf(found).map((place, row) => ({
    [target.name]: categories[place] ?? '',
    probability: probabilities[row * categories.length + place] ?? NaN
  }))
}
