/** `pullback grade` on files that are broken in several ways, with the built package: each is told in a line. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { denseFile, type Folder, folderOf } from '../cli/gradedFiles.js'
import { linesOf } from '../cli/fakeTerminal.js'

const files = {
  'right.mjs': denseFile('[[matmul(transpose(dy), x), sumOverBatch(dy)], matmul(dy, W)]'),
  'syntax.mjs': 'export const forward = (',
  'throws.mjs': 'throw new Error("not today")',
  'imports.mjs': 'import "./other.mjs"',
  'exits.mjs': 'process.exit(0)',
  'later.mjs': denseFile('process.exit(0)'),
  'timer.mjs': `setTimeout(() => { throw new Error('later') }, 0)\n${denseFile('null')}`,
  'memory.mjs': denseFile('{ const all = []; for (;;) all.push(new Array(1e6).fill({})) }')
}

let folder: Folder

beforeAll(async () => {
  folder = await folderOf(files)
})

afterAll(() => folder.remove())

test('broken files are told in a line, and the others are graded', async () => {
  const { code, stdout } = await folder.run('grade', '3', ...Object.keys(files), '--time-limit', '30')
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
