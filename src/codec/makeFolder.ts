/** A folder, with those on the way to it. Node's own recursive `mkdir` never ends where there can be no folder, as in /proc. */
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from './file.js'

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false
  )

export const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path)
  } catch (error) {
    if (await isFolder(path)) return
    const parent = dirname(path)
    if (codeOf(error) !== 'ENOENT' || (await isFolder(parent))) throw error
    await makeFolder(parent)
    await mkdir(path)
  }
}
