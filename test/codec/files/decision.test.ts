/** What a column holds is decided by all its cells: markers of missing values, numbers in other formats, headers, gzip, JSON arrays. */
import { isLeft, left } from 'fp-ts/lib/Either.js'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Expected, readTable } from 'pullback/files'
import { describe, expect, test } from 'vitest'
import { gzipSync } from 'node:zlib'
import { quantityIn } from '../../../src/codec/cell.js'
import { ownFolder } from '../../folder.js'

const { folder } = ownFolder()

const read = (
  content: string | Uint8Array,
  { name = 'a.csv', ...expected }: Expected & { readonly name?: string } = {}
) => {
  writeFileSync(join(folder, name), content)
  return readTable(join(folder, name), expected)()
}

const table = async (...args: Parameters<typeof read>) => {
  const found = await read(...args)
  if (isLeft(found)) throw new Error(found.left)
  const { columns, ...rest } = found.right
  return { ...rest, columns: columns.map(({ numbers, ...field }) => ({ ...field, numbers: [...numbers] })) }
}

const refused = async (line: string, ...[content, expected]: Parameters<typeof read>) => {
  expect(await read(content, expected)).toEqual(left(`${join(folder, expected?.name ?? 'a.csv')}: ${line}`))
}

const lines = (cells: readonly (string | number)[]): string => `x\n${cells.join('\n')}\n`
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)

describe('markers of missing values', () => {
  test('in a column of categories, NA and None are categories', async () => {
    const { columns, ...rest } = await table('alley,y\nNA,1\nPave,2\nNone,3\n', { missing: 'drop' })
    expect(rest).toEqual({ size: 3 })
    expect(columns[0]).toEqual({ name: 'alley', unit: '', categories: ['NA', 'Pave', 'None'], numbers: [0, 1, 2] })
    const json = await table('{"a":"None","y":1}\n{"a":"b","y":2}\n', { name: 'a.jsonl' })
    expect(json.columns[0]).toMatchObject({ categories: ['None', 'b'] })
  })

  test('a named marker means a missing value in every column', async () => {
    const content = 'kind,y\na,1\n-,2\nb,-\na,3\nb,NA\n'
    expect(await table(content, { markers: ['-'], missing: 'drop' })).toEqual({
      size: 2,
      dropped: 3,
      gaps: [
        { column: 'kind', found: '-', rows: 1 },
        { column: 'y', found: '-', rows: 1 },
        { column: 'y', found: 'NA', rows: 1 }
      ],
      columns: [
        { name: 'kind', unit: '', categories: ['a', 'b'], numbers: [0, 0] },
        { name: 'y', unit: '', numbers: [1, 3] }
      ]
    })
  })

  test('the first missing value of all columns is refused', async () => {
    await refused(
      'line 3: "y" must have a value, found "NA": fill it in, or add --missing drop',
      'x,y\n1,2\n2,NA\n,3\n'
    )
    await refused('line 2: "kind" must have a value, found "": fill it in, or add --missing drop', 'kind,y\n,1\na,NA\n')
  })

  test('keep leaves NaN', async () => {
    expect((await table('x,kind\n1,a\n?,\n', { missing: 'keep' })).columns).toEqual([
      { name: 'x', unit: '', numbers: [1, NaN] },
      { name: 'kind', unit: '', categories: ['a'], numbers: [0, NaN] }
    ])
  })

  test('a column without values is refused', async () => {
    await refused('"x" has no values: leave it out with --drop x', 'x,y\n,1\n,2\n', { missing: 'drop' })
  })
})

