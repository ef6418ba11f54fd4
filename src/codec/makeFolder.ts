import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from './file.js'

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false
  )

/** Creates a folder and its parents. The recursive `mkdir` of Node never returns for a path that cannot exist, as in /proc. */
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
