/** Messages of decoders: one line with the place, the expected value and the value found. */
import { left, right } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts/lib/index.js'
import { describe, expect, test } from 'vitest'
import { explained, shortly } from '../../src/codec/complaint.js'

describe('a value in a message has at most 60 characters', () => {
  test.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['a "b"', '"a \\"b\\""'],
    [-0.5, '-0.5'],
    [[], 'a list of length 0'],
    [[1, 2], 'a list of length 2'],
    [{ a: 1 }, 'an object'],
    ['x'.repeat(58), `"${'x'.repeat(58)}"`],
    ['x'.repeat(59), `"${'x'.repeat(56)}...`]
  ])('%j', (value, text) => {
    expect(shortly(value)).toBe(text)
  })
})

const list = t.type({ a: t.array(t.number, 'a list of numbers') })
const either = t.union([t.type({ b: t.string }), t.type({ c: t.type({ d: t.boolean }) })], 'this or that')
const both = t.intersection([t.type({ a: t.string }), t.type({ b: either })])
interface Nested {
  readonly inner?: Nested
}
const nested: t.Type<Nested> = t.recursion('nested', self => t.partial({ inner: self }))
const branching: t.Type<t.TypeOf<typeof either>> = t.recursion('branching', () => either)

describe('the place and the expected value', () => {
  test.each<readonly [line: string, type: t.Decoder<unknown, unknown>, value: unknown]>([
    ['must be a string, found 1', t.string, 1],
    ['must be a number, found "x"', t.number, 'x'],
    ['must be true or false, found 0', t.boolean, 0],
    ['must be an object, found a list of length 0', t.UnknownRecord, []],
    ['must be 1, found 2', t.literal(1), 2],
    ['must be an object, found 1', list, 1],
    ['a must be a list of numbers, found nothing', list, {}],
    ['a[0] must be a number, found "x"', list, { a: ['x'] }],
    ['a[12] must be a number, found "x"', list, { a: [...Array.from({ length: 12 }, () => 1), 'x'] }],
    ['x1.2y must be a string, found nothing', t.type({ x1: t.type({ '2y': t.string }) }), { x1: {} }],
    ['inner.inner must be nested, found 1', nested, { inner: { inner: 1 } }],
    // io-ts numbers the branches of unions and intersections. The path omits them.
    ['e must be an object, found 1', t.type({ e: either }), { e: 1 }],
    ['e.b must be a string, found 1', t.type({ e: branching }), { e: { b: 1 } }],
    ['[0].b must be a string, found 1', t.array(either), [{ b: 1 }]],
    ['a must be a string, found 1', both, { a: 1, b: { b: 'x' } }],
    // The deepest error is reported, and the first of equally deep ones.
    ['c.d must be true or false, found 1', either, { b: 1, c: { d: 1 } }],
    ['b.c.d must be true or false, found nothing', both, { a: 1, b: { c: {} } }],
    ['a must be a string, found nothing', t.type({ a: t.string, b: t.string }), {}]
  ])('%s', (line, type, value) => {
    expect(explained()(type.decode(value))).toEqual(left(line))
  })

  test('within a name', () => {
    expect(explained('loss')(t.string.decode(1))).toEqual(left('loss must be a string, found 1'))
    expect(explained('loss')(list.decode({ a: ['x'] }))).toEqual(left('loss.a[0] must be a number, found "x"'))
  })

  test('a message of the type itself', () => {
    const even = t.refinement(t.number, n => n % 2 === 0, 'even')
    const told = new t.Type('told', even.is, (_, context) => t.failure(1, context, 'is not even'), t.identity)
    expect(explained('n')(told.decode(1))).toEqual(left('n is not even'))
  })
})

test('a decoded value is returned unchanged', () => {
  expect(explained()(t.string.decode('x'))).toEqual(right('x'))
})
