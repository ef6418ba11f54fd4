/** Reading tables: `--delimiter`, `--missing`, and stdin. */
import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { linesOf, run } from './fakeTerminal.js'
import { ownFolder } from '../folder.js'

const { folder, at, file } = ownFolder()
const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

const rows = [
  [1, 2],
  [2, 4],
  [3, 6],
  [4, 8]
]
const plain = file('plain.csv', `x,y\n${rows.map(row => `${row.join(',')}\n`).join('')}`)
const other = file('other.csv', `x;y\n${rows.map(row => `${row.join(';')}\n`).join('')}`)
const gaps = file('gaps.csv', 'x,y\n1,2\n,4\n3,6\n4,NA\n')
const model = at('model.safetensors')
const learn = ['train', '--target', 'y', '--epochs', '1', '--engine', 'eager', '--json']

const result = async (...argv: readonly string[]) => {
  const { code, stdout, stderr } = await run(argv)
  const last: unknown = JSON.parse(linesOf(stdout).at(-1) ?? '{}')
  return { code, stderr, result: last }
}

beforeAll(async () => {
  expect((await run([...learn, '--data', plain, '--out', model])).code).toBe(0)
})

test('--delimiter', async () => {
  const predicted = await run(['predict', model, '--input', plain])
  expect(linesOf(predicted.stdout)).toHaveLength(5)
  expect(await run(['predict', model, '--input', other, '--delimiter', ';'])).toEqual(predicted)
  const measured = await run(['evaluate', model, '--data', plain])
  expect(await run(['evaluate', model, '--data', other, '--delimiter', ';'])).toEqual(measured)
  expect(await result(...learn, '--data', other, '--delimiter', ';')).toMatchObject({ code: 0, result: { rows: 4 } })
  const tabs = file('tabs.txt', 'x\ty\n1\t2\n2\t4\n')
  expect(await result(...learn, '--data', tabs, '--delimiter', 'tab')).toMatchObject({ code: 0, result: { rows: 2 } })
})

test.each(['', ';;', '"', '\n'])('--delimiter %j is refused', async delimiter => {
  expect(await run([...learn, '--data', plain, '--delimiter', delimiter])).toEqual({
    code: 2,
    stdout: '',
    stderr: `pullback train: --delimiter must be one character other than a quote, or tab, found ${JSON.stringify(delimiter)}\n`
  })
})

test('--missing drop skips rows with missing values, and reports how many', async () => {
  const said = `${gaps}: skipped 2 rows with missing values: "x" has "" in 1 row, "y" has "NA" in 1 row\n`
  const dropped = await result(...learn, '--data', gaps, '--missing', 'drop')
  expect(dropped).toMatchObject({ code: 0, stderr: said, result: { rows: 2 } })
  const measured = await result('evaluate', model, '--data', gaps, '--missing', 'drop', '--json')
  expect(measured).toMatchObject({ code: 0, stderr: said, result: { rows: 2 } })
})

test('rows with missing values are refused by default, and if there are no other rows', async () => {
  const stderr = `pullback train: ${gaps}: line 3: "x" must have a value, found "": fill it in, or add --missing drop\n`
  expect(await run([...learn, '--data', gaps])).toEqual({ code: 3, stdout: '', stderr })
  expect(await run([...learn, '--data', gaps, '--missing', 'refuse'])).toEqual({ code: 3, stdout: '', stderr })
  const empty = file('empty.csv', 'x,y\n1,\n,2\n')
  expect(await run([...learn, '--data', empty, '--missing', 'drop'])).toEqual({
    code: 3,
    stdout: '',
    stderr: `pullback train: ${empty}: expected a row after the header, found only rows with missing values\n`
  })
  expect((await run([...learn, '--data', gaps, '--missing', 'zero'])).stderr).toBe(
    'pullback train: --missing must be one of refuse, drop, mean, median, most-frequent, found "zero"\n'
  )
})

const fromStdin = (content: string, from?: number) =>
  new Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>(resolve => {
    const argv = [main, 'predict', model, '--input', '-']
    const child = spawn(process.execPath, argv, { stdio: [from ?? 'pipe', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('close', code => resolve({ code, stdout, stderr }))
    child.stdin?.end(content)
  })

test('stdin may be CSV or JSON Lines, which its content tells', async () => {
  const expected = await run(['predict', model, '--input', plain])
  expect(await fromStdin('x,y\n1,2\n2,4\n3,6\n4,8\n')).toEqual(expected)
  expect(await fromStdin('', openSync(plain, 'r'))).toEqual(expected)
  expect(await fromStdin(rows.map(([x]) => `{"x": ${x ?? 0}}\n`).join(''))).toEqual(expected)
})

test('empty stdin, and a folder as stdin', async () => {
  const refused = { code: 3, stdout: '', stderr: 'pullback predict: stdin: expected a header, found nothing\n' }
  expect(await fromStdin('')).toEqual(refused)
  expect(await fromStdin('', openSync(folder, 'r'))).toMatchObject({ code: 3, stdout: '' })
})
