/** The built command with closed or full streams, as a shell opens them. `npm run check:runtimes` builds it first. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ownFolder } from '../folder.js'

const { at, file } = ownFolder()
const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const data = file('a.csv', 'x,y\n1,2\n2,4\n3,6\n')

const inShell = (words: string) => {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${main}" ${words}`], {
    encoding: 'utf8'
  })
  return { code: status, stdout, stderr }
}

const isLinux = process.platform === 'linux'
const skipped = isLinux ? '' : ' (skipped: only Linux shows how a stream was opened)'

test.skipIf(!isLinux)(`a closed stdout is said, a discarded one is not${skipped}`, () => {
  const said = 'pullback: stdout is closed, or discarded as in /dev/null: nobody sees the results\n'
  expect(inShell('--version >&-')).toEqual({ code: 0, stdout: '', stderr: said })
  expect(inShell('--version >/dev/null')).toEqual({ code: 0, stdout: '', stderr: '' })
})

const train = (name: string, streams: string) => {
  const out = at(name)
  const ended = inShell(`train --data "${data}" --target y --epochs 1 --out "${out}" ${streams}`)
  return { code: ended.code, ended: ended.stdout.includes('Wrote '), written: existsSync(out) }
}

test('progress that cannot be written is no reason to stop', () => {
  const done = { code: 0, ended: true, written: true }
  expect(train('closed.json', '2>&-')).toEqual(done)
  if (existsSync('/dev/full')) expect(train('full.json', '2>/dev/full')).toEqual(done)
})
