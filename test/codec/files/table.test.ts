/** Tables in CSV and JSON lines: quotes, byte order marks, line ends, delimiters, and messages for faults. */
import { isLeft, left, right } from 'fp-ts/lib/Either.js'
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type Expected, readTable } from 'pullback/files'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fieldOf, showField } from '../../../src/codec/Table.js'
import { ownFolder } from '../../folder.js'

const { folder } = ownFolder()

const read = (text: string, { name = 'a.csv', ...expected }: Expected & { readonly name?: string } = {}) => {
  writeFileSync(join(folder, name), text)
  return readTable(join(folder, name), expected)()
}

const columns = async (text: string, options?: Parameters<typeof read>[1]) => {
  const table = await read(text, options)
  if (isLeft(table)) throw new Error(table.left)
  return table.right.columns.map(({ numbers, ...field }) => ({ ...field, numbers: [...numbers] }))
}

const expected = [
  { name: 'x', unit: 'cm', numbers: [1, -0.5] },
  { name: 'kind', unit: '', categories: ['a, b', 'say "c"'], numbers: [0, 1] }
]

describe('the same table', () => {
  test.each([
    ['plain', 'x (cm),kind\n1,"a, b"\n-.5,"say ""c"""\n', {}],
    ['without a line break at the end', 'x (cm),kind\n1,"a, b"\n-0.5,"say ""c"""', {}],
    ['with CRLF', 'x (cm),kind\r\n1,"a, b"\r\n-0.5,"say ""c"""\r\n', {}],
    ['with several line ends', 'x (cm),kind\r\n1,"a, b"\n-0.5,"say ""c"""\r', {}],
    ['with a byte order mark', '\ufeffx (cm),kind\n1,"a, b"\n-0.5,"say ""c"""\n', {}],
    ['with a byte order mark and quotes', '\ufeff"x (cm)","kind"\n"1","a, b"\n"-5e-1","say ""c"""\n', {}],
    ['with semicolons', 'x (cm);kind\n1;a, b\n-0.5;"say ""c"""\n', { delimiter: ';' }],
    ['with tabs', 'x (cm)\tkind\n1\ta, b\n-0.5\t"say ""c"""\n', { name: 'a.tsv' }],
    ['with empty lines', 'x (cm),kind\n\n1,"a, b"\n\n-0.5,"say ""c"""\n\n', {}],
    ['as JSON lines', '{"x (cm)":1,"kind":"a, b"}\n{"x (cm)":-0.5,"kind":"say \\"c\\""}\n', { name: 'a.jsonl' }]
  ])('%s', async (_, text, options) => {
    expect(await columns(text, options)).toEqual(expected)
  })
})

test('a spreadsheet is refused', async () => {
  const line = 'a table must be CSV or JSON, found a zip archive or a spreadsheet: save it as CSV'
  expect(await read('PK\u0003\u0004\u0014')).toEqual(left(`${join(folder, 'a.csv')}: ${line}`))
})

test('a quoted cell over several lines', async () => {
  expect(await columns('x,text\n1,"one\ntwo"\n2,"three"\n')).toMatchObject([{}, { categories: ['one\ntwo', 'three'] }])
})

test('selected columns, and categories that look like numbers', async () => {
  const text = 'a,b,c\n1,7,x\n2,8,y\n'
  expect(await columns(text, { fields: [{ name: 'b', unit: '' }] })).toEqual([{ name: 'b', unit: '', numbers: [7, 8] }])
  expect(await columns(text, { categories: ['a'] })).toMatchObject([{ name: 'a', categories: ['1', '2'] }, {}, {}])
})