describe('numbers or categories', () => {
  const advice = 'if it means a missing value, add --markers unknown; for categories, add --categories x'

  test.each([
    ['first', ['unknown', ...upTo(500)], 2],
    ['last', [...upTo(500), 'unknown'], 502],
    ['after more different numbers than categories are allowed', [...upTo(1500), 'unknown'], 1502],
    ['before them', ['unknown', ...upTo(1500)], 2]
  ])('one text among many numbers is refused with its line: %s', async (_, cells, line) => {
    await refused(`line ${line}: "x" must be a number, found "unknown": ${advice}`, lines(cells))
    const { columns } = await table(lines(cells), { markers: ['unknown'], missing: 'drop' })
    expect(columns).toEqual([{ name: 'x', unit: '', numbers: cells.filter(cell => cell !== 'unknown') }])
  })

  test('categories on request', async () => {
    const { columns, remarks } = await table(lines([1, 2, '3+']), { categories: ['x'] })
    expect({ columns, remarks }).toEqual({
      columns: [{ name: 'x', unit: '', categories: ['1', '2', '3+'], numbers: [0, 1, 2] }],
      remarks: undefined
    })
    await refused('the header: the column "x" must hold either numbers or categories', lines([1]), {
      categories: ['x'],
      numbers: ['x']
    })
  })

  test('numbers with leading zeros may be codes', async () => {
    const { columns, remarks } = await table(lines(['01000', '99501', '01001']))
    expect(columns[0]?.numbers).toEqual([1000, 99501, 1001])
    expect(remarks).toEqual([
      '"x" has leading zeros, such as "01000", read as numbers: for categories, add --categories x'
    ])
    expect((await table(lines(['0', '0.5', '-0', '10']))).remarks).toBeUndefined()
  })

  test('a table that is read with the wrong delimiter gets no remark on its only column', async () => {
    const { remarks } = await table(
      `x;y\n${upTo(20)
        .map(i => `${i};${i}\n`)
        .join('')}`
    )
    expect(remarks).toBeUndefined()
  })

  test('markers before and after the limit of categories', async () => {
    const cells = ['NA', ...upTo(1200), 'NA', '?']
    const { columns, gaps, dropped } = await table(lines(cells), { missing: 'drop' })
    expect(columns[0]?.numbers).toEqual(upTo(1200))
    expect({ gaps, dropped }).toEqual({
      dropped: 3,
      gaps: [
        { column: 'x', found: 'NA', rows: 2 },
        { column: 'x', found: '?', rows: 1 }
      ]
    })
  })

  test.each<readonly [cells: readonly string[], line: string]>([
    [
      ['"1,5"', '"2,5"'],
      '"x" looks like a number, found "1,5": read numbers with --numbers x --decimal comma, or categories with --categories x'
    ],
    [
      ['"1,234"', '99'],
      '"x" looks like a number, found "1,234": read numbers with --numbers x, or categories with --categories x'
    ],
    [
      ['45%', '12 %'],
      '"x" looks like a number, found "45%": read numbers with --numbers x, or categories with --categories x'
    ],
    [
      ['$5', '$1.20'],
      '"x" looks like a number, found "$5": read numbers with --numbers x, or categories with --categories x'
    ],
    [
      ['5 kg', '300 g'],
      '"x" looks like a number, found "5 kg": read numbers with --numbers x, or categories with --categories x'
    ]
  ])('%j is refused', async (cells, line) => {
    await refused(`line 2: ${line}`, lines(cells))
  })

  test.each<readonly [cells: readonly string[], remark: readonly string[] | undefined]>([
    [['1st', '2nd', '3rd', '1st'], undefined],
    [['true', 'false'], undefined],
    [
      ['2024-01-31', '2024-02-01', '2024-01-31'],
      ['"x" has dates, such as "2024-01-31", read as 2 categories: leave it out with --drop x?']
    ],
    [
      ['31.12.2023', '1.1.2024'],
      ['"x" has dates, such as "31.12.2023", read as 2 categories: leave it out with --drop x?']
    ],
    ...[
      ['Feb 29, 2024', 'Mar 1, 2024'],
      ['29 February 2024', '1 March 2024'],
      ['Mon, 26 Feb 2024 10:00:00 GMT', 'Tue, 27 Feb 2024 10:00:00 GMT'],
      ['2024-02', '2024-03'],
      ['02/2024', '03/2024'],
      ['2024-Q1', '2024-Q2'],
      ['29-Feb-24', '01-Mar-24'],
      ['2024-02-29T10:30:00Z', '2024-03-01T10:30:00Z']
    ].map((cells): [string[], string[]] => [
      cells.map(cell => JSON.stringify(cell)),
      [`"x" has dates, such as ${JSON.stringify(cells[0])}, read as 2 categories: leave it out with --drop x?`]
    ]),
    ...[
      ['10:30', '9:05'],
      ['10:30:05.5', '23:00:00'],
      ['9:15 pm', '9:20 a.m.']
    ].map((cells): [string[], string[]] => [
      cells,
      [`"x" has times, such as "${cells[0]}", read as 2 categories: leave it out with --drop x?`]
    ]),
    [['NA', 'NA'], ['"x" is "NA" in all rows that have a value: leave it out with --drop x?']],
    [['may 5th street', 'q1', 'sun', 'sun'], undefined],
    [
      upTo(20).map(i => `name ${i}`),
      ['"x" has 20 categories in 20 rows, nearly one for each row: leave it out with --drop x?']
    ],
    [['a', 'b', 'a', '3'], ['"x" is read as categories, but 1 of 4 cells are numbers']],
    [
      ['off', 'off', 'off', '3'],
      [
        '"x" is read as categories, but 1 of 4 cells are numbers: if it means a missing value, add --markers off; for categories, add --categories x'
      ]
    ],
    [['~5', '<7', '~5'], ['"x" is read as 2 categories, although its cells look like numbers, such as "~5"']],
    [['Yes', 'no', 'yes'], ['"x" has categories that differ only in case: "Yes" and "yes"']]
  ])('%j are categories', async (cells, remarks) => {
    const found = await table(lines(cells))
    expect(found.columns[0]?.categories).toHaveLength(new Set(cells).size)
    expect(found.remarks).toEqual(remarks)
  })
})

