/** Preparations: numbers are standardised, categories become one-hot, and JSON restores a preparation. */
import { left, right } from 'fp-ts/lib/Either.js'
import { encodeColumns, examplesOf, fitPreparation, type Preparation, type Table } from 'pullback/files'
import { describe, expect, test } from 'vitest'
import { explained } from '../../src/codec/complaint.js'
import { fieldsOf, inputWidth, Preparation as Codec, widthOf } from '../../src/codec/preparation.js'
import { encodeModel } from '../../src/codec/model.js'
import { eraseTypes, identity } from '../../src/index.js'
import { rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Value } from '../../src/algebra/Value.js'

const length = { name: 'length', unit: 'cm', numbers: Float64Array.of(1, 3, 5, 11) }
const colour = { name: 'colour', unit: '', categories: ['red', 'blue', 'grey'], numbers: Float64Array.of(0, 2, 1, 0) }
const weight = { name: 'weight', unit: 'kg', numbers: Float64Array.of(10, 20, 30, 40) }
const table: Table = { size: 4, columns: [length, colour, weight] }

// Fitted on the first three rows: means 3 and 20, standard deviations √(8 / 3) and √(200 / 3).
const preparation: Preparation = {
  inputs: [
    { name: 'length', unit: 'cm', shift: 3, width: Math.sqrt(8 / 3) },
    { name: 'colour', unit: '', categories: ['red', 'blue', 'grey'] }
  ],
  target: { name: 'weight', unit: 'kg', shift: 20, width: Math.sqrt(200 / 3) }
}

test('is fitted to some rows, and the target is not an input', () => {
  expect(fitPreparation(table, weight, [0, 1, 2])).toEqual(preparation)
  expect(fitPreparation(table, colour, [0, 1, 2])).toEqual({
    inputs: [preparation.inputs[0], preparation.target],
    target: preparation.inputs[1]
  })
})

test('a column that is constant in these rows has width 1', () => {
  expect(fitPreparation(table, weight, [1]).target).toEqual({ name: 'weight', unit: 'kg', shift: 20, width: 1 })
})

describe('missing values', () => {
  const gaps: Table = {
    size: 6,
    columns: [
      { name: 'x', unit: '', numbers: Float64Array.of(1, 1, 4, 10, NaN, 99), decimal: 'comma' },
      { name: 'kind', unit: '', categories: ['a', 'b'], numbers: Float64Array.of(1, 1, 0, NaN, -1, 0) },
      weight
    ]
  }
  const [x, kind] = gaps.columns

  test.each([
    ['mean', 4],
    ['median', 2.5],
    ['most-frequent', 1]
  ] as const)('%s of the training rows', (fill, value) => {
    const { inputs, target } = fitPreparation(gaps, weight, [0, 1, 2, 3, 4], fill)
    expect(inputs).toEqual([
      { name: 'x', unit: '', shift: 4, width: Math.sqrt(54 / 4), fill: value, decimal: 'comma' },
      { name: 'kind', unit: '', categories: ['a', 'b'], fill: 'b' }
    ])
    expect(target).not.toHaveProperty('fill')
    // One number and two categories in a row.
    const encoded = [...rowMajorNumbers(encodeColumns(inputs, gaps))]
    expect(encoded[4 * 3]).toBe((value - 4) / Math.sqrt(54 / 4))
    expect(encoded.slice(3 * 3 + 1, 3 * 3 + 3)).toEqual([0, 1])
    expect(encoded.slice(4 * 3 + 1, 4 * 3 + 3)).toEqual([0, 0])
    const saved = { inputs, target, markers: ['-'] }
    expect(Codec.decode(JSON.parse(JSON.stringify(Codec.encode(saved))))).toEqual(right(saved))
  })

  test('without a value to fill in, they stay NaN', () => {
    const { inputs } = fitPreparation(gaps, weight, [0, 1])
    expect([x, kind].map(column => column?.numbers.some(Number.isNaN))).toEqual([true, true])
    expect(rowMajorNumbers(encodeColumns(inputs, gaps))[4 * 3]).toBeNaN()
  })
})

test('differences whose squares underflow', () => {
  const tiny = { name: 'x', unit: '', numbers: Float64Array.of(1e-200, 3e-200) }
  expect(fitPreparation({ size: 2, columns: [tiny, weight] }, weight, [0, 1]).inputs).toEqual([
    { name: 'x', unit: '', shift: 2e-200, width: 1e-200 }
  ])
})

