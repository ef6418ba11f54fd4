/** Safetensors files: bytes according to the specification, refusal of others, and reading with Python. */
import fc from 'fast-check'
import { isRight, left, right } from 'fp-ts/lib/Either.js'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forbiddenKeys } from '../../src/codec/json.js'
import {
  type AnyTensor,
  decodeSafetensors,
  encodeSafetensors,
  eqTensor,
  fromArray,
  type Safetensors,
  scalar,
  tensor,
  toArray
} from 'pullback'
import { describe, expect, test } from 'vitest'

const file = (header: string, data: readonly number[] = []): Uint8Array => {
  const text = new TextEncoder().encode(header)
  const bytes = new Uint8Array(8 + text.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(data, 8 + text.length)
  return bytes
}

const entry = (dtype: string, shape: readonly unknown[], from: number, to: number) =>
  JSON.stringify({ dtype, shape, data_offsets: [from, to] })

const same = (one: Safetensors, other: Safetensors): boolean =>
  JSON.stringify(Object.entries(one.metadata).toSorted()) ===
    JSON.stringify(Object.entries(other.metadata).toSorted()) &&
  one.tensors.size === other.tensors.size &&
  [...one.tensors].every(([name, tensor], i) => {
    const [otherName, otherTensor] = [...other.tensors][i] ?? ['', scalar(0)]
    return name === otherName && eqTensor.equals(tensor, otherTensor)
  })

test('the bytes are those of the specification', () => {
  const tensors = new Map<string, AnyTensor>([
    ['w', tensor([[1, -0]])],
    ['b', scalar(0.5)]
  ])
  const header =
    '{"__metadata__":{"a":"é"},"w":{"dtype":"F64","shape":[1,2],"data_offsets":[0,16]},' +
    '"b":{"dtype":"F64","shape":[],"data_offsets":[16,24]}}'
  const text = new TextEncoder().encode(header)
  const padding = (8 - (text.length % 8)) % 8
  const expected = [
    ...[text.length + padding, 0, 0, 0, 0, 0, 0, 0],
    ...text,
    ...Array.from({ length: padding }, () => 0x20),
    ...[0, 0, 0, 0, 0, 0, 0xf0, 0x3f],
    ...[0, 0, 0, 0, 0, 0, 0, 0x80],
    ...[0, 0, 0, 0, 0, 0, 0xe0, 0x3f]
  ]
  expect([...encodeSafetensors({ metadata: { a: 'é' }, tensors })]).toEqual(expected)
})

const anyTensor = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }).chain(shape =>
  fc
    .array(fc.double(), {
      minLength: shape.reduce((a, b) => a * b, 1),
      maxLength: shape.reduce((a, b) => a * b, 1)
    })
    .map(numbers => fromArray(shape, numbers))
)

/** Text with characters that JSON or UTF-8 encodes specially. The built-in units of fast-check take seconds to generate. */
const text = fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', '\n', '\0', 'é', '\u2028', '語', '😀') })

const anyFile: fc.Arbitrary<Safetensors> = fc.record({
  metadata: fc.dictionary(text, text).map(found => ({ ...found })),
  tensors: fc
    .uniqueArray(
      fc.tuple(
        fc.string().filter(name => name !== '__metadata__' && !forbiddenKeys.has(name)),
        anyTensor
      ),
      {
        selector: ([name]) => name
      }
    )
    .map(entries => new Map(entries))
})

test('F32 rounds to 32 bits', () => {
  const back = decodeSafetensors(
    encodeSafetensors({ metadata: {}, tensors: new Map([['x', tensor([0.1, -0, 1e39])]]) }, 'F32')
  )
  expect(isRight(back) && [...back.right.tensors.values()].map(toArray)).toEqual([[Math.fround(0.1), -0, Infinity]])
})

describe('reads', () => {
  test.each([
    ['F16', [0x00, 0x3c, 0x01, 0x00, 0x00, 0xfc, 0x00, 0x80], [1, 2 ** -24, -Infinity, -0]],
    ['F16', [0x00, 0x3e, 0x55, 0x35, 0xff, 0xfb, 0x01, 0x7c], [1.5, 0.333251953125, -65504, NaN]],
    ['BF16', [0x80, 0x3f, 0x00, 0xc0], [1, -2]],
    ['I64', [254, 255, 255, 255, 255, 255, 255, 255], [-2]],
    ['U64', [1, 0, 0, 0, 0, 0, 0, 0], [1]],
    ['I32', [254, 255, 255, 255], [-2]],
    ['U32', [254, 255, 255, 255], [2 ** 32 - 2]],
    ['I16', [254, 255], [-2]],
    ['U16', [254, 255], [65534]],
    ['I8', [255, 1], [-1, 1]],
    ['U8', [255, 1], [255, 1]],
    ['BOOL', [0, 1], [0, 1]]
  ])('%s', (dtype, bytes, numbers) => {
    const found = decodeSafetensors(file(`{"x":${entry(dtype, [numbers.length], 0, bytes.length)}}`, bytes))
    expect(isRight(found) && [...found.right.tensors.values()].map(toArray)).toEqual([numbers])
  })

  test('a shape of 32 sizes', () => {
    const found = decodeSafetensors(file(`{"x":${entry('U8', Array(32).fill(1), 0, 1)}}`, [7]))
    expect(isRight(found)).toBe(true)
  })

  test('tensors in another order than their data, and spaces after the header', () => {
    const found = decodeSafetensors(file(`{"b":${entry('U8', [1], 1, 2)},"a":${entry('U8', [], 0, 1)}}   `, [1, 2]))
    expect(isRight(found) && [...found.right.tensors.keys()]).toEqual(['a', 'b'])
  })

  test('a view into a larger array', () => {
    const inner = encodeSafetensors({ metadata: {}, tensors: new Map([['x', scalar(3)]]) })
    const outer = new Uint8Array(inner.length + 10)
    outer.set(inner, 5)
    expect(isRight(decodeSafetensors(outer.subarray(5, 5 + inner.length)))).toBe(true)
  })
})