test.each([
  [['0123', '0456'], '"x" has leading zeros, such as "0123", read as numbers: for categories, add --categories x'],
  [
    ['5', '9007199254740993'],
    '"x" has more than 15 digits, such as "9007199254740993", read as numbers: for categories, add --categories x'
  ],
  [['20240131', '20240201'], '"x" has dates, such as "20240131", read as numbers: leave it out with --drop x?'],
  [['20240131', '20249999'], undefined]
])('%j are numbers, perhaps', async (cells, remark) => {
  const found = await table(lines(cells))
  expect(found.columns[0]?.numbers).toEqual(cells.map(Number))
  expect(found.remarks).toEqual(remark === undefined ? undefined : [remark])
})

test('a word among more than a thousand different numbers, in most rows', async () => {
  const cells = [...upTo(1200).map(i => (i < 700 ? 'low' : i)), ...upTo(1200)]
  await refused(
    'line 2: "x" must be a number, found "low": if it means a missing value, add --markers low; for categories, add --categories x',
    lines(cells)
  )
})

describe('numbers in other formats', () => {
  test.each([
    ['1,234', 'point', 1234, ''],
    ['1,234,567.5', 'point', 1234567.5, ''],
    ['₹12,34,567', 'point', 1234567, '₹'],
    ['1.234,5', 'comma', 1234.5, ''],
    ['1 234,5', 'comma', 1234.5, ''],
    ["1'234", 'point', 1234, ''],
    ['45%', 'point', 45, '%'],
    ['-$5.20', 'point', -5.2, '$'],
    ['$-5', 'point', -5, '$'],
    ['5 €', 'point', 5, '€'],
    ['EUR 5', 'point', 5, 'EUR'],
    ['−3 °C', 'point', -3, '°C'],
    ['.5 m/s', 'point', 0.5, 'm/s'],
    ['1e-3 m2', 'point', 0.001, 'm2'],
    ['(1,234)', 'point', -1234, ''],
    ['($5)', 'point', -5, '$']
  ] as const)('%j with a decimal %s', (cell, decimal, value, unit) => {
    expect(quantityIn(cell, decimal)).toEqual({ value, unit })
  })

  test.each([
    '1,23',
    '1,2345',
    '12,34.5',
    '',
    '%',
    'kg',
    '5 kg kg',
    '1st',
    '--1',
    '$5 €',
    '0x10',
    'A4',
    '1e999',
    '(-5)',
    '()'
  ])('%j is refused', cell => {
    expect(quantityIn(cell)).toBeUndefined()
  })

  test('a column in --numbers takes the unit of its cells, and only that', async () => {
    const { columns } = await table(lines(['5 kg', '"1,200 kg"', '7']), { numbers: ['x'] })
    expect(columns).toEqual([{ name: 'x', unit: 'kg', decimal: 'point', numbers: [5, 1200, 7] }])
    await refused('line 3: "x" must be in "kg", found "300 g"', lines(['5 kg', '300 g']), { numbers: ['x'] })
    await refused('line 3: "x" must be a number, found "heavy"', lines(['5 kg', 'heavy']), { numbers: ['x'] })
  })

  test('the decimal comma', async () => {
    const content = 'x;y\n1,5;2\n-,25;3e1\n'
    expect((await table(content, { delimiter: ';', decimal: 'comma' })).columns).toEqual([
      { name: 'x', unit: '', decimal: 'comma', numbers: [1.5, -0.25] },
      { name: 'y', unit: '', decimal: 'comma', numbers: [2, 30] }
    ])
    await refused(
      'line 2: "x" must be a number, found "1,5": if the comma is the decimal mark, add --decimal comma',
      lines(['"1,5"']),
      { numbers: ['x'] }
    )
    const json = await table('{"x":1.5}\n', { name: 'a.jsonl', decimal: 'comma' })
    expect(json.columns[0]?.numbers).toEqual([1.5])
  })
})