test('the number of features', () => {
  expect([...preparation.inputs, preparation.target].map(widthOf)).toEqual([1, 3, 1])
  expect(inputWidth(preparation)).toBe(4)
})

test('columns become rows of a tensor', () => {
  const scaled = (x: number): number => (x - 3) / Math.sqrt(8 / 3)
  const rows = encodeColumns(preparation.inputs, table)
  expect(rows.shape).toEqual([4, 4])
  expect([...rowMajorNumbers(rows)]).toEqual(
    [
      [scaled(1), 1, 0, 0],
      [scaled(3), 0, 0, 1],
      [scaled(5), 0, 1, 0],
      [scaled(11), 1, 0, 0]
    ].flat()
  )
  const turned = encodeColumns(preparation.inputs.toReversed(), table)
  expect([...rowMajorNumbers(turned)].slice(0, 8)).toEqual([1, 0, 0, scaled(1), 0, 0, 1, scaled(3)])
})

test('examples keep the names of the columns', () => {
  const { inputs, targets, fields } = examplesOf(preparation, table)
  expect([inputs.shape, targets.shape]).toEqual([
    [4, 4],
    [4, 1]
  ])
  expect(rowMajorNumbers(targets)[3]).toBe(20 / Math.sqrt(200 / 3))
  const { name, unit, categories } = colour
  expect(fields).toEqual({
    inputs: [
      { name: 'length', unit: 'cm' },
      { name, unit, categories }
    ],
    targets: [{ name: 'weight', unit: 'kg' }]
  })
  expect(fieldsOf(preparation.inputs)).toEqual(fields?.inputs)
})

describe('a table with other columns is refused', () => {
  test.each<readonly [string, Table['columns'], string]>([
    ['a missing column', [colour, weight], '"length" of numbers'],
    ['categories instead of numbers', [{ ...length, categories: ['1'] }], '"length" of numbers'],
    [
      'categories in another order',
      [length, { ...colour, categories: ['blue', 'red', 'grey'] }],
      '"colour" of "red", "blue", "grey"'
    ],
    ['numbers instead of categories', [length, { ...weight, name: 'colour' }], '"colour" of "red", "blue", "grey"']
  ])('%s', (_, columns, what) => {
    expect(() => examplesOf(preparation, { size: 4, columns })).toThrow(
      new RangeError(`The table must have a column ${what}: read the table with the fields of the preparation`)
    )
  })
})

describe('as JSON', () => {
  test('decode after encode is the identity', () => {
    const signed = { ...preparation, target: { name: 'weight', unit: '', shift: -0, width: 1 } }
    for (const one of [preparation, signed])
      expect(Codec.decode(JSON.parse(JSON.stringify(Codec.encode(one))))).toEqual(right(one))
  })

  test('an invalid preparation is not saved', () => {
    const network = eraseTypes(identity<Value>())
    const flat = { ...preparation, target: { name: 'weight', unit: '', shift: 0, width: 0 } }
    expect(encodeModel({ network, params: [], preparation: flat })).toEqual(
      left('preparation.target.width must be a positive finite number, found 0')
    )
  })

  const [input] = preparation.inputs
  test.each([
    [[], 'preparation must be an object, found a list of length 0'],
    [{ target: input }, 'preparation.inputs must be a list of columns, found nothing'],
    [{ inputs: [], target: 1 }, 'preparation.target must be an object, found 1'],
    [{ inputs: [input], target: {} }, 'preparation.target.name must be a string, found nothing'],
    [{ inputs: [{ name: 'x', unit: 1 }], target: input }, 'preparation.inputs[0].unit must be a string, found 1'],
    [
      { inputs: [{ name: 'x', unit: '', categories: [1] }], target: input },
      'preparation.inputs[0].categories[0] must be a string, found 1'
    ],
    [
      { inputs: [{ name: 'x', unit: '', shift: 'x', width: 1 }], target: input },
      'preparation.inputs[0].shift must be a finite number, found "x"'
    ],
    [
      { inputs: [input], target: { name: 'x', unit: '', shift: 'NaN', width: 1 } },
      'preparation.target.shift must be a finite number, found NaN'
    ],
    [
      { inputs: [input], target: { name: 'x', unit: '', shift: 0, width: 0 } },
      'preparation.target.width must be a positive finite number, found 0'
    ]
  ])('%j', (json, line) => {
    expect(explained('preparation')(Codec.decode(json))).toEqual(left(line))
  })
})
