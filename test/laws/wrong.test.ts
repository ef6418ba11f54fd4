import { isSome } from 'fp-ts/lib/Option.js'
import { expect, test } from 'vitest'
import { lawsOf } from '../../laws/layer.js'
import { verify } from '../../laws/verify.js'
import { wrong, type Wrong } from './wrong.js'

const lawsOfWrong = (row: Wrong) =>
  lawsOf(row.layers.every(({ inputShape }) => isSome(inputShape)) ? row : { ...row, shapes: [[1], [2], [3], [2, 2]] })

test.each(wrong.map(row => [row.name, row] as const))('%s is rejected, and its cause is named', (_, row) => {
  const { results } = verify(lawsOfWrong(row), { seed: 1 })
  const found = results.flatMap(({ counterexample }) => counterexample ?? [])
  expect(found).not.toEqual([])
  expect(found.map(({ cause, message }) => cause ?? message).join('\n')).toMatch(row.cause)
})

test('a counterexample replays from its seed and path', () => {
  const [row] = wrong
  if (row === undefined) throw new Error('no wrong layers')
  const laws = lawsOfWrong(row)
  for (const { verdict, law, counterexample } of verify(laws, { seed: 5 }).results)
    if (verdict === 'fails') {
      const own = laws.filter(({ name }) => name === law)
      const { seed, path } = counterexample ?? { seed: 0, path: '' }
      expect(verify(own, { seed, path }).results[0]?.counterexample?.exhibits).toEqual(counterexample?.exhibits)
    }
})