describe('a header cell gives name and unit', () => {
  test.each([
    ['x', 'x', '', 'x'],
    [' x ', 'x', '', 'x'],
    ['petal length (cm)', 'petal length', 'cm', 'petal length (cm)'],
    [' petal length\t(\tcm ) ', 'petal length', 'cm', 'petal length (cm)'],
    ['petal\nlength (cm)', 'petal\nlength', 'cm', 'petal\nlength (cm)'],
    ['x[kg]', 'x', 'kg', 'x (kg)'],
    ['f(x) (m/s)', 'f(x)', 'm/s', 'f(x) (m/s)'],
    ['f(x) of y', 'f(x) of y', '', 'f(x) of y'],
    ['x ()', 'x ()', '', 'x ()'],
    ['(cm)', '(cm)', '', '(cm)']
  ])('%j', (header, name, unit, shown) => {
    expect(fieldOf(header)).toEqual({ name, unit })
    expect(showField({ name, unit })).toBe(shown)
  })
})

describe('a cell is a number', () => {
  test.each([
    ['12', 12],
    ['-12.5', -12.5],
    ['+12.', 12],
    ['.25', 0.25],
    ['12e3', 12000],
    ['1E-12', 1e-12],
    ['1.5e+3', 1500],
    [' 7\t', 7]
  ])('%j', async (cell, number) => {
    expect(await columns(`x\n${cell}\n`)).toEqual([{ name: 'x', unit: '', numbers: [number] }])
  })

  test.each(['x1', '1.2.3', '.', 'e3', '0x10', '1 2', '--1', 'Infinity'])('not %j', async cell => {
    const text = `"${cell}"`
    expect(await columns(`x\n${text}\n`)).toMatchObject([{ categories: [cell] }])
    const argument = /^[\w.-]+$/.test(cell) ? cell : text
    expect(await read(`x\n1\n${text}\n`)).toEqual(
      left(
        `${join(folder, 'a.csv')}: line 3: "x" must be a number, found ${text}: if it means a missing value, add --markers ${argument}; for categories, add --categories x`
      )
    )
  })
})

test('the spaces around a category are not part of it', async () => {
  expect(await columns('kind\nred\n blue \n red\nred \nblue\n')).toEqual([
    { name: 'kind', unit: '', categories: ['red', 'blue'], numbers: [0, 1, 0, 0, 1] }
  ])
})

test.each([8191, 8192, 8193, 20_000])('%i rows, around the size of a block', async rows => {
  const numbers = Array.from({ length: rows }, (_, i) => i + 0.5)
  expect(await columns(`x\n${numbers.join('\n')}\n`)).toEqual([{ name: 'x', unit: '', numbers }])
})

test('rows with missing values are skipped with drop, and counted', async () => {
  const text = 'x,y\n1,2\n,4\n3,NA\n5,6\n'
  const x = { name: 'x', unit: '', numbers: Float64Array.of(1, 5) }
  const y = { name: 'y', unit: '', numbers: Float64Array.of(2, 6) }
  expect(await read(text, { missing: 'drop' })).toEqual(
    right({
      size: 2,
      dropped: 2,
      gaps: [
        { column: 'x', found: '', rows: 1 },
        { column: 'y', found: 'NA', rows: 1 }
      ],
      columns: [x, y]
    })
  )
  expect(await read('x,y\n1,2\n5,6\n', { missing: 'drop' })).toEqual(right({ size: 2, columns: [x, y] }))
  expect(await read(text, { missing: 'refuse' })).toEqual(
    left(`${join(folder, 'a.csv')}: line 3: "x" must have a value, found "": fill it in, or add --missing drop`)
  )
  expect(await read('x,y\n1,\n,2\n', { missing: 'drop' })).toEqual(
    left(`${join(folder, 'a.csv')}: expected a row after the header, found only rows with missing values`)
  )
})