describe('headers', () => {
  test('columns that differ only in parentheses', async () => {
    const content = 'Jitter(%),Jitter(Abs),y (m)\n1,2,3\n'
    const { columns } = await table(content)
    expect(columns.map(({ name, unit }) => [name, unit])).toEqual([
      ['Jitter(%)', ''],
      ['Jitter(Abs)', ''],
      ['y', 'm']
    ])
    const fields = columns.map(({ name, unit }) => ({ name, unit })).slice(1)
    expect((await table('Jitter(Abs),y\n2,3\n', { fields })).columns.map(({ numbers }) => numbers)).toEqual([[2], [3]])
    const one = [{ name: 'Jitter', unit: '%' }]
    expect((await table(content, { fields: one })).columns[0]?.numbers).toEqual([1])
  })

  test.each([
    ['of pandas', ',x,y\n0,1,2\n1,3,4\n'],
    ['of R', '"","x","y"\n"a",1,2\n"b",3,4\n'],
    ['of R, which leaves out its name', '"x","y"\n"a",1,2\n"b",3,4\n']
  ])('a first column without a name is left out: %s', async (_, content) => {
    const { columns, remarks } = await table(content)
    expect(remarks).toEqual(['the first column has no name and is left out'])
    expect(columns.map(({ name, numbers }) => [name, numbers])).toEqual([
      ['x', [1, 3]],
      ['y', [2, 4]]
    ])
  })

  test('a delimiter at the end of the rows is no name of a row', async () => {
    await refused('line 2: a row must have 2 cells, found 3', 'x,y\n1,2,\n3,4,\n')
  })

  test('another delimiter, and a file that is no text', async () => {
    const fields = [{ name: 'x', unit: '' }]
    const missing = (found: string, hint = '') => `the header: the column "x" is missing, found ${found}${hint}`
    await refused(missing('"a b"', ': should the delimiter be " "?'), 'a b\n1 2\n', { fields })
    await refused(missing('"a,b"', ': should the delimiter be ","?'), 'a,b\n1,2\n', { fields, name: 'a.tsv' })
    await refused(missing('"column 1"'), '1\n', { fields, header: false })
    const line = 'line 1: a table must be text in UTF-8, found "PAR1\\u0015\\u0000": convert the file'
    await refused(line, 'PAR1\u0015\u0000\n', { fields, name: 'a.parquet' })
  })

  test('a header that may be data', async () => {
    const { remarks } = await table('5.1,3.5,a\n4.9,3,b\n')
    expect(remarks?.[0]).toBe('the columns are called "5.1", "3.5", "a": if the first row is data, add --header no')
  })

  test('names are the same in every Unicode form', async () => {
    const fields = [{ name: 'größe', unit: '' }]
    expect((await table('gr\u00f6\u00dfe\n1\n'.normalize('NFD'), { fields })).columns[0]?.numbers).toEqual([1])
  })

  test('no header', async () => {
    const { columns } = await table('1,a\n2,b\n', { header: false })
    expect(columns.map(({ name }) => name)).toEqual(['column 1', 'column 2'])
    expect(columns[0]?.numbers).toEqual([1, 2])
  })

  test('columns to leave out and to keep', async () => {
    const { columns, kept } = await table('id,x (m),x (m),y\na7,1,1,2\n', { drop: ['x', 'id'], keep: ['id'] })
    expect(columns.map(({ name }) => name)).toEqual(['y'])
    expect(kept).toEqual({ id: ['a7'] })
    await refused('the header: the column "idd" is missing, found "id", "y": did you mean id?', 'id,y\n1,2\n', {
      drop: ['idd']
    })
  })
})

