/** Row indices for training and validation, by class. */
import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { balanceRows, splitRows } from '../../src/index.js'

const sorted = (rows: readonly number[]) => rows.toSorted((one, other) => one - other)

test('every class gives the same share, and no row is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      (of, share) => {
        const rows = [...of.keys()]
        const [training, validation] = splitRows(share, of)(rows)
        expect(sorted([...training, ...validation])).toEqual(rows)
        for (const one of new Set(of)) {
          const isIn = (row: number) => of[row] === one
          expect(validation.filter(isIn).length).toBe(Math.round(share * rows.filter(isIn).length))
        }
      }
    )
  )
})

test('without classes, the first rows are held out', () => {
  expect(splitRows(0.4)([4, 2, 0, 1, 3])).toEqual([
    [0, 1, 3],
    [4, 2]
  ])
  expect(() => splitRows(1)).toThrow('splitRows: the share must be at least 0 and below 1, found 1')
})

test('rows of rarer classes are repeated', () => {
  expect(balanceRows(['a', 'a', 'a', 'b', 'c', 'c'].map(name => name.charCodeAt(0)))([5, 0, 1, 2, 3, 4])).toEqual([
    5, 5, 0, 1, 2, 3, 3, 3, 4, 4
  ])
  expect(balanceRows([])([2, 1])).toEqual([2, 1])
})
