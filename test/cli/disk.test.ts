/** A full disk, or one with room for a part of the output: an error line, and no file is damaged. */
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { left, right } from 'fp-ts/lib/Either.js'
import { afterAll, expect, test } from 'vitest'
import { writeBytes } from '../../src/codec/file.js'
import { linesOf, run } from './fakeTerminal.js'
import { ownFolder } from '../folder.js'

const { at, file } = ownFolder()
const iris = fileURLToPath(new URL('../../examples/iris.csv', import.meta.url))
const train = ['train', '--data', iris, '--target', 'species']
const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

/** Root can mount a small disk; others cannot. */
const small = at('small')
const hasDisk = (() => {
  mkdirSync(small)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48k', 'tmpfs', small], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
afterAll(() => {
  if (hasDisk) execFileSync('umount', [small])
})

const withoutDisk = hasDisk ? '' : ' (skipped: no tmpfs can be mounted here)'

test.skipIf(!hasDisk)(`a file that fits only in part does not replace the old one${withoutDisk}`, async () => {
  const path = join(small, 'a')
  expect(await writeBytes(path, 'before')()).toEqual(right(undefined))
  expect(await writeBytes(path, new Uint8Array(100_000))()).toEqual(
    left(`${path} cannot be written: no space left on the disk`)
  )
  expect(readFileSync(path, 'utf8')).toBe('before')
  expect(readdirSync(small)).toEqual(['a'])
})

test.skipIf(!hasDisk)(`stdout on a disk with room for a part is reported${withoutDisk}`, async () => {
  const model = at('iris.safetensors')
  await run([...train, '--epochs', '1', '--out', model])
  const [header = '', ...rows] = linesOf(readFileSync(iris, 'utf8'))
  const many = file('many.csv', [header, ...Array.from({ length: 30 }, () => rows).flat()].join('\n'))
  const path = join(small, 'predictions.csv')
  const out = openSync(path, 'w')
  const argv = [main, 'predict', model, '--input', many]
  const { status, stderr } = spawnSync(process.execPath, argv, { stdio: ['ignore', out, 'pipe'], encoding: 'utf8' })
  closeSync(out)
  unlinkSync(path)
  expect(status).toBe(3)
  expect(stderr.split('\n').at(-2)).toBe('pullback: the output cannot be written: no space left on the disk')
})

test.skipIf(!hasDisk)(`a full disk leaves the last checkpoint whole${withoutDisk}`, async () => {
  const argv = [...train, '--checkpoint', small, '--keep', '100', '--epochs', '20']
  const { code, stderr } = await run(argv)
  expect(code).toBe(3)
  expect(stderr.split('\n').at(-2)).toMatch(
    /^pullback train: .*epoch-\d+\.safetensors cannot be written: no space left on the disk$/
  )
  const names = readdirSync(small).filter(name => name.endsWith('.safetensors'))
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) expect((await run(['show', join(small, name)])).code).toBe(0)
  execFileSync('mount', ['-o', 'remount,ro', small])
  const readOnly = await run([...argv, '--resume'])
  execFileSync('mount', ['-o', 'remount,rw', small])
  expect(readOnly.code).toBe(3)
  expect(readOnly.stderr.split('\n').at(-2)).toMatch(/the file system is read-only$/)
})
