import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { layerCase, reachedBy } from '../../laws/generator/layer.js'
import { anyNetwork, combinators, coverage } from '../../laws/composition/network.js'
import { kindsIn, kindsOf, numbers } from '../../laws/generator/numbers.js'
import { initial } from '../../laws/generator/layer.js'
import { type Law } from '../../laws/law/Law.js'
import { layerLaws } from '../../laws/layer/layerLaws.js'
import { verify } from '../../laws/run/verify.js'
import { tanh } from '../../src/layer/activation/tanh.js'
import { batched, shaped, sizeOf } from '../../laws/value/Numbers.js'
import { run } from '../../laws/value/Passes.js'
import { layerSubjects as table } from '../../laws/subject/layers.js'
import { filledTensor } from '../../src/tensor/Tensor.js'

const sample = <A>(arbitrary: fc.Arbitrary<A>, numRuns = 300) => fc.sample(arbitrary, { seed: 1, numRuns })

test.each(['generic', 'special', 'integers', 'large'] as const)('%s numbers reach what they should', palette => {
  const reached = new Set(sample(numbers(4, palette)).flatMap(kindsOf))
  for (const kind of kindsIn[palette]) expect(reached).toContain(kind)
})

/** A law of layers whose draws are those that are left. */
const lawWithout = (law: Law | undefined, kind: string): readonly Law[] =>
  law === undefined ? [] : [{ ...law, property: law.property.filter(({ reached }) => !reached.includes(kind)) }]

test.each(['negative', 'zero', 'saturated', 'ties', 'batch of one', 'batch of several'])(
  'a law whose draws never have: %s, was not tried',
  kind => {
    const [shapes] = layerLaws(tanh())
    expect(verify(lawWithout(shapes, kind)).results).toMatchObject([
      { verdict: 'inconclusive', reason: `no draw had: ${kind}`, runs: 500 }
    ])
  }
)

test('draws continue until they cover the required cases', () => {
  const { results, holds } = verify(layerLaws(tanh()), { runs: 1 })
  expect(holds).toBe(true)
  for (const { law, runs } of results) if (!law.endsWith('range')) expect(runs).toBeGreaterThan(1)
})

test('generic numbers have no zeros and no ties', () => {
  const reached = new Set(sample(numbers(4, 'generic')).flatMap(kindsOf))
  expect([...reached]).toEqual(['negative'])
})

test.each(table.map(row => [row.name, row] as const))(
  '%s gets batches of one and of several, negative and zero inputs',
  (_, subject) => {
    const reached = new Set(sample(layerCase(subject), 100).flatMap(reachedBy))
    // What takes only some numbers is not asked about others.
    const kinds = subject.input === undefined ? ['negative', 'zero', 'saturated'] : []
    for (const kind of [...kinds, 'batch of one', 'batch of several']) expect(reached).toContain(kind)
  }
)

test('a row shrinks to a single one', () => {
  const property = fc.property(numbers(1000, 'generic'), row => Math.abs(row[617] ?? 0) < 0.01)
  const { counterexample } = fc.check(property, { seed: 1, numRuns: 50 })
  const [row = []] = counterexample ?? []
  expect(row.filter(x => x !== 0)).toHaveLength(1)
  expect(Math.abs(row[617] ?? 0)).toBe(1)
})

test('every layer and every combinator is in at least 5 % of the random networks', () => {
  const found = coverage(sample(anyNetwork(table), 2000))
  const names = new Set([...table.map(({ name }) => name), ...combinators])
  const rare = [...names].filter(name => !((found.get(name) ?? 0) >= 0.05))
  expect(rare.map(name => `${name} ${(found.get(name) ?? 0).toFixed(3)}`)).toEqual([])
})

test('random networks run, and give the stated shape', () => {
  for (const { layer, input, output } of sample(anyNetwork(table), 200)) {
    const ones = (shape: readonly number[]) => filledTensor(shape, 1)
    const params = initial(layer)
    const gradient = shaped(batched(2, output), ones)
    expect(sizeOf(run(layer, params, shaped(batched(2, input), ones), gradient).output)).toBe(sizeOf(gradient))
  }
})
