/** Bounds on a description: number of parts, and number of tensors that one example becomes. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { networkCodec, parseJson } from 'pullback'
import { describe, expect, test } from 'vitest'
import { layerSubjects } from '../../laws/subject/layers.js'
import { excess } from '../../src/codec/bounds.js'
import { type Written } from '../../src/codec/description.js'

const many = 'expected layers that turn one example into at most 1024 tensors, found more'

const of = (kind: string, ...parts: readonly Written[]): Written => ({ kind, parts })
const times = (count: number, kind: string): readonly Written[] => Array.from({ length: count }, () => ({ kind }))
const copies = (count: number): Written => of('sequence', ...times(count, 'copy'))
const copied = (count: number, ...then: readonly Written[]): Written => of('sequence', ...times(count, 'copy'), ...then)

describe('the maximum number of tensors is accepted, twice as many are refused', () => {
  test.each<readonly [name: string, described: (copies: number) => Written, most: number]>([
    ['copy', copies, 10],
    ['layers in sequence', count => copied(count, ...times(5, 'tanh')), 10],
    ['summed in between', count => of('sequence', ...times(9, 'copy'), { kind: 'sum' }, copies(count)), 2],
    [
      'concatenated in between',
      count => of('sequence', ...times(9, 'copy'), { kind: 'concatenate' }, copies(count)),
      2
    ],
    ['the sum of one tensor is one tensor', count => of('sequence', { kind: 'sum' }, copies(count)), 10],
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

  test('a later reduction does not hide too many tensors', () => {
    const there = (count: number): Written => copied(count, ...times(count, 'sum'))
    expect(excess(there(10), 1e6)).toBeUndefined()
    expect(excess(there(11), 1e6)).toBe(many)
    expect(excess(there(3000), 1e6)).toBe(many)
  })
})

test('the number of parts counts all levels', () => {
  const nested = of('sequence', of('residual', of('sequence', { kind: 'tanh' })), { kind: 'tanh' })
  expect(excess(nested, 5)).toBeUndefined()
  expect(excess(nested, 4)).toBe('expected at most 4 parts, found 5')
  expect(excess({ kind: 'tanh' }, 0)).toBe('expected at most 0 parts, found 1')
})

test('no layer takes memory for a size in its description', () => {
  const { encode, decode } = networkCodec()
  let decoded = 0
  for (const layer of layerSubjects.flatMap(({ layers }) => layers)) {
    const json = encode(layer)
    const text = isLeft(json) ? '' : JSON.stringify(json.right)
    for (const { 0: number, index } of text.matchAll(/\d+/g)) {
      const parsed = parseJson(`${text.slice(0, index)}${Number.MAX_SAFE_INTEGER}${text.slice(index + number.length)}`)
      const found = isLeft(parsed) ? parsed : decode(parsed.right)
      decoded++
      // The message of V8 for an array that is too long.
      if (isLeft(found)) expect(found.left).not.toMatch(/array length|allocation/i)
    }
  }
  expect(decoded).toBeGreaterThan(100)
})
