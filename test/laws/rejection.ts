/** Every wrong thing of a table is rejected, and every law that speaks of them rejects one of them. */
import { expect, test } from 'vitest'
import { rejecting, type Wrong } from '../../laws/wrong/Wrong.js'

export const expectRejections = (wrong: readonly Wrong[]): void => {
  const rejections = new Map(wrong.map(row => [row.name, rejecting(row, { seed: 1, shrinks: 20 })]))
  const laws = new Set(wrong.flatMap(row => row.laws.map(({ name }) => name)))

  test.each([...rejections])('%s: rejected', (_, found) => {
    expect(found).not.toEqual([])
  })

  test('each law rejects one of them', () => {
    const found = new Set([...rejections.values()].flat())
    expect([...laws].filter(name => !found.has(name))).toEqual([])
  })
}
