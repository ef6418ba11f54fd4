/** Every wrong thing of a table is rejected, and every law rejects one of them. */
import { expect, test } from 'vitest'
import { type Law } from '../../laws/Law.js'
import { rejecting, type Wrong } from '../../laws/wrong/Wrong.js'

export const expectRejections = (wrong: readonly Wrong[], laws: readonly Law[]): void => {
  const rejections = new Map(wrong.map(row => [row.name, rejecting(row, { seed: 1, shrinks: 20 })]))

  test.each([...rejections])('%s: rejected', (_, found) => {
    expect(found).not.toEqual([])
  })

  test('each law rejects one of them', () => {
    const found = new Set([...rejections.values()].flat())
    expect(laws.map(({ name }) => name).filter(name => !found.has(name))).toEqual([])
  })
}
