/** `pullback grade` on files that are broken in several ways, with the built package: each is told in a line. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linesOf } from '../cli/fakeTerminal.js'

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullback-grade-'))
  await Promise.all(Object.entries(files).map(([name, code]) => writeFile(join(folder, name), code)))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const run = (...words: readonly string[]) =>
  new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>(resolve => {
    execFile(process.execPath, [main, ...words], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr })
    })
  })

const dense = (backward: string): string => `
  import { Algebra } from 'pullback'
  const { addToRows, matmul, perExample, sumOverBatch, transpose } = Algebra
  export const forward = ([W, b], x) => [addToRows(b)(matmul(x, transpose(W))), x]
  export const backward = ([W, b], x, dy) => ${backward}
`

const files = {
  'right.mjs': dense('[[matmul(transpose(dy), x), sumOverBatch(dy)], matmul(dy, W)]'),
  'syntax.mjs': 'export const forward = (',
  'throws.mjs': 'throw new Error("not today")',
  'imports.mjs': 'import "./other.mjs"',
  'exits.mjs': 'process.exit(0)',
  'later.mjs': dense('process.exit(0)'),
  'timer.mjs': `setTimeout(() => { throw new Error('later') }, 0)\n${dense('null')}`,
  'memory.mjs': dense('{ const all = []; for (;;) all.push(new Array(1e6).fill({})) }')
}

test('broken files are told in a line, and the others are graded', async () => {
  const { code, stdout } = await run('grade', '3', ...Object.keys(files), '--time-limit', '30')
  expect(code).toBe(1)
  expect(linesOf(stdout)).toEqual([
    'right.mjs: 8 of 8 laws, 11 of 11 points',
    expect.stringMatching(/^syntax\.mjs: 0 of 8 laws, 0 of 11 points; reference: cannot be loaded: .+$/),
    'throws.mjs: 0 of 8 laws, 0 of 11 points; reference: cannot be loaded: it threw Error: not today',
    'imports.mjs: 0 of 8 laws, 0 of 11 points; reference: cannot be loaded: the file may import nothing but pullback',
    'exits.mjs: 0 of 8 laws, 0 of 11 points; reference: the code ends the process, as process.exit does',
    'later.mjs: 1 of 8 laws, 2 of 11 points; shapes: the code ends the process, as process.exit does',
    'timer.mjs: 1 of 8 laws, 2 of 11 points; shapes: backward must give a pair, found null',
    'memory.mjs: 1 of 8 laws, 2 of 11 points; shapes: took more than 1024 MB of memory'
  ])
})
