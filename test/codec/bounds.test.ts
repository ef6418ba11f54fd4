/** What a description may ask for: so many parts, and so many tensors of an example at any place. */
import { describe, expect, test } from 'vitest'
import { excess } from '../../src/codec/bounds.js'
import { type Written } from '../../src/codec/description.js'

const many = 'expected layers that turn one example into at most 1024 tensors, found more'

const of = (kind: string, ...parts: readonly Written[]): Written => ({ kind, parts })
const times = (count: number, kind: string): readonly Written[] => Array.from({ length: count }, () => ({ kind }))
const copies = (count: number): Written => of('sequence', ...times(count, 'copy'))
const copied = (count: number, ...then: readonly Written[]): Written => of('sequence', ...times(count, 'copy'), ...then)

describe('as many tensors as there may be, and twice as many', () => {
  test.each<readonly [name: string, described: (copies: number) => Written, most: number]>([
    ['copy', copies, 10],
    ['one layer after the other', count => copied(count, ...times(5, 'tanh')), 10],
    ['summed in between', count => of('sequence', ...times(9, 'copy'), { kind: 'sum' }, copies(count)), 2],
    [
      'concatenated in between',
      count => of('sequence', ...times(9, 'copy'), { kind: 'concatenate' }, copies(count)),
      2
    ],
    ['one tensor is not summed to less', count => of('sequence', { kind: 'sum' }, copies(count)), 10],
    ['share', count => copied(1, of('share', copies(count))), 9],
    ['share of a half', count => copied(count, of('share', copies(1))), 9],
    ['fork', count => of('fork', copies(count), copies(count)), 9],
    ['beside', count => copied(2, of('beside', copies(count), copies(count))), 8],
    ['residual', count => of('residual', copies(count)), 10],
    ['residual of fewer', count => copied(count, of('residual', { kind: 'sum' })), 10]
  ])('%s', (_, described, most) => {
    expect(excess(described(most), 1e6)).toBeUndefined()
    expect(excess(described(most + 1), 1e6)).toBe(many)
  })

  test('nor may there be more on the way to fewer', () => {
    const there = (count: number): Written => copied(count, ...times(count, 'sum'))
    expect(excess(there(10), 1e6)).toBeUndefined()
    expect(excess(there(11), 1e6)).toBe(many)
    expect(excess(there(3000), 1e6)).toBe(many)
  })
})

test('as many parts as there may be, parts of parts among them', () => {
  const nested = of('sequence', of('residual', of('sequence', { kind: 'tanh' })), { kind: 'tanh' })
  expect(excess(nested, 5)).toBeUndefined()
  expect(excess(nested, 4)).toBe('expected at most 4 parts, found 5')
  expect(excess({ kind: 'tanh' }, 0)).toBe('expected at most 0 parts, found 1')
})
