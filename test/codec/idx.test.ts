import fc from 'fast-check'
import { isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import { flow } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { gzipSync } from 'node:zlib'
import { decodeIdx } from '../../src/codec/idx.js'
import { idx } from './idxBytes.js'

const six = [1, 2, 3, 4, 5, 255]
const file = idx([3, 2], six)
const decoded = right({ shape: [3, 2], bytes: six })

/** Decodes with the numbers as a plain list. */
const decode = flow(
  decodeIdx(2),
  map(({ shape, bytes }) => ({ shape, bytes: [...bytes] }))
)

test('decodes plain and compressed files', () => {
  expect(decode(file)).toEqual(decoded)
  expect(decode(gzipSync(file))).toEqual(decoded)
})

test('decodes a view into a larger array', () => {
  const larger = Uint8Array.from([9, 9, 9, ...file, 9])
  expect(decode(larger.subarray(3, 3 + file.length))).toEqual(decoded)
})

test('decodes a gzip header with a name, and refuses one longer than the bytes read first', () => {
  const compressed = gzipSync(file)
  const named = Uint8Array.from([...compressed.subarray(0, 3), 8, ...compressed.subarray(4, 10)])
  const withName = (length: number) =>
    Uint8Array.from([...named, ...new Array<number>(length).fill(65), 0, ...compressed.subarray(10)])
  expect(decode(withName(100))).toEqual(decoded)
  expect(decode(withName(5000))).toEqual(left('expected a header of 12 bytes, found 0'))
})

const zipped = gzipSync(file)

describe('refused with one line', () => {
  test.each([
    ['an empty file', new Uint8Array(), 'expected a header of 12 bytes, found 0'],
    ['half a header', file.subarray(0, 11), 'expected a header of 12 bytes, found 11'],
    ['a text', new TextEncoder().encode('<!DOCTYPE html>'), 'expected the magic number 0x00000802, found 0x3c21444f'],
    ['other axes', idx([6], [...six, 0, 0, 0, 0]), 'expected the magic number 0x00000802, found 0x00000801'],
    ['another type', idx([3, 2], six, 13), 'expected the magic number 0x00000802, found 0x00000d02'],
    ['an axis of size 0', idx([0, 2], []), 'expected positive sizes, found [0, 2]'],
    ['too few numbers', file.subarray(0, 17), 'expected 6 numbers for the shape [3, 2] in its header, found 5'],
    ['too many numbers', idx([3, 2], [...six, 7]), 'expected 6 numbers for the shape [3, 2] in its header, found 7'],
    ['10¹² numbers', idx([1e6, 1e6], []), 'expected at most 536870912 numbers, found [1000000, 1000000]'],
    [
      '10¹² numbers, compressed',
      gzipSync(idx([1e6, 1e6], [])),
      'expected at most 536870912 numbers, found [1000000, 1000000]'
    ],
    [
      'a claim equal to the bound',
      idx([2 ** 29, 1], []),
      'expected 536870912 numbers for the shape [536870912, 1] in its header, found 0'
    ],
    ['a claim above the bound', idx([2 ** 29 + 1, 1], []), 'expected at most 536870912 numbers, found [536870913, 1]'],
    [
      'the first byte of the gzip mark only',
      new Uint8Array(12).fill(0x1f, 0, 1),
      'expected the magic number 0x00000802, found 0x1f000000'
    ],
    [
      'the second byte only',
      new Uint8Array(12).fill(0x8b, 1, 2),
      'expected the magic number 0x00000802, found 0x008b0000'
    ],
    [
      'a claim below the bound',
      idx([5e8, 1], []),
      'expected 500000000 numbers for the shape [500000000, 1] in its header, found 0'
    ],
    [
      'the same claim, compressed',
      gzipSync(idx([5e8, 1], [])),
      'expected 500000000 numbers for the shape [500000000, 1] in its header, found 0'
    ],
    [
      'a gzip bomb',
      gzipSync(idx([3, 2], new Uint8Array(5e6))),
      'expected no more numbers than its header says, found more'
    ],
    [
      'half a gzip file',
      zipped.subarray(0, -9),
      `expected a complete gzip file, found only its first ${zipped.length - 9} bytes`
    ],
    ['the beginning of a gzip file', zipped.subarray(0, 3), 'expected a header of 12 bytes, found 0'],
    [
      'a wrong checksum',
      Uint8Array.from([...zipped.subarray(0, -8), 0, 0, 0, 0, ...zipped.subarray(-4)]),
      'expected a gzip file, found incorrect data check'
    ]
  ])('%s', (_, bytes, line) => {
    expect(decode(bytes)).toEqual(left(line))
  })
})

const bytes = [file, zipped, gzipSync(idx([2, 2], [1, 2, 3, 4]))]

test('no bytes make the decoder throw, and accepted files have as many numbers as their shape', () => {
  const damaged = fc
    .tuple(fc.constantFrom(...bytes), fc.array(fc.tuple(fc.nat(40), fc.nat(255)), { maxLength: 4 }), fc.nat(40))
    .map(([whole, changes, length]) => {
      const copy = Uint8Array.from(whole)
      for (const [place, value] of changes) copy[place % copy.length] = value
      return copy.subarray(0, copy.length - Math.max(0, length - 30))
    })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), damaged), fc.integer({ min: 1, max: 3 }), (input, axes) => {
      const result = decodeIdx(axes)(input)
      if (isLeft(result)) return /^expected [^\n]+, found [^\n]+$/.test(result.left)
      return result.right.bytes.length === result.right.shape.reduce((product, size) => product * size, 1)
    }),
    { numRuns: 2000 }
  )
})
