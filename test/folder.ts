/** A temporary folder for a test file, removed after its tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

export interface Folder {
  readonly folder: string
  readonly at: (name: string) => string
  /** Writes a file in the folder and returns its path. */
  readonly file: (name: string, content: string | Uint8Array) => string
}

export const ownFolder = (): Folder => {
  const folder = mkdtempSync(join(tmpdir(), 'pullback-'))
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })
  const at = (name: string): string => join(folder, name)
  return {
    folder,
    at,
    file: (name, content) => {
      writeFileSync(at(name), content)
      return at(name)
    }
  }
}