describe('refused with one line', () => {
  const huge = file('{}')
  new DataView(huge.buffer).setBigUint64(0, 2n ** 63n, true)
  test.each([
    ['an empty file', new Uint8Array(), 'a safetensors file must have at least 8 bytes, found 0'],
    [
      'a header beyond the file',
      huge,
      'this is not a safetensors file, or it is incomplete: the header must be at most 2 bytes long, found 9223372036854775808'
    ],
    ['a list instead of an object', file('[]'), 'the header must begin with "{", found "["'],
    ['an empty header', file(''), 'the header must begin with "{", found nothing'],
    ['bytes that are not UTF-8', file('{}').with(9, 0xff), 'the header must be UTF-8, found other bytes'],
    ['invalid JSON', file('{"a":}'), 'the header: line 1, column 6: invalid JSON: value expected'],
    ['a name twice', file('{"a":1,"a":2}'), 'the header: line 1, column 8: the key "a" occurs twice in one object'],
    ['__proto__', file('{"__proto__":{}}'), 'the header: line 1, column 2: the key "__proto__" is not allowed'],
    [
      'deep nesting',
      file(`{"a":${'['.repeat(9)}`),
      'the header: line 1, column 9: brackets must be nested at most 4 deep, found more'
    ],
    ['metadata of numbers', file('{"__metadata__":{"a":1}}'), 'the header: __metadata__.a must be a string, found 1'],
    ['no dtype', file('{"x":{}}'), 'the header: "x".dtype must be a string, found nothing'],
    [
      'an unknown dtype',
      file(`{"x":${entry('F8', [1], 0, 1)}}`, [0]),
      'the tensor "x": dtype must be one of F64, F32, F16, BF16, I64, U64, I32, U32, I16, U16, I8, U8, BOOL, found "F8"'
    ],
    [
      'a shape that is not a list',
      file('{"x":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}', [0]),
      'the header: "x".shape must be a list of sizes, found 1'
    ],
    [
      'no offsets',
      file('{"x":{"dtype":"U8","shape":[1],"data_offsets":1}}', [0]),
      'the header: "x".data_offsets must be a pair of offsets, found 1'
    ],
    [
      'metadata that is a list',
      file('{"__metadata__":[]}'),
      'the header: __metadata__ must be an object of strings, found a list of length 0'
    ],
    [
      'more sizes than 32',
      file(`{"x":${entry('U8', Array(33).fill(1), 0, 1)}}`, [0]),
      'the tensor "x": a shape must have at most 32 sizes, found 33'
    ],
    [
      'a negative size',
      file(`{"x":${entry('U8', [-1], 0, 1)}}`, [0]),
      'the header: "x".shape[0] must be a non-negative integer, found -1'
    ],
    ['a size of zero', file(`{"x":${entry('U8', [0], 0, 0)}}`), 'the tensor "x": sizes must be at least 1, found [0]'],
    [
      'sizes whose product is too large for a number',
      file(`{"x":${entry('U8', [2 ** 52, 2 ** 52, 2 ** 52], 0, 1)}}`, [0]),
      'the tensor "x": U8 of shape [4503599627370496, 4503599627370496, 4503599627370496] must take more than 2^53 bytes, found the offsets 0 to 1'
    ],
    [
      'a shape and offsets that differ',
      file(`{"x":${entry('F64', [2], 0, 8)}}`, [0, 0, 0, 0, 0, 0, 0, 0]),
      'the tensor "x": F64 of shape [2] must take 16 bytes, found the offsets 0 to 8'
    ],
    [
      'tensors that overlap',
      file(`{"x":${entry('U8', [2], 0, 2)},"y":${entry('U8', [2], 1, 3)}}`, [0, 0, 0]),
      'the tensor "y" must begin at offset 2, where the previous tensor ends, found the offsets 1 to 3'
    ],
    [
      'a hole',
      file(`{"x":${entry('U8', [1], 1, 2)}}`, [0, 0]),
      'the tensor "x" must begin at offset 0, where the previous tensor ends, found the offsets 1 to 2'
    ],
    [
      'missing data',
      file(`{"x":${entry('U8', [2], 0, 2)}}`, [0]),
      'the tensor "x" must end within the 1 bytes of data, found the offsets 0 to 2'
    ],
    [
      'additional data',
      file(`{"x":${entry('U8', [1], 0, 1)}}`, [0, 0]),
      'the data must end with the last tensor, at offset 1, found 2 bytes'
    ],
    [
      'an integer that a 64-bit float does not hold exactly',
      file(`{"x":${entry('U64', [2], 0, 16)}}`, [1, 0, 0, 0, 0, 0, 32, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
      'the tensor "x" must hold integers that a 64-bit float holds exactly, found another one at index 0'
    ]
  ])('%s', (_, bytes, line) => {
    expect(decodeSafetensors(bytes)).toEqual(left(line))
  })
})

test('a tensor cannot have the reserved name of the metadata', () => {
  const tensors = new Map([['__metadata__', scalar(1)]])
  expect(() => encodeSafetensors({ metadata: {}, tensors })).toThrow(
    new RangeError('No tensor may be called __metadata__: rename it')
  )
})

test('decode after encode is the identity, bit for bit', () => {
  fc.assert(
    fc.property(anyFile, found => {
      fc.pre(!Object.keys(found.metadata).some(key => forbiddenKeys.has(key)))
      const back = decodeSafetensors(encodeSafetensors(found))
      return isRight(back) && same(back.right, found)
    })
  )
})

test('an entry of the metadata cannot have a forbidden name', () => {
  expect(() => encodeSafetensors({ metadata: { constructor: 'x' }, tensors: new Map() })).toThrow(
    new RangeError('No entry of the metadata may be called constructor: rename it')
  )
})

test('empty metadata is not written', () => {
  const text = new TextDecoder().decode(encodeSafetensors({ metadata: {}, tensors: new Map() }))
  expect(text.slice(8)).toBe('{}      ')
})

const python = '/usr/bin/python3'
const hasNumpy = (): boolean => {
  if (!existsSync(python)) return false
  try {
    execFileSync(python, ['-c', 'import numpy'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Reads a file according to the specification, with numpy, and prints its content as JSON. */
const reader = `
import json, struct, sys
import numpy
data = open(sys.argv[1], 'rb').read()
length, = struct.unpack('<Q', data[:8])
header = json.loads(data[8:8 + length])
metadata = header.pop('__metadata__', {})
body = data[8 + length:]
assert len(data[:8 + length]) % 8 == 0
dtypes = {'F64': '<f8', 'F32': '<f4'}
tensors = {}
for name, entry in header.items():
    begin, end = entry['data_offsets']
    numbers = numpy.frombuffer(body[begin:end], dtypes[entry['dtype']]).reshape(entry['shape'])
    tensors[name] = [list(numbers.shape), [float(x).hex() for x in numbers.ravel()]]
print(json.dumps({'metadata': metadata, 'tensors': tensors}))
`

test('numpy reads the file', ({ skip }) => {
  if (!hasNumpy()) {
    console.log('skipped: no /usr/bin/python3 with numpy')
    skip('no /usr/bin/python3 with numpy')
  }
  const folder = mkdtempSync(join(tmpdir(), 'pullback-'))
  const path = join(folder, 'model.safetensors')
  const tensors = new Map<string, AnyTensor>([
    [
      '0.weight',
      tensor([
        [0.1, -0],
        [1e-310, Infinity]
      ])
    ],
    ['0.bias', scalar(3)]
  ])
  writeFileSync(path, encodeSafetensors({ metadata: { format: 'pullback' }, tensors }))
  const printed: unknown = JSON.parse(execFileSync(python, ['-c', reader, path], { encoding: 'utf8' }))
  rmSync(folder, { recursive: true })
  expect(right(printed)).toEqual(
    right({
      metadata: { format: 'pullback' },
      tensors: {
        '0.weight': [
          [2, 2],
          ['0x1.999999999999ap-4', '-0x0.0p+0', '0x0.012688b70e62bp-1022', 'inf']
        ],
        '0.bias': [[], ['0x1.8000000000000p+1']]
      }
    })
  )
})

test('numbers within the bytes are those of the bytes if they are aligned, and other numbers are copies', () => {
  const tensors = new Map<string, AnyTensor>([
    ['wide', tensor([0.1, 2])],
    ['narrow', tensor([0.5, 2])]
  ])
  const encoded = encodeSafetensors({ metadata: {}, tensors }, 'exact')
  const shifted = new Uint8Array(encoded.length + 1)
  shifted.set(encoded, 1)
  const wide = (decoded: ReturnType<typeof decodeSafetensors>) =>
    isRight(decoded) ? Array.from(toArray(decoded.right.tensors.get('wide') ?? scalar(0))) : []
  for (const bytes of [encoded, shifted.subarray(1)]) {
    const [copied, within] = [decodeSafetensors(bytes), decodeSafetensors(bytes, 'within')]
    expect([wide(copied), wide(within)]).toEqual([
      [0.1, 2],
      [0.1, 2]
    ])
    bytes.fill(0, bytes.length - 24)
    expect(wide(copied)).toEqual([0.1, 2])
    expect(wide(within)).toEqual(bytes === encoded ? [0, 0] : [0.1, 2])
  }
})
