/** Every wrong subject of a table is rejected, and every law about them rejects at least one. */
import { expect, test } from 'vitest'
import { kindOf } from '../../laws/wrong/prove.js'
import { rejecting, type Wrong } from '../../laws/wrong/Wrong.js'
import { once } from './once.js'

/**
 * `alsoByOthers`: a law that follows from others, which reject everything that it rejects, with a mistake for which it alone
 * is enough.
 */
export const expectRejections = (wrong: readonly Wrong[], alsoByOthers?: Readonly<Record<string, string>>): void => {
  const rejectedBy = once((row: Wrong) => rejecting(row, { seed: 1, shrinks: 0, explain: false }))
  const laws = () => [...new Set(wrong.flatMap(row => row.laws.map(({ name }) => name)))]

  test.each(wrong.map(row => [row.name, row] as const))('%s: rejected', (_, row) => {
    expect(rejectedBy(row)).not.toEqual([])
  })

  test('each law rejects at least one of them', () => {
    const found = new Set(wrong.flatMap(rejectedBy))
    expect(laws().filter(name => !found.has(name))).toEqual([])
  })

  if (alsoByOthers === undefined) return

  test('each law is the only one to reject some mistake, except laws that follow from others', () => {
    const alone = new Set(wrong.map(rejectedBy).flatMap(found => (found.length === 1 ? found.map(kindOf) : [])))
    expect([...new Set(laws().map(kindOf))].filter(law => !alone.has(law))).toEqual(Object.keys(alsoByOthers))
  })

  if (Object.keys(alsoByOthers).length > 0)
    test.each(Object.entries(alsoByOthers))('%s, without any other law, rejects %s', (law, mistake) => {
      const own = wrong
        .filter(({ name }) => name === mistake)
        .map(({ name, laws }) => ({ name, laws: laws.filter(({ name }) => kindOf(name) === law) }))
      expect(own.map(row => rejecting(row, { seed: 1, shrinks: 0 }).map(kindOf))).toEqual([[law]])
    })
}
