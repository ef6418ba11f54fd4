/** IDX files for tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { gzipSync } from 'node:zlib'

export const idx = (shape: readonly number[], numbers: Iterable<number>, type = 8): Uint8Array => {
  const header = new DataView(new ArrayBuffer(4 * (1 + shape.length)))
  header.setUint32(0, type * 256 + shape.length)
  shape.forEach((size, axis) => header.setUint32(4 * (1 + axis), size))
  return new Uint8Array(Buffer.concat([new Uint8Array(header.buffer), Uint8Array.from(numbers)]))
}

/** A temporary folder, removed after the test. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'pullback-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Images that a small network can classify: digit d is a bar at row 2 d + 4, with small variations. */
const image = (digit: number, i: number): readonly number[] =>
  Array.from({ length: 784 }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / 28), pixel % 28]
    return Math.abs(row - (2 * digit + 4)) < 2 && column >= 4 + (i % 5) && column < 24 ? 255 - (i % 7) : 0
  })

const set = (name: string, count: number): Readonly<Record<string, Uint8Array>> => {
  const labels = Array.from({ length: count }, (_, i) => (i * 7) % 10)
  return {
    [`${name}-images-idx3-ubyte.gz`]: gzipSync(idx([count, 28, 28], labels.flatMap(image))),
    [`${name}-labels-idx1-ubyte.gz`]: gzipSync(idx([count], labels))
  }
}

/** The four files of a small MNIST. */
export const smallMnist: Readonly<Record<string, Uint8Array>> = { ...set('train', 200), ...set('t10k', 50) }

/** A temporary folder with these files. Files that are `undefined` are not written. */
export const folderOf = (files: Readonly<Record<string, Uint8Array | undefined>>): string => {
  const folder = temporaryFolder()
  for (const [name, bytes] of Object.entries(files)) if (bytes !== undefined) writeFileSync(join(folder, name), bytes)
  return folder
}
