/** Runs the example of every command's `--help` in a folder outside the package, in an order that provides the files they need. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execFile } from 'node:child_process'
import { expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { ownFolder } from '../folder.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { folder, at } = ownFolder()

const ranIn = (cwd: string, argv: readonly string[]) =>
  new Promise<{ readonly code: unknown; readonly stdout: string }>(resolve => {
    execFile(process.execPath, [join(root, 'dist/src/cli/main.js'), ...argv], { cwd }, (error, stdout) => {
      resolve({ code: error === null ? 0 : error.code, stdout })
    })
  })

const ran = (...argv: readonly string[]) => ranIn(folder, argv)

/** mnist would download, laws takes a minute, and worker waits for work. They have their own tests. */
const elsewhere = ['mnist', 'laws', 'worker']

test('every example runs', { timeout: 120_000 }, async () => {
  for (const { name } of commands)
    if (!elsewhere.includes(name)) {
      const [example = ''] = /^ {2}pullback .*$/m.exec((await ran(name, '--help')).stdout) ?? []
      const [words = '', file] = example.trim().split(' > ')
      const { code, stdout } = await ran(...words.split(' ').slice(1))
      if (file !== undefined) writeFileSync(at(file), stdout)
      // The example of grade grades the skeleton, which is not right yet.
      expect({ name, code }).toEqual({ name, code: name === 'grade' ? 1 : 0 })
      expect(stdout).not.toBe('')
    }
})

test('the configuration file in docs/training.md is the one in examples, and trains as documented', async () => {
  const text = readFileSync(join(root, 'docs/training.md'), 'utf8')
  const [, config] = /^```json\n([^`]*)^```$/m.exec(text) ?? []
  expect(config).toBe(readFileSync(join(root, 'examples/iris.json'), 'utf8'))
  const [, words = ''] = /^npx pullback (train .*) --out iris.safetensors$/m.exec(text) ?? []
  const out = at('iris.safetensors')
  expect((await ranIn(root, [...words.split(' '), '--out', out])).code).toBe(0)
  const measured = await ran('evaluate', out, '--data', join(root, 'examples/iris.csv'), '--at-least', '0.95')
  expect(measured.code).toBe(0)
})
