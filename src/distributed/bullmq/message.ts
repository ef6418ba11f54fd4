import { Buffer } from 'node:buffer'
import { type Either, chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { explained } from '../../codec/complaint.js'
import { sha256 } from '../examplesFile.js'

/** Bytes in a message: their SHA-256, under which Redis has them, or the bytes themselves in base64 if they are few. */
const reference = t.refinement(
  t.string,
  text => /^([0-9a-f]{64}|=[A-Za-z0-9+/]{0,2048}={0,2})$/.test(text),
  'a SHA-256 or at most 1536 bytes in base64'
)

const short = (most: number) => t.refinement(t.string, text => text.length <= most, `at most ${most} characters`)

/** Decoder of the data of a BullMQ job. Everything large is in Redis under its SHA-256. */
export const Message = t.type({
  version: short(100),
  work: short(200),
  /** Key of the result. */
  result: short(200),
  job: reference,
  state: reference,
  part: reference,
  /** A part whose result a new worker compares with its own. Absent for works whose parts are long. */
  check: t.union([
    t.undefined,
    t.type({ state: reference, part: reference, digest: short(64), machine: short(300), anyBits: t.boolean })
  ])
})

/** The data of a BullMQ job. */
export type Message = t.TypeOf<typeof Message>

/** Decodes the data of a BullMQ job from an untrusted queue. */
export const decodeMessage = (data: unknown): Either<string, Message> =>
  pipe(Message.decode(data), explained('message'))

/** Largest number of bytes that travels within a message. */
const fewBytes = 1024

/** Bytes as a message names them. */
export const refer = (bytes: Uint8Array): string =>
  bytes.length <= fewBytes ? `=${Buffer.from(bytes).toString('base64')}` : sha256(bytes)

/** Bytes that a message contains itself. */
export const inlined = (reference: string): Uint8Array | undefined =>
  reference.startsWith('=') ? Buffer.from(reference.slice(1), 'base64') : undefined

/** Maximum number of bytes of a job, a state or a result: 256 MiB. */
export const mostBytes = 2 ** 28

/** Refuses bytes that Redis should not hold. */
export const bounded = (what: string) =>
  chain((bytes: Uint8Array): Either<string, Uint8Array> =>
    bytes.length <= mostBytes
      ? right(bytes)
      : left(`${what} must have at most ${mostBytes} bytes, found ${bytes.length}: put the examples into a file`)
  )

/** Keys in Redis. */
export const keysOf = (queue: string) => ({
  bytes: (hash: string): string => `pullback:${queue}:bytes:${hash}`,
  result: (id: string): string => `pullback:${queue}:result:${id}`
})

const [done, failed] = [0, 1]

/** A result as Redis holds it: a 0 and its bytes, or a 1 and the line of a failure. */
export const encodeResult = (result: Either<string, Uint8Array>): Buffer =>
  result._tag === 'Right'
    ? Buffer.concat([Buffer.of(done), result.right])
    : Buffer.concat([Buffer.of(failed), Buffer.from(result.left.slice(0, 10_000))])

/** Reads a result from Redis. */
export const decodeResult = (bytes: Uint8Array): Either<string, Uint8Array> => {
  const [tag] = bytes
  if (tag === done) return right(bytes.subarray(1))
  if (tag === failed) return left(printableLine(new TextDecoder().decode(bytes.subarray(1))))
  return left(`a result must begin with a 0 or a 1, found ${String(tag)}`)
}

/** Text from another machine as one line, without control characters, which could change a terminal. */
export const printableLine = (text: string): string => text.slice(0, 2000).replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')

/** What a worker that does not fit returns instead of a result. */
export const Refusal = t.type({ refused: short(2000) })
