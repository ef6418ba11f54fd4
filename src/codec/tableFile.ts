import { CsvError, parse, type Parser } from 'csv-parse'
import { chain, type Either, isLeft, isRight, left, mapLeft, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { chainEitherK, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { visit } from 'jsonc-parser'
import { createGunzip } from 'node:zlib'
import { fileReason, type Read } from './file.js'
import { jsonBounds, parseJson } from './json.js'
import { shortly, someOf } from './complaint.js'
import { type Cell, gather, type Gathering, type Row } from './gather.js'
import { type Expected, type Table } from './Table.js'

/** Maximum number of characters in a row. Without a bound, a quote that is never closed would read the whole file into memory. */
const longestRow = 2 ** 20

/** Takes a row; the first one is the header. Returns a message if the row is wrong and ends the reading. */
type Take = (row: Row) => string | undefined

/** Reads rows to the end, or to the first wrong one. Returns its message. */
type Source = (take: Take) => Promise<string | undefined>

/** The only error of csv-parse after which it continues with the next row. */
const strayQuote = 'INVALID_OPENING_QUOTE'

/** Messages for the error codes of csv-parse. */
const faults: Readonly<Record<string, string>> = {
  [strayQuote]: 'a quote must be the first character of a cell, or doubled inside a quoted cell',
  CSV_INVALID_CLOSING_QUOTE: 'a closing quote must be the last character of a cell, or doubled inside a quoted cell',
  CSV_MAX_RECORD_SIZE: `a row must have at most ${longestRow} characters, found more: is a quote not closed?`,
  CSV_QUOTE_NOT_CLOSED: 'a quoted cell must end with a quote, found the end of the table'
}

const faultOf = (error: CsvError): string => `line ${String(error['lines'])}: ${faults[error.code] ?? error.code}`

/** What csv-parse gives for a row. */
interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number; readonly records: number }
}

/** Checks no more than one property, because it checks a million rows. */
const isParsed = (found: unknown): found is Parsed => typeof found === 'object' && found !== null && 'record' in found

