import { describe, expect, test } from 'vitest'
import { lawsOf } from '../../laws/layer/layerLaws.js'
import { proveOne } from '../../laws/wrong/prove.js'
import { verify } from '../../laws/run/verify.js'
import { notebookDense } from '../../laws/wrong/dense.js'
import { wrongLayers } from '../../laws/wrong/table.js'
import { type Wrong } from '../../laws/wrong/Wrong.js'
import { dense } from '../../src/layer/dense.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { allDraws } from '../draws.js'
import { expectFoundAmong } from './entry.js'
import { once } from './once.js'

const proven = once((row: Wrong) => proveOne(row, { seed: 1 }))

/** `npm test` tries every fifth mistake, `.ci/run` all. */
const tried = wrongLayers.filter((_, i) => allDraws || i % 5 === 0)

describe('every wrong layer is rejected', () => {
  test.each(tried.map(row => [row.name, row] as const))('%s', (_, row) => {
    expect(proven(row).rejectedBy).not.toEqual([])
  })
})

test('the cause of every wrong layer but one is named', () => {
  const unnamed = tried
    .map(proven)
    .filter(({ named }) => !named)
    .map(({ name, causes }) => ({ name, causes }))
  // A derivative at 1 − x, which the diagnosis cannot know.
  const known = ['sine: the derivative at −x + 1']
  const expected = known.filter(name => tried.some(row => row.name === name)).map(name => ({ name, causes: [] }))
  expect(unnamed).toEqual(expected)
})

/** Laws whose mistakes the law of ranges sees too, because it compares batches with their examples and moves whole examples. */
const alsoInRanges = ['batch', 'linearity']

test.runIf(allDraws)('every law of a layer rejects some mistake, alone or beside the law of ranges', () => {
  const laws = lawsOf({ name: 'dense', layers: [eraseTypes(dense(2, 3))], multilinear: true }).map(({ name }) =>
    name.replace('dense: ', '')
  )
  const alone = new Set(
    wrongLayers.map(proven).flatMap(({ rejectedBy }) => {
      const others = rejectedBy.length === 1 ? rejectedBy : rejectedBy.filter(law => law !== 'range')
      return rejectedBy.length === 1 || (others.length === 1 && alsoInRanges.includes(others[0] ?? '')) ? others : []
    })
  )
  expect([...alone].sort()).toEqual([...laws].sort())
})

test('a counterexample replays from its seed and path', () => {
  const { laws } = notebookDense
  for (const { verdict, law, counterexample } of verify(laws, { seed: 5 }).results)
    if (verdict === 'fails') {
      const own = laws.filter(({ name }) => name === law)
      const { seed, path } = counterexample ?? { seed: 0, path: '' }
      expect(verify(own, { seed, path }).results[0]?.counterexample?.exhibits).toEqual(counterexample?.exhibits)
    }
})

test.runIf(allDraws)('one wrong entry of ten thousand is found, and shrunk to two numbers', () =>
  expectFoundAmong(100, 100, [53, 34])
)
