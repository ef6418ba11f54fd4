/** Predictions and measures of models of tables, without files. */
import { isLeft, isRight, left } from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { dense, eraseLossTypes, eraseTypes, fromArray, meanSquaredError, networkFrom, tensor } from 'pullback'
import { measureOutputs, predictTable, tableFrom, type TableModel } from 'pullback/files'

const x = { name: 'x', unit: '', shift: 1, width: 2 }
const kind = { name: 'kind', unit: '', categories: ['a', 'b'] }

/** y = 10 + 4 (x − 1) / 2, from scaled numbers. */
const line: TableModel = {
  network: eraseTypes(dense(1, 1)),
  params: [tensor([[1]]), tensor([0])],
  preparation: { inputs: [x], target: { name: 'y', unit: 'm', shift: 10, width: 4 } }
}

const tableOf = (records: readonly unknown[], fields: TableModel['preparation']['inputs']) => {
  const table = tableFrom(records, { fields })
  if (isLeft(table)) throw new Error(table.left)
  return table.right
}

test('numbers in the unit of the target', () => {
  expect(predictTable(line, tableOf([{ x: 1, note: 'not read' }], [x]))).toEqual([[10]])
  expect(predictTable(line, tableOf([{ x: 3 }, { x: '-1' }], [x]))).toEqual([[14], [6]])
})

test('probabilities of categories, or the outputs of a loss that has none', () => {
  const model: TableModel = {
    network: eraseTypes(dense(2, 2)),
    params: [
      tensor([
        [1, 0],
        [0, 1]
      ]),
      tensor([0, 0])
    ],
    preparation: { inputs: [kind], target: { ...kind, name: 'answer' } }
  }
  const table = tableOf([{ kind: 'a' }, { kind: 'b' }], [kind])
  const high = Math.E / (1 + Math.E)
  const [first = []] = predictTable(model, table)
  expect(first[0]).toBeCloseTo(high, 14)
  expect(first[1]).toBeCloseTo(1 - high, 14)
  expect(predictTable({ ...model, loss: eraseLossTypes(meanSquaredError()) }, table)).toEqual([
    [1, 0],
    [0, 1]
  ])
})

test('records that do not fit are refused, with the number of the record', () => {
  expect(tableFrom([{ x: 1 }, { x: 'tall' }], { fields: [x] })).toEqual(
    left('line 2: "x" must be a number, found "tall"')
  )
  expect(tableFrom([{ x: 1 }, 2])).toEqual(left('line 2: must be a JSON object, found 2'))
  expect(tableFrom([{ x: 1 }, { z: 1 }])).toEqual(
    left('line 2: unknown key "z", expected those of the first line: "x"')
  )
  expect(tableFrom([], { fields: [x] })).toEqual(left('expected a header, found nothing'))
})

test('measures of numbers are in the unit of the target', () => {
  const measures = measureOutputs(
    line,
    fromArray<readonly [number, number]>([3, 1], [0, 1, 0]),
    fromArray<readonly [number, number]>([3, 1], [1, -1, 0])
  )
  if (!('rootMeanSquaredError' in measures)) throw new Error('The target holds numbers')
  expect(measures.meanAbsoluteError).toBe(4)
  expect(measures.r2).toBeCloseTo(-1.5, 14)
  expect(measures.rootMeanSquaredError).toBeCloseTo(4 * Math.sqrt(5 / 3), 14)
  const equal = fromArray<readonly [number, number]>([2, 1], [1, 1])
  expect(measureOutputs(line, equal, equal)).not.toHaveProperty('r2')
})

test('a short form of a network', () => {
  const network = networkFrom('8,relu,dropout:0.5', 4, 3)
  expect(isRight(network) && network.right.description.parts.map(({ kind }) => kind)).toEqual([
    'dense',
    'relu',
    'dropout',
    'dense'
  ])
  expect(networkFrom('8,rule', 4, 3)).toEqual(
    left('layers: unknown layer "rule" (pullback layers lists the names): did you mean relu?')
  )
})
