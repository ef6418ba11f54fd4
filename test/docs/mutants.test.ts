/** docs/results/mutants.md, which `npm run docs:mutants` writes, has a row for every kind of layer, and docs/laws.md has its figures. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { layerSubjects } from '../../laws/subject/layers.js'

const page = readFileSync('docs/results/mutants.md', 'utf8')

const rows = [...page.matchAll(/^\| (.+?) +\| .*? \|((?: +\d+ \|)+)$/gm)].map(([, name, cells = '']) => ({
  name,
  numbers: [...cells.matchAll(/\d+/g)].map(Number)
}))

const kinds = layerSubjects.map(({ name }) => name)

test('the page has a row for every kind of layer, in order; else run npm run docs:mutants', () => {
  expect(rows.map(({ name }) => name)).toEqual([...kinds, 'all'])
})

test('the last row is the sum, at least 99 % of the mistakes are rejected, and docs/laws.md has the figures', () => {
  const sums = rows.slice(0, -1).reduce((sum, { numbers }) => numbers.map((n, i) => n + (sum[i] ?? 0)), [0])
  const [mutants = 0, rejected = 0, survived = 0, equivalent = 0, atKinks = 0] = sums
  expect(rows.at(-1)?.numbers).toEqual(sums)
  expect(rejected + survived + equivalent + atKinks).toBe(mutants)
  expect(rejected / (rejected + survived)).toBeGreaterThan(0.99)
  const laws = readFileSync('docs/laws.md', 'utf8').replaceAll(/\s+/g, ' ')
  expect(laws).toContain(
    `The laws reject ${rejected} of ${rejected + survived} mistakes in ${kinds.length} kinds of layers; ${equivalent} further mutants are equivalent`
  )
})
