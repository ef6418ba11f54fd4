/** Writes files into a folder, and runs the built command there. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

/** A solution of exercise 3 with this expression for the result of backward. */
export const denseFile = (backward: string): string => `
  import { Algebra } from 'pullback'
  const { addToRows, matmul, perExample, sumOverBatch, transpose } = Algebra
  export const forward = ([W, b], x) => [addToRows(b)(matmul(x, transpose(W))), x]
  export const backward = ([W, b], x, dy) => ${backward}
`

export interface Folder {
  /** Runs `pullback` in the folder. */
  readonly run: (
    ...words: readonly string[]
  ) => Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>
  readonly remove: () => Promise<void>
}

/** A folder with these files. */
export const folderOf = async (files: Readonly<Record<string, string>>): Promise<Folder> => {
  const folder = await mkdtemp(join(tmpdir(), 'pullback-grade-'))
  await Promise.all(Object.entries(files).map(([name, code]) => writeFile(join(folder, name), code)))
  return {
    run: (...words) =>
      new Promise(resolve => {
        execFile(process.execPath, [main, ...words], { cwd: folder }, (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : error.code, stdout, stderr })
        })
      }),
    remove: () => rm(folder, { recursive: true, force: true })
  }
}
