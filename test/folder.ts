/** A folder of a test file's own, which goes when its tests are done. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

export interface Folder {
  readonly folder: string
  readonly at: (name: string) => string
  /** Writes a file there, and says where. */
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
