/** Every wrong thing of a table is rejected, and every law that speaks of them rejects one of them. */
import { expect, test } from 'vitest'
import { kindOf } from '../../laws/prove.js'
import { rejecting, type Wrong } from '../../laws/wrong/Wrong.js'

/** `neverAlone`: those laws that reject only what others reject, too; without any other law a mistake would pass. */
export const expectRejections = (wrong: readonly Wrong[], neverAlone?: readonly string[]): void => {
  const known = new Map<Wrong, readonly string[]>()
  /** Found when a test first asks, so that loading the file runs no law. */
  const rejections = (row: Wrong): readonly string[] => {
    const found = known.get(row) ?? rejecting(row, { seed: 1, shrinks: 20 })
    known.set(row, found)
    return found
  }
  const laws = new Set(wrong.flatMap(row => row.laws.map(({ name }) => name)))

  test.each(wrong.map(row => [row.name, row] as const))('%s: rejected', (_, row) => {
    expect(rejections(row)).not.toEqual([])
  })

  test('each law rejects one of them', () => {
    const found = new Set(wrong.flatMap(rejections))
    expect([...laws].filter(name => !found.has(name))).toEqual([])
  })

  if (neverAlone !== undefined)
    test('each law is the only one to reject one of them, but for those that follow from others', () => {
      const alone = new Set(
        wrong
          .map(rejections)
          .flatMap(found => (found.length === 1 ? found : []))
          .map(kindOf)
      )
      expect([...new Set([...laws].map(kindOf))].filter(law => !alone.has(law))).toEqual(neverAlone)
    })
}
