/** Tables as people have them: quotes, marks, line ends and delimiters of every kind; what is missing is named. */
import { isLeft, left } from 'fp-ts/lib/Either.js'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Expected, readTable } from 'pullback/files'
import { describe, expect, test } from 'vitest'
import { ownFolder } from '../folder.js'

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
    ['without an end to its last line', 'x (cm),kind\n1,"a, b"\n-0.5,"say ""c"""', {}],
    ['with CRLF', 'x (cm),kind\r\n1,"a, b"\r\n-0.5,"say ""c"""\r\n', {}],
    ['with a byte order mark', '\ufeffx (cm),kind\n1,"a, b"\n-0.5,"say ""c"""\n', {}],
    ['with a byte order mark and quotes', '\ufeff"x (cm)","kind"\n"1","a, b"\n"-5e-1","say ""c"""\n', {}],
    ['with semicolons', 'x (cm);kind\n1;a, b\n-0.5;"say ""c"""\n', { delimiter: ';' }],
    ['with tabs', 'x (cm)\tkind\n1\ta, b\n-0.5\t"say ""c"""\n', { name: 'a.tsv' }],
    ['with empty lines', 'x (cm),kind\n\n1,"a, b"\n\n-0.5,"say ""c"""\n\n', {}],
    ['of JSON lines', '{"x (cm)":1,"kind":"a, b"}\n{"x (cm)":-0.5,"kind":"say \\"c\\""}\n', { name: 'a.jsonl' }]
  ])('%s', async (_, text, options) => {
    expect(await columns(text, options)).toEqual(expected)
  })
})

test('a quoted cell over several lines', async () => {
  expect(await columns('x,text\n1,"one\ntwo"\n2,"three"\n')).toMatchObject([{}, { categories: ['one\ntwo', 'three'] }])
})

test('columns that are asked for, and categories that look like numbers', async () => {
  const text = 'a,b,c\n1,7,x\n2,8,y\n'
  expect(await columns(text, { fields: [{ name: 'b', unit: '' }] })).toEqual([{ name: 'b', unit: '', numbers: [7, 8] }])
  expect(await columns(text, { categories: ['a'] })).toMatchObject([{ name: 'a', categories: ['1', '2'] }, {}, {}])
})

describe('refused in one line', () => {
  test.each([
    ['x,y\n1,2\n3,\n', 'line 3: "y" is missing'],
    ['x,y\n1,2\n?,4\n', 'line 3: "x" is missing'],
    ['x,y\n1,2\nNA,4\n', 'line 3: "x" is missing'],
    ['x,y\n1,2\n3\n', 'line 3: a row must have 2 cells, found 1'],
    ['x,y\n1,2\n3,4,5\n', 'line 3: a row must have 2 cells, found 3'],
    ['x,y\n1,2\n3,four\n', 'line 3: "y" must be a number, found "four"'],
    ['x,y\n1,2\n3,1e999\n', 'line 3: "y" must be a number, found "1e999"'],
    ['x,x\n1,2\n', 'the header: the column "x" stands there twice'],
    ['x,\n1,2\n', 'the header: column 2 must have a name, found nothing'],
    ['x,y\n', 'there must be a row below the header, found none'],
    ['', 'there must be a header, found nothing']
  ])('%j', async (text, line) => {
    expect(await read(text)).toEqual(left(`${join(folder, 'a.csv')}: ${line}`))
  })

  test('a quote that is never closed', async () => {
    const found = await read(`x,y\n1,"${'z'.repeat(2 ** 21)}\n`)
    expect(found).toMatchObject(left(expect.stringMatching(/: this is not CSV: [^\n]*$/)))
  })

  test.each(['', ';;', '"', '\n'])('the delimiter %j', async delimiter => {
    expect(await read('x\n1\n', { delimiter })).toMatchObject(
      left(expect.stringContaining('the delimiter must be one character that is no quote and no end of a line'))
    )
  })

  test.each([
    ['{"x":1}\n{"x":null}\n', 'line 2: "x" is missing'],
    ['{"x":1}\n{}\n', 'line 2: "x" is missing'],
    ['{"x":1}\n{"x":1,"y":2}\n', 'line 2: the key "y" is not in the first line'],
    ['{"x":1}\n[1]\n', 'line 2: must be an object'],
    ['{"x":1}\n{"x":[1]}\n', 'line 2: "x" must be a number or a text, found a list of 1'],
    ['{"x":1}\n{"x":\n', 'line 2: column 6: this is not JSON: value expected']
  ])('%j', async (text, line) => {
    expect(await read(text, { name: 'b.jsonl' })).toEqual(left(`${join(folder, 'b.jsonl')}: ${line}`))
  })

  test('more categories than a column may have', async () => {
    const rows = Array.from({ length: 1001 }, (_, i) => `c${i}`)
    expect(await read(`kind\n${rows.join('\n')}\n`)).toEqual(
      left(
        `${join(folder, 'a.csv')}: line 1002: "kind" must be one of at most 1000 categories, found "c1000" as one more`
      )
    )
  })

  test('a category that the model does not know', async () => {
    const fields = [{ name: 'kind', unit: '', categories: ['a', 'b'] }]
    expect(await read('kind\na\nc\n', { fields })).toEqual(
      left(`${join(folder, 'a.csv')}: line 3: "kind" must be one of a, b, found "c"`)
    )
  })
})

test('who watches is told how far it has got, to the end', async () => {
  const path = join(folder, 'long.csv')
  writeFileSync(path, `x\n${'1\n'.repeat(5000)}`)
  const told: number[] = []
  const total = 2 + 10_000
  await readTable(path, {}, ({ done, total: of }) => () => {
    told.push(done)
    expect(of).toBe(total)
  })()
  expect(told.length).toBeGreaterThan(4)
  expect(told.at(-1)).toBe(total)
})
