/** Mistakes in places that few draws meet, and right layers in the same places. */
import { expect, test } from 'vitest'
import { exp, multiply, scale, subtract } from '../../src/algebra/Algebra.js'
import { inSequence } from '../../src/layer/andThen.js'
import { relu } from '../../src/layer/activation/relu.js'
import { sigmoid } from '../../src/layer/activation/sigmoid.js'
import { activation } from '../../src/layer/activation/activation.js'
import { residual } from '../../src/layer/combinator/residual.js'
import { dense } from '../../src/layer/dense.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { maxout } from '../../src/layer/maxout.js'
import { layerLaws } from '../../laws/layer/layerLaws.js'
import { verify } from '../../laws/run/verify.js'
import { kindOf } from '../../laws/wrong/prove.js'
import { allDraws } from '../draws.js'
import { type Unreached, unreached } from './wrong/unreached.js'

/** `npm test` tries the first mistake of each place, `.ci/run` every second, `npm run check:long` all. */
const tried = unreached.filter(
  ({ place }, i) => (allDraws && i % 2 === 0) || unreached.findIndex(other => other.place === place) === i
)

/** The laws that only look at such places come first, because the others take longer. */
const firstLaws = ({ laws }: Unreached) => [
  ...laws.filter(({ name }) => ['range', 'parts'].includes(kindOf(name))),
  ...laws.filter(({ name }) => !['range', 'parts'].includes(kindOf(name)))
]

test.each(tried.map(row => [row.name, row] as const))('is rejected: %s', (_, row) => {
  const rejected = firstLaws(row).some(
    law => verify([law], { seed: 1, shrinks: 0, explain: false }).results[0]?.verdict === 'fails'
  )
  expect(rejected).toBe(true)
})

/** The laws of a layer that look at such places. */
const placeLaws = (layer: Parameters<typeof layerLaws>[0]) =>
  layerLaws(layer).filter(({ name }) => ['range', 'parts'].includes(kindOf(name)))

test.each([
  ['a network with kinks', inSequence([dense(2, 3), relu(), dense(3, 4), maxout(2)])],
  ['a kink beside a skip', eraseTypes(residual(inSequence([dense(2, 2), relu()])))]
])('is accepted: %s', (_, layer) => {
  const { results } = verify(placeLaws(layer), { seed: 1 })
  expect(results.map(({ law, verdict }) => [kindOf(law), verdict])).toEqual([
    ['range', 'holds'],
    ['parts', 'holds']
  ])
})

test('a part that never gets zeros is named', () => {
  const [, result] = verify(placeLaws(inSequence([dense(2, 2), sigmoid(), relu()])), { seed: 1 }).results
  expect(result).toMatchObject({ verdict: 'partial', unreached: ['zeros in part 2, relu()'] })
})

test('a magnitude at which forward overflows is named', () => {
  const square = activation(
    x => multiply(exp(x), exp(scale(-1, x))),
    x => subtract(x, x)
  )
  const [result] = verify(placeLaws(eraseTypes(square())), { seed: 1 }).results
  expect(result).toMatchObject({ verdict: 'partial', unreached: ['numbers above 10³'] })
})

test('the report names the place of a mistake', () => {
  const cause = (name: string) =>
    unreached
      .filter(row => row.name.includes(name))
      .flatMap(row => verify(firstLaws(row).slice(0, 1), { seed: 1 }).results)
      .map(({ counterexample }) => counterexample?.cause)
  expect(cause('sine: zero between 3.6 and 3.8')[0]).toMatch(/magnitudes of the input, such as 3\.[678]/)
  expect(cause('adds up 16 examples')[0]).toMatch(/wrong in large batches/)
})
