import * as fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { hasHeaderLength } from '../../src/codec/safetensors.js'
import { type Wire } from '../../src/distributed/Wire.js'
import { codecLaws, refused } from '../codec/codecLaws.js'
import { type Drawn, place } from '../codec/Drawn.js'
import { allOf, fails, type Finding, guarded, holds, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'

/** Bytes that no right sender sends. */
interface Hostile<A> {
  readonly drawn: Drawn<A>
  /** Bytes of another program, or several traps. */
  readonly foreign: readonly Uint8Array[]
  /** A relative place from 0 to 1, and the number that is claimed there. */
  readonly place: number
  readonly claim: string
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The length of a header, and the header. */
const withLength = (length: bigint, header: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(8 + header.length)
  new DataView(bytes.buffer).setBigUint64(0, length, true)
  bytes.set(header, 8)
  return bytes
}

/** JSON that breaks decoders: other types, names of prototypes, nesting, and lists. */
const traps = [
  'null',
  '[]',
  '{}',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '['.repeat(100_000),
  `${'['.repeat(150)}${']'.repeat(150)}`,
  `[${'1,'.repeat(1000)}1]`
]

const shown = (bytes: Uint8Array): string => JSON.stringify(String.fromCharCode(...bytes.subarray(0, 200)))

const framed = (json: string): Uint8Array => withLength(BigInt(json.length), bytesOf(json))

/** Bytes of other programs, or all traps at once, because each of them shows another mistake. */
const foreign: fc.Arbitrary<readonly Uint8Array[]> = fc.oneof(
  fc.uint8Array({ maxLength: 100 }).map(bytes => [bytes]),
  fc.json({ maxDepth: 3 }).map(json => [bytesOf(json)]),
  fc
    .tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.json({ maxDepth: 2 }))
    .map(([length, json]) => [withLength(length, bytesOf(json))]),
  { weight: 2, arbitrary: fc.constant(traps.flatMap(json => [bytesOf(json), framed(json)])) }
)

/** Small numbers that a list may have, numbers that no list may have, and numbers of the wrong kind. */
const claims = ['2000000', '4294967296', '9007199254740991', '-1', '0.5', '1e308']

/** Replaces a number in text, and in the text before it the length of a header. */
const claimed = (bytes: Uint8Array, place: number, claim: string): Uint8Array => {
  const hasHeader = bytes.length > 8 && hasHeaderLength(bytes) && bytes[8] === 0x7b
  const end = hasHeader ? 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)) : bytes.length
  const text = Array.from(bytes.subarray(hasHeader ? 8 : 0, end), byte => String.fromCharCode(byte)).join('')
  const numbers = [...text.matchAll(/\d+/g)]
  const found = numbers[Math.floor(place * numbers.length)]
  if (found === undefined) return bytes
  const written = text.slice(0, found.index) + claim + text.slice(found.index + found[0].length)
  const changed = Uint8Array.from(written, character => character.charCodeAt(0))
  if (!hasHeader) return changed
  return Uint8Array.from([...withLength(BigInt(changed.length), changed), ...bytes.subarray(end)])
}

/** Memory of the lists, texts and numbers of a value, in bytes, without the variables of functions. */
const memoryOf = (value: unknown): number => {
  const seen = new Set<unknown>()
  const open: unknown[] = [value]
  let memory = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') memory += next.length
    if (typeof next !== 'object' || next === null || seen.has(next)) continue
    seen.add(next)
    if (ArrayBuffer.isView(next)) memory += next.byteLength
    else {
      const parts: unknown[] = next instanceof Map ? [...next.entries()] : Object.values(next)
      memory += 8 * (Array.isArray(next) ? next.length : parts.length)
      open.push(...parts.filter(part => typeof part === 'object' || typeof part === 'string'))
    }
  }
  return memory
}

/** A boolean becomes a float of eight bytes, and a description names the parts that the catalogue adds. */
const mostMemory = (bytes: number): number => 16 * bytes + 2 ** 16

const exhausted = /invalid (typed )?array length|invalid string length|allocation failed|call stack/i

/**
 * The laws of a wire, which another machine may have written wrong, or on purpose.
 *
 *     round trip    decode (encode x) = x, bit for bit
 *     same bytes    encode x gives the same bytes each time, and so does encode (decode (encode x))
 *     truncation    no prefix of the bytes decodes
 *     damage        bytes with one changed byte decode, or are rejected with a reason of one line; nothing is thrown
 *     foreign       so do the bytes of other programs, and a decoded value can be sent on
 *     claims        a number in the bytes never decides how much memory a decoder takes: at most 16 bytes per byte, and 64 KiB
 *
 * @param name prefix of the names of the laws
 * @param values the values to send, with a comparison to the last bit
 * @example
 * const seeds = fc.integer().map(seed => ({
 *   value: seed,
 *   differs: (found: number) => (found === seed ? undefined : 'the seed'),
 *   exhibits: [['seed', String(seed)]] as const
 * }))
 * verify(wireLaws('seed', trainWork().part, seeds))
 */
export const wireLaws = <A>(name: string, wire: Wire<A>, values: fc.Arbitrary<Drawn<A>>): readonly Law[] => {
  const law = lawOver<Hostile<A>>({
    arbitrary: fc.record({
      drawn: values,
      foreign,
      place,
      claim: fc.constantFrom(...claims)
    }),
    exhibits: ({ drawn, foreign, place, claim }) => [
      ...drawn.exhibits,
      ['bytes', foreign.length > 1 ? 'JSON that breaks decoders' : foreign.map(shown).join('')],
      ['place', String(place)],
      ['claim', claim]
    ]
  })
  /** Decodes bytes that need not be right. A decoded value can be sent on. */
  const received = (bytes: Uint8Array): Finding =>
    guarded(() => {
      const found = wire.decode(bytes)
      if (isLeft(found))
        return exhausted.test(found.left)
          ? fails(`${bytes.length} bytes must not exhaust the memory, found ${JSON.stringify(found.left)}`)
          : refused(found.left)
      const [memory, most] = [memoryOf(found.right), mostMemory(bytes.length)]
      if (memory > most) return fails(`${bytes.length} bytes may become ${most} bytes in memory, found ${memory}`)
      const again = wire.encode(found.right)
      return isLeft(again) ? fails(`a decoded value cannot be sent on: ${again.left}`) : holds(2)
    })
  return [
    ...codecLaws(name, wire, values).map(law => (law.name.endsWith('damage') ? { ...law, runs: 300 } : law)),
    law(
      `${name}: foreign`,
      'bytes of another program are rejected with a reason of one line, or are a value to send on',
      ({ foreign }) =>
        allOf(
          foreign.map(bytes => {
            const found = received(bytes)
            return found.outcome === 'fails' && foreign.length > 1
              ? fails(`${found.failure.message}, with the bytes ${shown(bytes)}`)
              : found
          })
        )
    ),
    law(
      `${name}: claims`,
      'a number in the bytes does not decide how much memory a decoder takes',
      ({ drawn, ...at }) =>
        guarded(() => {
          const bytes = wire.encode(drawn.value)
          return isLeft(bytes)
            ? fails(`the value cannot be encoded: ${bytes.left}`)
            : received(claimed(bytes.right, at.place, at.claim))
        })
    )
  ]
}