describe('new data for a model', () => {
  const fields = [
    { name: 'x', unit: '' },
    { name: 'kind', unit: '', categories: ['a', 'b'] }
  ]
  const content = 'x,kind\n1,a\nmuch,b\n3,c\n4\n5,\n6,b\n'

  test('unusable rows are kept beside the others', async () => {
    const found = await table(content, { fields, faults: 'keep' })
    expect(found.faults).toEqual([
      { row: 1, reason: 'line 3: "x" must be a number, found "much"' },
      { row: 2, reason: 'line 4: "kind" must be one of "a", "b", found "c"' },
      { row: 3, reason: 'line 5: a row must have 2 cells, found 1' },
      {
        row: 4,
        reason: 'line 6: "kind" must have a value, found "": fill it in, or train the model with --missing mean'
      }
    ])
    expect(found.columns.map(({ numbers }) => numbers)).toEqual([
      [1, NaN, 3, NaN, 5, 6],
      [0, 1, NaN, NaN, NaN, 1]
    ])
  })

  test('rows that are not well-formed are kept beside the others', async () => {
    const csv = await table('x,kind\n1,a\n2"2,a\n3,b\n', { fields, faults: 'keep' })
    expect(csv.faults).toEqual([
      { row: 1, reason: 'line 3: a quote must be the first character of a cell, or doubled inside a quoted cell' }
    ])
    const text = '{"x":1,"kind":"a"}\n{"x":2,\n{"x":2,"kind":["a"]}\n{"x":2,"kind":"a","z":1}\n5\n{"x":3,"kind":"b"}\n'
    const json = await table(text, { name: 'a.jsonl', fields, faults: 'keep' })
    expect(json.faults).toEqual([
      { row: 1, reason: 'line 2, column 8: invalid JSON: property name expected' },
      { row: 2, reason: 'line 3: "kind" must be a number, a string or a boolean, found a list of length 1' },
      { row: 4, reason: 'line 5: must be a JSON object, found 5' }
    ])
    expect([csv, json].map(({ columns }) => columns[0]?.numbers)).toEqual([
      [1, NaN, 3],
      [1, NaN, NaN, 2, NaN, 3]
    ])
    const broken = { fields, faults: 'keep' } as const
    await refused(
      'line 1: a quote must be the first character of a cell, or doubled inside a quoted cell',
      'x"x\n1\n',
      broken
    )
    await refused(
      'line 3: a quoted cell must end with a quote, found the end of the table',
      'x,kind\n1,a\n2,"a\n',
      broken
    )
  })

  test('an unseen category is -1 on request, and a value to fill in is NaN', async () => {
    const [x, kind] = fields
    const filled = [x, { name: 'kind', unit: '', ...kind, fill: 'a' }].flatMap(field => field ?? [])
    const { columns } = await table('x,kind\n1,c\n2,\n', { fields: filled, unseen: 'other' })
    expect(columns[1]?.numbers).toEqual([-1, NaN])
  })
})

describe('formats', () => {
  const rows = '[\n  {"x": 1, "y": "a"},\n  {"y": "b", "x": 2}\n]'
  const columns = [
    { name: 'x', unit: '', numbers: [1, 2] },
    { name: 'y', unit: '', categories: ['a', 'b'], numbers: [0, 1] }
  ]

  test.each<readonly [name: string, content: string | Uint8Array]>([
    ['a.csv.gz', gzipSync('x,y\n1,a\n2,b\n')],
    ['a.tsv.gz', gzipSync('x\ty\n1\ta\n2\tb\n')],
    ['a.jsonl.gz', gzipSync('{"x":1,"y":"a"}\n{"x":2,"y":"b"}\n')],
    ['a.csv', Buffer.concat([gzipSync('x,y\n1,a\n'), gzipSync('2,b\n')])],
    ['a.json', rows],
    ['b.json', rows.replaceAll('\n', '')],
    ['c.json', '{"x":1,"y":"a"}\n{"x":2,"y":"b"}\n'],
    ['a.json.gz', gzipSync(rows)]
  ])('%s', async (name, content) => {
    expect((await table(content, { name })).columns).toEqual(columns)
  })

  test.each([
    [
      'a.json',
      '[{"x": 1},\n {"x": [2]}]',
      'line 2: "x" must be a number, a string or a boolean, found a list of length 1'
    ],
    ['a.json', '[{"x": 1},\n 2]', 'line 1: must be a JSON object, found 2'],
    ['a.json', '[{"x": 1},\n {"x": 2}', 'line 2, column 10: invalid JSON: close bracket expected'],
    ['a.json', '[]', 'expected a header, found nothing']
  ])('%s with %j is refused', async (name, content, line) => {
    await refused(line, content, { name })
  })

  test('a damaged gzip file', async () => {
    const path = join(folder, 'cut.csv.gz')
    const bytes = gzipSync('x,y\n1,a\n2,b\n')
    await expect(read(bytes.subarray(0, -10), { name: 'cut.csv.gz' })).resolves.toEqual(
      left(`${path} cannot be read: unexpected end of file`)
    )
  })
})
