/** The example of every command's `--help`, as it would be pasted, in an order in which each finds what it needs. */
import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execFile } from 'node:child_process'
import { expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.js'
import { ownFolder } from '../folder.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { folder } = ownFolder()

mkdirSync(join(folder, 'examples'))
for (const name of readdirSync(join(root, 'examples')).filter(name => name.endsWith('.csv')))
  cpSync(join(root, 'examples', name), join(folder, 'examples', name))

const ran = (example: string) =>
  new Promise<{ readonly code: unknown; readonly stdout: string }>(resolve => {
    const [, ...argv] = example.split(' ')
    execFile(process.execPath, [join(root, 'dist/src/cli/main.js'), ...argv], { cwd: folder }, (error, stdout) => {
      resolve({ code: error === null ? 0 : error.code, stdout })
    })
  })

/** mnist would download; laws takes a minute. Both have tests of their own. */
const elsewhere = ['mnist', 'laws']

test('they work', { timeout: 120_000 }, async () => {
  for (const { name, example } of commands)
    if (!elsewhere.includes(name)) {
      const { code, stdout } = await ran(example)
      expect({ name, code }).toEqual({ name, code: 0 })
      expect(stdout).not.toBe('')
    }
})