const csvRows =
  (bytes: Readable, delimiter: string, hasHeader = true): Source =>
  async take => {
    if (delimiter.length !== 1 || /["\r\n]/.test(delimiter))
      return `the delimiter must be one character other than a quote or a line break, found ${shortly(delimiter)}`
    const skipped: CsvError[] = []
    const parser: Parser = parse({
      bom: true,
      delimiter,
      info: true,
      max_record_size: longestRow,
      // Files that were joined have several line ends.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: error => {
        if (error?.code === strayQuote) skipped.push(error)
        else parser.destroy(error)
      }
    })
    /** Takes the rows with a stray quote that are before a row, or all of them. */
    const takeSkipped = (records = Infinity): string | undefined => {
      while (Number(skipped[0]?.['records'] ?? Infinity) < records) {
        const error = skipped.shift()
        const fault = error && take({ line: Number(error['lines']), cells: [], fault: faultOf(error) })
        if (fault !== undefined) return fault
      }
      return undefined
    }
    // The iteration below throws the errors of the stream.
    pipeline(bytes, parser, () => undefined)
    let isFirst = !hasHeader
    try {
      for await (const parsed of parser) {
        if (!isParsed(parsed)) continue
        const { record: cells, info } = parsed
        if (isFirst) take({ line: info.lines, cells: cells.map((_, i) => `column ${i + 1}`) })
        isFirst = false
        const fault =
          (skipped.length === 0 ? undefined : takeSkipped(info.records)) ?? take({ line: info.lines, cells })
        if (fault !== undefined) return fault
      }
    } catch (error) {
      if (!(error instanceof CsvError)) throw error
      return takeSkipped() ?? faultOf(error)
    }
    return takeSkipped()
  }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

const cellOf = (value: unknown): Cell =>
  typeof value === 'number' || typeof value === 'string'
    ? value
    : typeof value === 'boolean'
      ? String(value)
      : undefined

/** A JSON value, or the reason why it cannot be read. */
type Parsing = Either<string, unknown>

/** Why a JSON value is no row with these columns. `undefined` if it is one. A model needs no more keys than those of its fields. */
const faultIn = (
  value: Readonly<Record<string, unknown>>,
  names: readonly string[],
  { fields }: Expected
): string | undefined => {
  const stranger = fields === undefined ? Object.keys(value).find(name => !names.includes(name)) : undefined
  const nested = names.find(name => typeof value[name] === 'object' && value[name] !== null)
  if (stranger !== undefined)
    return `unknown key ${JSON.stringify(stranger)}, expected those of the first line: ${someOf(names)}`
  return nested === undefined
    ? undefined
    : `${JSON.stringify(nested)} must be a number, a string or a boolean, found ${shortly(value[nested])}`
}

/** Takes JSON values, which must be objects with the keys of the first one. */
const objects = (take: Take, expected: Expected): ((parsed: Parsing, line: number) => string | undefined) => {
  let header: readonly string[] | undefined
  return (parsed, line) => {
    const value = isRight(parsed) ? parsed.right : undefined
    if (!isRecord(value)) {
      const reason = isLeft(parsed) ? parsed.left : `must be a JSON object, found ${shortly(value)}`
      return take({ line, cells: [], fault: `line ${line}${reason.startsWith(', ') ? '' : ': '}${reason}` })
    }
    const names = header ?? Object.keys(value)
    const fault = header === undefined ? take({ line, cells: names }) : undefined
    header = names
    const reason = faultIn(value, names, expected)
    return (
      fault ??
      take({
        line,
        cells: names.map(name => cellOf(value[name])),
        fault: reason === undefined ? undefined : `line ${line}: ${reason}`
      })
    )
  }
}

/** Takes the objects of a list, to the first wrong one. */
const eachObject = (
  list: readonly unknown[],
  lineOf: (i: number) => number,
  take: Take,
  expected: Expected
): string | undefined => {
  const takeObject = objects(take, expected)
  for (const [i, value] of list.entries()) {
    const fault = takeObject(right(value), lineOf(i))
    if (fault !== undefined) return fault
  }
  return undefined
}

/** The objects of JSON lines. */
const jsonLines =
  (bytes: Readable, expected: Expected): Source =>
  async take => {
    const decoder = new TextDecoder()
    const takeObject = objects(take, expected)
    let [rest, line] = ['', 0]
    const takeLine = (text: string): string | undefined => {
      line++
      if (text.trim() === '') return undefined
      const parsed = parseJson(text, { length: longestRow, depth: 3 })
      return takeObject(mapLeft((reason: string) => reason.replace(/^line 1(?=, )/, ''))(parsed), line)
    }
    for await (const piece of bytes) {
      const texts = (rest + (Buffer.isBuffer(piece) ? decoder.decode(piece, { stream: true }) : '')).split('\n')
      rest = texts.pop() ?? ''
      for (const text of texts) {
        const fault = takeLine(text)
        if (fault !== undefined) return fault
      }
      if (rest.length > longestRow)
        return `line ${line + 1}: a line must have at most ${longestRow} characters, found more`
    }
    return takeLine(rest)
  }

/** The objects of a JSON array, which is read at once. */
const jsonArray =
  (bytes: Readable, expected: Expected): Source =>
  async take => {
    const pieces: Buffer[] = []
    let length = 0
    for await (const piece of bytes) {
      if (!Buffer.isBuffer(piece)) continue
      pieces.push(piece)
      length += piece.length
      if (length > jsonBounds.length)
        return `a JSON array must have at most ${jsonBounds.length} bytes, found more: use JSON Lines`
    }
    const text = new TextDecoder().decode(Buffer.concat(pieces))
    const parsed = parseJson(text, { ...jsonBounds, depth: 4 })
    if (isLeft(parsed)) return parsed.left
    const lines: number[] = []
    visit(text, {
      onObjectBegin: (_, __, line, ___, path) => {
        if (path().length === 1) lines.push(line + 1)
      }
    })
    return eachObject(isList(parsed.right) ? parsed.right : [], i => lines[i] ?? 1, take, expected)
  }

/** Peeks at the first bytes of a stream. They can still be read from it. */
const beginningOf = async (bytes: Readable): Promise<Buffer> => {
  // An empty pipe emits `end` without `readable`.
  if (!bytes.readableEnded) await Promise.race([once(bytes, 'readable'), once(bytes, 'end')])
  const piece: unknown = bytes.read()
  if (!Buffer.isBuffer(piece)) return Buffer.alloc(0)
  bytes.unshift(piece)
  return piece.subarray(0, 64)
}

/** The bytes of a stream, decompressed if they begin like gzip. */
const unzipped = async (bytes: Readable): Promise<Readable> => {
  const [first, second] = await beginningOf(bytes)
  // The reader of the rows throws the errors of both streams.
  return first === 0x1f && second === 0x8b ? pipeline(bytes, createGunzip(), () => undefined) : bytes
}

/** The rows of a table in the format that its name, or for stdin its beginning, tells. */
const rowsIn = async (source: Readable, path: string, expected: Expected): Promise<Source> => {
  const { delimiter, header } = expected
  const bytes = await unzipped(source)
  const name = path.replace(/\.gz$/i, '')
  const beginning = String(await beginningOf(bytes)).trimStart()
  if (beginning.startsWith('PK\u0003\u0004'))
    return () => Promise.resolve('a table must be CSV or JSON, found a zip archive or a spreadsheet: save it as CSV')
  // No table in CSV begins like this: a quote would have to be the first character of a cell.
  const isJson = /\.(json|jsonl|ndjson)$/i.test(name) || /^(\{\s*["}]|\[\s*[[{\]])/.test(beginning)
  if (isJson && beginning.startsWith('[') && !/\.(jsonl|ndjson)$/i.test(name)) return jsonArray(bytes, expected)
  return isJson ? jsonLines(bytes, expected) : csvRows(bytes, delimiter ?? (/\.tsv$/i.test(name) ? '\t' : ','), header)
}

/** The replacement character, to which bytes decode that are not UTF-8. */
const undecoded = '\ufffd'

const isUndecoded = (cell: Cell): boolean => typeof cell === 'string' && cell.includes(undecoded)

/** Whether a cell of a header has the character 0, which is in no text. */
const isBinary = (cell: Cell): boolean => typeof cell === 'string' && cell.includes('\0')

/**
 * The header of a table. R writes names of rows into a first column that its header may leave out. An empty last cell is the
 * delimiter at the end of a line instead.
 */
const headerFor = (header: readonly string[], { cells }: Row): readonly string[] =>
  header.length > 1 && cells.length === header.length + 1 && cells.at(-1) !== '' ? ['', ...header] : header

/** Takes the rows of a table, and gives the table at the end. */
const collector = (expected: Expected, watch: () => void = () => undefined) => {
  let header: readonly string[] | undefined
  let gathering: Either<string, Gathering> | undefined
  let count = 0
  const take: Take = row => {
    const lost = row.cells.find(isUndecoded) ?? (header === undefined ? row.cells.find(isBinary) : undefined)
    if (lost !== undefined)
      return `line ${row.line}: a table must be text in UTF-8, found ${shortly(lost)}: convert the file`
    if (++count % 1000 === 0) watch()
    if (header === undefined) {
      header = row.cells.map(String)
      return row.fault
    }
    gathering ??= gather(headerFor(header, row), expected)
    return isLeft(gathering) ? gathering.left : gathering.right.add(row)
  }
  const end = (fault: string | undefined): Either<string, Table> => {
    if (fault !== undefined) return left(fault)
    watch()
    if (header === undefined) return left('expected a header, found nothing')
    return pipe(
      gathering ?? gather(header, expected),
      chain(({ table }) => table())
    )
  }
  return { take, end }
}

const readRows = async (source: Source, expected: Expected, watch: () => void): Promise<Either<string, Table>> => {
  const { take, end } = collector(expected, watch)
  return end(await source(take))
}

/**
 * Makes a table from records in memory, such as the body of a request. The records must have the keys of the first one, or, with `fields`,
 * those of the fields; a value that is null or absent is missing.
 *
 * @param records objects with numbers, strings and booleans
 * @param expected columns and policies, as in `readTable`. Default: all keys are columns.
 * @returns a `Left` of one line, in which line n is the nth record
 * @example tableFrom([{ x: 1, kind: 'a' }, { x: 2, kind: 'b' }])
 */
export const tableFrom = (records: readonly unknown[], expected: Expected = {}): Either<string, Table> => {
  const { take, end } = collector(expected)
  return end(eachObject(records, i => i + 1, take, expected))
}

const tableOf = async (
  path: string,
  expected: Expected,
  watch: (read: Read) => IO<void>
): Promise<Either<string, Table>> => {
  // /dev/stdin cannot be opened if it is a socket.
  const file = path === '-' ? undefined : await open(path)
  const bytes = file?.createReadStream() ?? process.stdin
  try {
    const total = (await file?.stat())?.size
    return await readRows(await rowsIn(bytes, path, expected), expected, () => {
      if (total !== undefined) watch({ done: bytes.bytesRead, total })()
    })
  } finally {
    if (file === undefined) bytes.destroy()
    else await file.close()
  }
}

/**
 * Reads a table from a file: CSV with a header; one JSON object per line if the name ends in `.jsonl` or `.ndjson`; JSON lines or an
 * array of objects if it ends in `.json`. Each may be compressed with gzip.
 *
 * The file is read as a stream and must be UTF-8. Only the numbers and the categories stay in memory.
 *
 * @param path path of the file, or `-` for stdin. Content that begins like a JSON object or array is JSON, whatever the name.
 * @param expected columns, categories, delimiter and the policy for missing values. Default: all columns, comma, refuse.
 * @param watch called with the progress, every 1000 rows and at the end, if the source is a file. Default: not called.
 * @returns a `Left` of one line: the file, the line, the column, the expected value and the value found
 * @example const table = await readTable('iris.csv', { missing: 'drop' })()
 */
export const readTable = (
  path: string,
  expected: Expected = {},
  watch: (read: Read) => IO<void> = () => () => undefined
): TaskEither<string, Table> => {
  const name = path === '-' ? 'stdin' : path
  return pipe(
    tryCatch(
      () => tableOf(path, expected, watch),
      error => `${name} cannot be read: ${fileReason(error)}`
    ),
    chainEitherK(mapLeft(reason => `${name}: ${reason}`))
  )
}
