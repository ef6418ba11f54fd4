/**
 * Bad files of every format: valid files with changed bytes, and random ones. Each must be decoded or refused with one line that
 * gives the fault and its place.
 */
import fc from 'fast-check'
import { chain, type Either, isLeft, isRight, left } from 'fp-ts/lib/Either.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { pipe } from 'fp-ts/lib/function.js'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import {
  adamw,
  andThen,
  dense,
  forParameters,
  eraseTypes,
  learner,
  lossCodec,
  meanSquaredError,
  networkCodec,
  optimizerCodec,
  parseJson,
  precededBy,
  Randoms,
  residual,
  scaleBy,
  Schedules,
  scheduleCodec,
  initialState,
  tanh
} from 'pullback'
import { readConfiguration } from '../../src/cli/train/configuration.js'
import { options, settle } from '../../src/cli/train/settings.js'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/codec/checkpoint.js'
import { decodeIdx } from '../../src/codec/idx.js'
import { decodeModel, encodeModel } from '../../src/codec/model.js'
import { type Expected } from '../../src/codec/Table.js'
import { readTable } from '../../src/codec/tableFile.js'
import { eraseLossTypes } from '../../src/learning/Loss.js'

const network = eraseTypes(
  pipe(dense(2, 2), andThen(residual(start => pipe(start, andThen(dense(2, 2)), andThen(tanh<readonly [2]>())))))
)
const params = evaluate(Randoms.seed(1))(network.init)
const loss = eraseLossTypes(meanSquaredError())
const optimizer = pipe(
  adamw(pipe(Schedules.cosine(0.1, 100), Schedules.warmUp(3))),
  precededBy(forParameters(/bias$/, scaleBy(2)))
)

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
const written = (json: unknown): Uint8Array => bytesOf(JSON.stringify(json))

interface Format {
  readonly valid: Uint8Array
  readonly decode: (bytes: Uint8Array) => Either<string, unknown>
}

const idx = Uint8Array.from([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6])

/** A command line without options. */
const readSettings = readConfiguration(Object.keys(options), 'train.json')

const formats: Readonly<Record<string, Format>> = {
  safetensors: { valid: rightOf(encodeModel({ network, params, loss })), decode: bytes => decodeModel(bytes) },
  checkpoint: {
    valid: rightOf(
      encodeCheckpoint({
        model: { network, params, loss },
        optimizer,
        state: initialState(learner(network, loss, optimizer), 1),
        history: [{ epoch: 1, loss: NaN }],
        run: { batch: '3' }
      })
    ),
    decode: bytes => decodeCheckpoint(bytes)
  },
  network: { valid: written(rightOf(networkCodec().encode(network))), decode: through(networkCodec().decode) },
  optimizer: { valid: written(rightOf(optimizerCodec().encode(optimizer))), decode: through(optimizerCodec().decode) },
  schedule: {
    valid: written(rightOf(scheduleCodec().encode(Schedules.oneCycle(0.1, 9)))),
    decode: through(scheduleCodec().decode)
  },
  loss: { valid: written(rightOf(lossCodec().encode(loss))), decode: through(lossCodec().decode) },
  idx: { valid: idx, decode: decodeIdx(2) },
  gzip: { valid: gzipSync(idx), decode: decodeIdx(2) },
  configuration: {
    valid: written({ data: 'iris.csv', target: 'species', layers: '16,relu', epochs: 200, learningRate: 0.01 }),
    decode: bytes =>
      pipe(
        readSettings(textOf(bytes)),
        chain(configured => settle(new Map(), configured))
      )
  }
}

/** Byte sequences that often reveal mistakes in parsers of JSON, headers and names. */
const pieces = [
  '__proto__',
  '{"__proto__":{"polluted":1}}',
  '"constructor":{"prototype":{"polluted":1}},',
  '"',
  '{',
  '[[[[[[[[[[',
  '['.repeat(500),
  '}',
  ',',
  '\n',
  '1e999',
  '-1',
  '-0',
  '1000000000000',
  '999999999999999999',
  '../../../../etc/passwd',
  'null',
  '\u0000',
  '\ufeff',
  '\u2028',
  'NaN',
  '\ud83d\ude00',
  'x'.repeat(300)
].map(bytesOf)

type Change = (bytes: Uint8Array) => Uint8Array

const inserted = (bytes: Uint8Array, at: number, piece: Uint8Array, without = 0): Uint8Array => {
  const place = at % (bytes.length + 1)
  return Uint8Array.from([...bytes.subarray(0, place), ...piece, ...bytes.subarray(place + without)])
}

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
  fc.tuple(fc.nat(), fc.constantFrom(...pieces)).map(
    ([at, piece]): Change =>
      bytes =>
        inserted(bytes, at, piece)
  ),
  fc.tuple(fc.nat(), fc.nat(20)).map(
    ([at, length]): Change =>
      bytes =>
        inserted(bytes, at, new Uint8Array(), length)
  ),
  // Copies a piece of the file to another place.
  fc.tuple(fc.nat(), fc.nat(), fc.nat(60)).map(
    ([at, from, length]): Change =>
      bytes =>
        inserted(bytes, at, bytes.slice(from % (bytes.length + 1)).subarray(0, length))
  )
)

