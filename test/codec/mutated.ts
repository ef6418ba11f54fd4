/** Bad files: valid ones with bytes changed. Each must give a value, a good one or one line that says why not. */
import fc from 'fast-check'
import { type Either, isLeft, isRight } from 'fp-ts/lib/Either.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { pipe } from 'fp-ts/lib/function.js'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adamw, andThen, dense, hide, networkCodec, optimizerCodec, parseJson, Random, residual, tanh } from 'pullback'
import { decodeIdx } from '../../src/codec/idx.js'
import { decodeModel, encodeModel } from '../../src/codec/model.js'
import { readTable } from '../../src/codec/tableFile.js'

const network = hide(
  pipe(dense(2, 2), andThen(residual(start => pipe(start, andThen(dense(2, 2)), andThen(tanh<readonly [2]>())))))
)
const params = evaluate(Random.seed(1))(network.init)

const rightOf = <A>(either: Either<string, A>): A => {
  if (isLeft(either)) throw new Error(either.left)
  return either.right
}
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const through =
  <A>(decode: (json: unknown) => Either<string, A>) =>
  (bytes: Uint8Array) => {
    const json = parseJson(textOf(bytes))
    return isRight(json) ? decode(json.right) : json
  }

const formats = {
  safetensors: { valid: rightOf(encodeModel({ network, params })), decode: (bytes: Uint8Array) => decodeModel(bytes) },
  network: {
    valid: bytesOf(JSON.stringify(rightOf(networkCodec().encode(network)))),
    decode: through(networkCodec().decode)
  },
  optimizer: {
    valid: bytesOf(JSON.stringify(rightOf(optimizerCodec().encode(adamw(0.1))))),
    decode: through(optimizerCodec().decode)
  },
  idx: { valid: Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 2, 5, 6]), decode: decodeIdx(1) }
}

/** What finds mistakes in JSON and in headers. */
const pieces = [
  '__proto__',
  '"',
  '{',
  '[[[[[[[[[[',
  '}',
  '1e999',
  '-1',
  '999999999999999999',
  '../../etc/passwd',
  'null',
  '\u0000',
  'NaN'
].map(bytesOf)

type Change = (bytes: Uint8Array) => Uint8Array

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(255)).map(
    ([at, byte]): Change =>
      bytes =>
        bytes.with(at % Math.max(1, bytes.length), byte)
  ),
  fc.nat().map(
    (at): Change =>
      bytes =>
        bytes.subarray(0, at % (bytes.length + 1))
  ),
  fc.tuple(fc.nat(), fc.constantFrom(...pieces)).map(([at, piece]): Change => bytes => {
    const place = at % (bytes.length + 1)
    return Uint8Array.from([...bytes.subarray(0, place), ...piece, ...bytes.subarray(place)])
  }),
  fc.tuple(fc.nat(), fc.nat(20)).map(([at, length]): Change => bytes => {
    const place = at % (bytes.length + 1)
    return Uint8Array.from([...bytes.subarray(0, place), ...bytes.subarray(place + length)])
  })
)

const changes = fc.array(change, { minLength: 1, maxLength: 3 })

const apply = (valid: Uint8Array, all: readonly Change[]): Uint8Array =>
  all.reduce((bytes, one) => (bytes.length === 0 ? bytes : one(bytes)), valid)

const isLine = (reason: string): boolean => reason !== '' && reason.length < 2000 && !reason.includes('\n')

/** Tries so many of each format; gives how many were refused. */
export const refusedBytes = (runs: number): number => {
  let refused = 0
  for (const { valid, decode } of Object.values(formats))
    fc.assert(
      fc.property(changes, all => {
        const found: Either<string, unknown> = decode(apply(valid, all))
        if (isLeft(found)) refused++
        return isRight(found) || isLine(found.left)
      }),
      { numRuns: runs }
    )
  return refused
}

const tables = {
  'a.csv': 'x (cm),kind,y\n1,"a",2\n-3.5e1,b,4\n0,"a ""quoted"" one",6\n',
  'a.jsonl': '{"x":1,"kind":"a","y":2}\n{"x":-35,"kind":"b","y":4}\n'
}

export const refusedTables = async (runs: number): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'pullback-'))
  let refused = 0
  try {
    for (const [name, valid] of Object.entries(tables))
      await fc.assert(
        fc.asyncProperty(changes, async all => {
          const path = join(folder, name)
          writeFileSync(path, apply(bytesOf(valid), all))
          const found = await readTable(path)()
          if (isLeft(found)) refused++
          return isRight(found) || (isLine(found.left) && found.left.startsWith(path))
        }),
        { numRuns: runs }
      )
    return refused
  } finally {
    rmSync(folder, { recursive: true })
  }
}