describe('JSON lines', () => {
  test('with empty lines, and with booleans', async () => {
    const text = '\n{"x":1,"y":true}\n \n{"y":false,"x":2}\n\n'
    const found = [{ numbers: [1, 2] }, { categories: ['true', 'false'], numbers: [0, 1] }]
    expect(await columns(text, { name: 'a.ndjson' })).toMatchObject(found)
    expect(await columns(text, { name: 'a.JSONL' })).toMatchObject(found)
  })

  test('a long line of multi-byte characters, which is read in pieces', async () => {
    const text = `a${'é'.repeat(100_000)}`
    expect(await columns(`{"x":"${text}"}\n`, { name: 'a.jsonl' })).toMatchObject([{ categories: [text] }])
  })

  test('a line of the maximum length', async () => {
    const line = (length: number) => `{"x":"${'a'.repeat(length - 8)}"}`
    const path = join(folder, 'a.jsonl')
    expect(await columns(line(2 ** 20), { name: 'a.jsonl' })).toHaveLength(1)
    expect(await read(`{"x":1}\n${line(2 ** 20 + 1)}`, { name: 'a.jsonl' })).toEqual(
      left(`${path}: line 2: a line must have at most 1048576 characters, found more`)
    )
    expect(await read(`${line(2 ** 20 + 1)}\n`, { name: 'a.jsonl' })).toEqual(
      left(`${path}: line 1: JSON must be at most 1048576 characters long, found 1048577`)
    )
  })
})

test.each(['a.jsonl.csv', 'a.ndjson.txt', 'a.tsv.csv'])('other extensions are CSV: %s', async name => {
  expect(await columns('x,y\n1,2\n', { name })).toMatchObject([{ numbers: [1] }, { numbers: [2] }])
})

describe('stdin', () => {
  /** Reads a table with these pieces on stdin. */
  const fromStdin = async (pieces: readonly string[], expected?: Expected) => {
    const own = Object.getOwnPropertyDescriptor(process, 'stdin')
    if (own !== undefined) onTestFinished(() => void Object.defineProperty(process, 'stdin', own))
    const stdin = Readable.from(
      pieces.map(piece => Buffer.from(piece)),
      { objectMode: false }
    )
    Object.defineProperty(process, 'stdin', { value: stdin, configurable: true })
    const found = await readTable('-', expected)()
    expect(stdin.destroyed).toBe(true)
    return found
  }
  const numbers = right({ size: 2, columns: [{ name: 'x', unit: '', numbers: Float64Array.of(1, 2) }] })

  test.each<readonly [name: string, pieces: readonly string[], expected: Expected]>([
    ['CSV', ['x\n1\n', '2\n'], {}],
    ['CSV in pieces', ['x\n1', '\n2', '\n'], {}],
    ['JSON lines', ['{"x":1}\n', '{"x":2}\n'], {}],
    ['JSON lines after empty lines', ['\n \n{"x":1}\n{"x":', '2}'], {}],
    ['of several columns', ['x,y{\n1,2\n2,2\n'], { fields: [{ name: 'x', unit: '' }] }],
    ['with a delimiter', ['x;y\n1;2\n2;2\n'], { delimiter: ';', fields: [{ name: 'x', unit: '' }] }]
  ])('%s', async (_, pieces, expected) => {
    expect(await fromStdin(pieces, expected)).toEqual(numbers)
  })

  test('empty input, and a fault', async () => {
    expect(await fromStdin([])).toEqual(left('stdin: expected a header, found nothing'))
    expect(await fromStdin(['x\n1\n,\n'])).toEqual(left('stdin: line 3: a row must have 1 cell, found 2'))
  })
})

// Linux lists the open files of a process.
test.skipIf(process.platform !== 'linux')('no file stays open after success or failure', async () => {
  const open = () =>
    readdirSync('/proc/self/fd').filter(name => {
      try {
        return readlinkSync(`/proc/self/fd/${name}`).startsWith(folder)
      } catch {
        return false
      }
    })
  await read('x\n1\n')
  await read('x\n1\n', { delimiter: '' })
  await read(`x\n,\n${'1\n'.repeat(1e5)}`)
  await read(`{}\n[]\n${'{}\n'.repeat(1e5)}`, { name: 'b.jsonl' })
  expect(open()).toEqual([])
})

