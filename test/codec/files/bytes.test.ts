/** Bytes on disk: reading restores what was written, files are replaced atomically, and failures are one line. */
import { left, right } from 'fp-ts/lib/Either.js'
import { mkdirSync, readdirSync, readlinkSync } from 'node:fs'
import { readBytes, writeBytes } from 'pullback/files'
import { describe, expect, test } from 'vitest'
import { codeOf, fileReason } from '../../../src/codec/file.js'
import { ownFolder } from '../../folder.js'

const { folder, at, file } = ownFolder()
mkdirSync(at('folder'))

test.each<readonly [string, Uint8Array | string]>([
  ['bytes', Uint8Array.of(0, 255, 7)],
  ['a view into a larger array', Uint8Array.of(1, 2, 3, 4).subarray(1, 3)],
  ['no bytes', new Uint8Array()],
  ['a text', 'π\n']
])('%s', async (_, content) => {
  for (const before of ['', 'what was there is longer than what comes']) {
    const path = file('written', before)
    expect(await writeBytes(path, content)()).toEqual(right(undefined))
    expect(await readBytes(path)()).toEqual(right(Buffer.from(content)))
  }
  expect(readdirSync(folder).toSorted()).toEqual(['folder', 'written'])
})

test('a file longer than the maximum is refused', async () => {
  const path = file('four', 'four')
  expect(await readBytes(path, 4)()).toEqual(right(Buffer.from('four')))
  expect(await readBytes(path, 3)()).toEqual(left(`${path} cannot be read: a file must have at most 3 bytes, found 4`))
})

describe('refused with one line', () => {
  test.each([
    ['folder', 'it is a folder, not a file'],
    ['four/none', 'a parent folder in this path is a file'],
    ['x'.repeat(300), 'the name is too long']
  ])('%s', async (name, reason) => {
    file('four', 'four')
    expect(await readBytes(at(name))()).toEqual(left(`${at(name)} cannot be read: ${reason}`))
    expect(await writeBytes(at(name), '')()).toEqual(left(`${at(name)} cannot be written: ${reason}`))
  })

  test('a path in a missing folder', async () => {
    const path = at('none/none')
    expect(await readBytes(path)()).toEqual(left(`${path} cannot be read: there is no such file or folder`))
    expect(await writeBytes(path, '')()).toEqual(
      left(`${path} cannot be written: the folder ${at('none')} does not exist`)
    )
  })

  test.each([
    ['ENOENT', 'there is no such file or folder'],
    ['ENOTDIR', 'a parent folder in this path is a file'],
    ['EEXIST', 'a parent folder in this path is a file'],
    ['EISDIR', 'it is a folder, not a file'],
    ['EACCES', 'permission denied'],
    ['EPERM', 'permission denied'],
    ['EROFS', 'the file system is read-only'],
    ['ENOSPC', 'no space left on the disk'],
    ['EDQUOT', 'the disk quota is exceeded'],
    ['EFBIG', 'the file would exceed the size limit'],
    ['EMFILE', 'too many files are open'],
    ['ENAMETOOLONG', 'the name is too long'],
    ['EIO', 'as the system says it']
  ])('%s', (code, reason) => {
    const error = Object.assign(new Error('as the\n  system says it'), { code })
    expect(codeOf(error)).toBe(code)
    expect(fileReason(error)).toBe(reason)
  })

  test('values that are not system errors', () => {
    expect([new Error('why'), 'why', { code: 'ENOENT' }, undefined].map(codeOf)).toEqual(['', '', '', ''])
    expect([new Error('why'), 'why', undefined].map(fileReason)).toEqual(['why', 'why', 'undefined'])
  })
})

// Linux lists the open files of a process.
test.skipIf(process.platform !== 'linux')('no file stays open', async () => {
  const path = file('four', 'four')
  for (const most of [3, 4]) await readBytes(path, most)()
  await writeBytes(path, 'five')()
  const open = readdirSync('/proc/self/fd').filter(name => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`).startsWith(folder)
    } catch {
      return false
    }
  })
  expect(open).toEqual([])
})