const changes = fc.array(change, { minLength: 1, maxLength: 3 })

const apply = (valid: Uint8Array, all: readonly Change[]): Uint8Array =>
  all.reduce((bytes, one) => (bytes.length === 0 ? bytes : one(bytes)), valid)

/** Files that no writer makes: random bytes, random JSON, and random headers. */
const strange: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.json({ maxDepth: 4 }).map(bytesOf),
  // A random header length, then JSON.
  fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.json()).map(([length, json]) => {
    const bytes = Uint8Array.from([...new Uint8Array(8), ...bytesOf(json)])
    new DataView(bytes.buffer).setBigUint64(0, length, true)
    return bytes
  }),
  fc
    .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.boolean())
    .map(([rows, columns, zipped]) => {
      const bytes = Uint8Array.from([...idx.subarray(0, 4), ...new Uint8Array(8), 1, 2])
      new DataView(bytes.buffer).setUint32(4, rows)
      new DataView(bytes.buffer).setUint32(8, columns)
      return zipped ? gzipSync(bytes) : bytes
    })
)

const isLine = (reason: string): boolean => reason !== '' && reason.length < 2000 && !/[\n\r]/.test(reason)

export interface Refusals {
  readonly tried: number
  readonly refused: number
  /** CPU time of the slowest file, in milliseconds. */
  readonly slowest: number
}

/** Whether a key from a file has reached `Object.prototype`. */
const isPolluted = (): boolean => 'polluted' in {} || Object.keys(Object.prototype).length > 0

const counted = () => {
  let [tried, refused, slowest] = [0, 0, 0]
  const milliseconds = (): number => process.cpuUsage().user / 1000
  return {
    begin: milliseconds,
    add: (found: Either<string, unknown>, begun: number): boolean => {
      slowest = Math.max(slowest, Math.round(milliseconds() - begun))
      tried++
      if (isLeft(found)) refused++
      return !isPolluted() && (isRight(found) || isLine(found.left))
    },
    refusals: (): Refusals => ({ tried, refused, slowest })
  }
}

/** Decodes `runs` bad files of each format. */
export const refusedBytes = (runs: number): Readonly<Record<string, Refusals>> =>
  Object.fromEntries(
    Object.entries(formats).map(([name, { valid, decode }]) => {
      const count = counted()
      const bad = fc.oneof(
        { weight: 4, arbitrary: changes.map(all => apply(valid, all)) },
        { weight: 1, arbitrary: strange }
      )
      fc.assert(
        fc.property(bad, bytes => {
          const begun = count.begin()
          return count.add(decode(bytes), begun)
        }),
        { numRuns: runs }
      )
      return [name, count.refusals()]
    })
  )

const csv = 'x (cm),kind,y\n1,"a",2\n-3.5e1,b,4\n0,"a ""quoted"" one",6\n'

/** A valid table for each ending, and how to read it. */
const tables: Readonly<Record<string, readonly [valid: string | Uint8Array, expected: Expected]>> = {
  csv: [csv, {}],
  jsonl: ['{"x":1,"kind":"a","y":2}\n{"x":-35,"kind":"b","y":4}\n', {}],
  json: ['[{"x":1,"kind":"a","y":2},\n{"x":-35,"kind":"b","y":4}]\n', { missing: 'keep' }],
  'csv.gz': [gzipSync(csv), { missing: 'drop', keep: ['kind'] }],
  txt: [
    '1.234,5 kg|a|$2\n-3|-|$4\n',
    { delimiter: '|', header: false, decimal: 'comma', markers: ['-'], numbers: ['column 1'] }
  ],
  tsv: [
    'x\tkind\n1\ta\n2\tz\n',
    {
      faults: 'keep',
      fields: [
        { name: 'x', unit: '' },
        { name: 'kind', unit: '', categories: ['a'] }
      ]
    }
  ]
}

/** Reads `runs` bad tables of each format from disk. A refusal must begin with the path. */
export const refusedTables = async (runs: number): Promise<Readonly<Record<string, Refusals>>> => {
  const folder = mkdtempSync(join(tmpdir(), 'pullback-'))
  try {
    const found: (readonly [string, Refusals])[] = []
    for (const [ending, [text, expected]] of Object.entries(tables)) {
      const valid = typeof text === 'string' ? bytesOf(text) : text
      const count = counted()
      const path = join(folder, `a.${ending}`)
      const bad = fc.oneof(
        { weight: 4, arbitrary: changes.map(all => apply(valid, all)) },
        { weight: 1, arbitrary: strange }
      )
      await fc.assert(
        fc.asyncProperty(bad, async bytes => {
          writeFileSync(path, bytes)
          const begun = count.begin()
          const table = await readTable(path, expected)()
          return count.add(isLeft(table) && !table.left.startsWith(path) ? left('') : table, begun)
        }),
        { numRuns: runs }
      )
      found.push([ending, count.refusals()])
    }
    return Object.fromEntries(found)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const totalRefused = (found: Readonly<Record<string, Refusals>>): number =>
  Object.values(found).reduce((total, { refused }) => total + refused, 0)