describe('refused with one line', () => {
  test.each(['', '?', 'NA', 'n/a', 'NaN', 'null', 'None', 'na'])('a missing value, %j', async gap => {
    expect(await read(`x,y\n1,2\n3,${gap}\n`)).toEqual(
      left(
        `${join(folder, 'a.csv')}: line 3: "y" must have a value, found ${JSON.stringify(gap)}: fill it in, or add --missing drop`
      )
    )
  })

  test.each([
    ['x,y\n1,2\n3\n', 'line 3: a row must have 2 cells, found 1'],
    ['x,y\n1,2\n3,4,5\n', 'line 3: a row must have 2 cells, found 3'],
    [
      'x,y\n1,2\n3,four\n',
      'line 3: "y" must be a number, found "four": if it means a missing value, add --markers four; for categories, add --categories y'
    ],
    ['x,y\n1,2\n3,1e999\n', 'line 3: "y" must be a number, found "1e999"'],
    ['x,x\n1,2\n', 'the header: the column "x" occurs twice: rename one of them'],
    [
      'x,\n1,2\n',
      'the header: column 2 must have a name, found an empty cell: name it, or leave it out with --drop "column 2"'
    ],
    ['x,y\n', 'expected a row after the header, found none'],
    ['', 'expected a header, found nothing']
  ])('%j', async (text, line) => {
    expect(await read(text)).toEqual(left(`${join(folder, 'a.csv')}: ${line}`))
  })

  test.each([
    ['x\n"1"\t\n', 'line 2: a closing quote must be the last character of a cell, or doubled inside a quoted cell'],
    ['x\n1"2\n', 'line 2: a quote must be the first character of a cell, or doubled inside a quoted cell'],
    ['x\n1\n"2\n3\n', 'line 4: a quoted cell must end with a quote, found the end of the table']
  ])('%j', async (text, line) => {
    expect(await read(text)).toEqual(left(`${join(folder, 'a.csv')}: ${line}`))
  })

  test('a quote that is never closed', async () => {
    const found = await read(`x,y\n1,"${'z'.repeat(2 ** 21)}\n`)
    const line = 'line 2: a row must have at most 1048576 characters, found more: is a quote not closed?'
    expect(found).toEqual(left(`${join(folder, 'a.csv')}: ${line}`))
  })

  test.each(['', ';;', '"', '\n'])('the delimiter %j', async delimiter => {
    expect(await read('x\n1\n', { delimiter })).toMatchObject(
      left(
        `${join(folder, 'a.csv')}: the delimiter must be one character other than a quote or a line break, found ${JSON.stringify(delimiter)}`
      )
    )
  })

  test.each([
    ['{"x":1}\n{"x":null}\n', 'line 2: "x" must have a value, found nothing: fill it in, or add --missing drop'],
    ['{"x":1}\n{}\n', 'line 2: "x" must have a value, found nothing: fill it in, or add --missing drop'],
    ['{"x":1}\n{"x":1,"y":2}\n', 'line 2: unknown key "y", expected those of the first line: "x"'],
    ['{"x":1}\n[1]\n', 'line 2: must be a JSON object, found a list of length 1'],
    ...['null', '1', '"x"', 'true'].map(json => [`{"x":1}\n${json}\n`, `line 2: must be a JSON object, found ${json}`]),
    ['{"x":1}\n{"x":{}}\n', 'line 2: "x" must be a number, a string or a boolean, found an object'],
    ['{"x":[[[]]]}\n', 'line 1, column 8: brackets must be nested at most 3 deep, found more'],
    ['{"x":1}\n{"x":[1]}\n', 'line 2: "x" must be a number, a string or a boolean, found a list of length 1'],
    ['{"x":1}\n{"x":\n', 'line 2, column 6: invalid JSON: value expected']
  ])('%j', async (text, line) => {
    expect(await read(text, { name: 'b.jsonl' })).toEqual(left(`${join(folder, 'b.jsonl')}: ${line}`))
  })

  test.each([
    ['x,kind\n1,a\n2,\xe4\n', 'a.csv', 'line 3: a table must be text in UTF-8, found "\ufffd": convert the file'],
    ['x,l\xe4nge\n1,2\n', 'a.csv', 'line 1: a table must be text in UTF-8, found "l\ufffdnge": convert the file'],
    [
      '{"x":1,"kind":"a"}\n{"x":2,"kind":"\xe4"}\n',
      'a.jsonl',
      'line 2: a table must be text in UTF-8, found "\ufffd": convert the file'
    ]
  ])('Latin-1, %j', async (text, name, line) => {
    const path = join(folder, name)
    writeFileSync(path, text, 'latin1')
    expect(await readTable(path)()).toEqual(left(`${path}: ${line}`))
  })

  test('another unit is refused; a unit missing on one side is accepted', async () => {
    const fields = (unit: string) => ({ fields: [{ name: 'x', unit }] })
    expect(await read('y,x (mm)\n1,2\n', fields('cm'))).toEqual(
      left(`${join(folder, 'a.csv')}: the header: the column "x" must be in "cm", found "mm"`)
    )
    for (const [header, unit] of [
      ['x', 'cm'],
      ['x (mm)', ''],
      ['x [cm]', 'cm']
    ] as const)
      expect(await columns(`${header}\n1\n`, fields(unit))).toEqual([{ name: 'x', unit, numbers: [1] }])
  })

  test('more than the maximum number of categories', async () => {
    const rows = Array.from({ length: 1001 }, (_, i) => `c${i}`)
    expect(await read(`kind\n${rows.join('\n')}\n`)).toEqual(
      left(
        `${join(folder, 'a.csv')}: line 1002: "kind" must have at most 1000 different categories, found "c1000" as number 1001: leave it out with --drop kind`
      )
    )
  })

  test('the maximum number of categories', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => `c${i}`)
    expect(await columns(`kind\n${rows.join('\n')}\nc7\n`)).toMatchObject([{ categories: rows }])
  })

  const letters = 'a b c d e f g h i j k'.split(' ')
  test.each([
    [2, '"a", "b"'],
    [10, '"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"'],
    [11, '"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", …']
  ])('a category that is not among the %i of the model', async (count, list) => {
    const fields = [{ name: 'kind', unit: '', categories: letters.slice(0, count) }]
    expect(await read('kind\na\nz\n', { fields })).toEqual(
      left(`${join(folder, 'a.csv')}: line 3: "kind" must be one of ${list}, found "z"`)
    )
  })

  test.each([
    [10, '"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"'],
    [11, '"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", …']
  ])('an unknown key after a first line of %i keys', async (count, list) => {
    const first = JSON.stringify(Object.fromEntries(letters.slice(0, count).map(letter => [letter, 1])))
    expect(await read(`${first}\n{"z":1}\n`, { name: 'b.jsonl' })).toEqual(
      left(`${join(folder, 'b.jsonl')}: line 2: unknown key "z", expected those of the first line: ${list}`)
    )
  })

  test('a text in the first row of a numeric column, and a missing column', async () => {
    const fields = [{ name: 'x', unit: '' }]
    expect(await read('x\none\n', { fields })).toEqual(
      left(`${join(folder, 'a.csv')}: line 2: "x" must be a number, found "one"`)
    )
    for (const expected of [{ fields }, { categories: ['x'] }])
      expect(await read('y,z\n1,2\n', expected)).toEqual(
        left(`${join(folder, 'a.csv')}: the header: the column "x" is missing, found "y", "z"`)
      )
  })

  test('a missing file, a folder, and an unreadable file', async () => {
    const refused = (path: string, reason: string) => [path, left(`${path} cannot be read: ${reason}`)] as const
    for (const [path, line] of [
      refused(join(folder, 'none.csv'), 'there is no such file or folder'),
      refused(folder, 'it is a folder, not a file'),
      ...(process.platform === 'linux' ? [refused('/proc/self/mem', 'EIO: i/o error, read')] : [])
    ])
      expect(await readTable(path)()).toEqual(line)
  })
})

test('watch is called with the progress, up to the end', async () => {
  const path = join(folder, 'long.csv')
  writeFileSync(path, `x\n${'1\n'.repeat(5000)}`)
  const told: number[] = []
  const total = 2 + 10_000
  await readTable(path, {}, ({ done, total: of }) => () => {
    told.push(done)
    expect(of).toBe(total)
  })()
  // After every 1,000 rows, including the header, and at the end.
  expect(told).toHaveLength(6)
  expect(told.at(-1)).toBe(total)
})
