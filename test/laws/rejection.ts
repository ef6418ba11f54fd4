/** Every wrong thing of a table is rejected, and every law that speaks of them rejects one of them. */
import { expect, test } from 'vitest'
import { kindOf } from '../../laws/prove.js'
import { rejecting, type Wrong } from '../../laws/wrong/Wrong.js'

/** `neverAlone`: those laws that reject only what others reject, too; without any other law a mistake would pass. */
export const expectRejections = (wrong: readonly Wrong[], neverAlone?: readonly string[]): void => {
  const rejections = new Map(wrong.map(row => [row.name, rejecting(row, { seed: 1, shrinks: 20 })]))
  const laws = new Set(wrong.flatMap(row => row.laws.map(({ name }) => name)))

  test.each([...rejections])('%s: rejected', (_, found) => {
    expect(found).not.toEqual([])
  })

  test('each law rejects one of them', () => {
    const found = new Set([...rejections.values()].flat())
    expect([...laws].filter(name => !found.has(name))).toEqual([])
  })

  if (neverAlone !== undefined)
    test('each law is the only one to reject one of them, but for those that follow from others', () => {
      const alone = new Set([...rejections.values()].flatMap(found => (found.length === 1 ? found : [])).map(kindOf))
      expect([...new Set([...laws].map(kindOf))].filter(law => !alone.has(law))).toEqual(neverAlone)
    })
}
