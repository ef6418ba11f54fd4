/** The tables of `pullback train` and `pullback evaluate` fit the terminal. */
import { expect, test } from 'vitest'
import { showMeasures } from '../../src/cli/train/measures.js'
import { type CategoryMeasures, type Preparation } from '../../src/files.js'
import { linesOf } from './fakeTerminal.js'

/** The measures of a confusion matrix, of which only the counts matter here. */
const measuresOf = (names: readonly string[], count: (i: number, j: number) => number): CategoryMeasures => ({
  loss: 1,
  accuracy: 1,
  baseline: { accuracy: 0.5, category: 'b' },
  confusionMatrix: names.map((_, i) => names.map((_, j) => count(i, j))),
  categories: names.map(category => ({ category, support: 1, precision: 1, recall: 1, f1: 1 }))
})

const preparation: Preparation = { inputs: [], target: { name: 'y', unit: '', categories: [] } }

const tableOf = (measures: CategoryMeasures, columns: number): readonly string[] =>
  linesOf(showMeasures(measures, preparation, columns)).slice(1)

const numbered = (count: number, name: string) => Array.from({ length: count }, (_, i) => `${name} ${i}`)
const iris = measuresOf(['setosa', 'versicolor', 'virginica'], (i, j) => (i === j ? 40 : i === 1 ? 9 + j : 0))

test('a matrix that fits', () => {
  expect(tableOf(iris, 76)[0]).toBe('true \\ predicted  setosa  versicolor  virginica  precision  recall   F1')
})

test('a matrix that does not fit gives way to the most frequent confusions', () => {
  for (const columns of [40, 75])
    expect(tableOf(iris, columns)).toEqual([
      'true        precision  recall   F1',
      'setosa      100.0 %    100.0 %  100.0 %',
      'versicolor  100.0 %    100.0 %  100.0 %',
      'virginica   100.0 %    100.0 %  100.0 %',
      '--json prints the confusion matrix.',
      'true        predicted  rows',
      'versicolor  virginica  11',
      'versicolor  setosa     9'
    ])
})

test('a matrix without confusions', () => {
  expect(
    tableOf(
      measuresOf(numbered(9, 'a'), (i, j) => (i === j ? 1 : 0)),
      40
    )
  ).toHaveLength(11)
})

test('more than 20 categories', () => {
  const lines = tableOf(
    measuresOf(numbered(100, 'kind'), i => i),
    80
  )
  expect(lines.slice(0, 4)).toEqual([
    '100 categories.',
    '--json prints the confusion matrix.',
    'true     predicted  rows',
    'kind 99  kind 0     99'
  ])
  expect(lines).toHaveLength(23)
})

test.each([40, 60, 80, 200])('no line is longer than %i columns', columns => {
  for (const count of [2, 3, 9, 20, 21, 300])
    for (const name of ['a', 'a long name of a category', 'a\nb'])
      for (const line of tableOf(
        measuresOf(numbered(count, name), () => 1234),
        columns
      ))
        expect(line.length).toBeLessThanOrEqual(columns)
})
