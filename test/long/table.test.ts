/**
 * Memory beyond the numbers of the table while a long file is read: live memory after a garbage collection, every 10,000 rows.
 * Results: docs/results/table.json. Run by `npm run check:long`.
 */
import { isLeft } from 'fp-ts/lib/Either.js'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { readTable } from 'pullback/files'
import { expect, test } from 'vitest'
import { write } from './lawsRun.js'

setFlagsFromString('--expose-gc')
const isFunction = (found: unknown): found is () => void => typeof found === 'function'
const collect: unknown = runInNewContext('gc')

const live = (): number => {
  if (!isFunction(collect)) throw new TypeError('There is no garbage collector to ask')
  // The second collection sweeps the array buffers that the first one freed.
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const columns = 10
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 16) / 16

const measured = async (rows: number) => {
  const folder = mkdtempSync(join(tmpdir(), 'pullback-table-'))
  try {
    const path = join(folder, 'long.csv')
    const file = createWriteStream(path)
    file.write(`${Array.from({ length: columns }, (_, i) => `x${i} (m)`).join(',')}\n`)
    for (let row = 0; row < rows; row++) {
      const cells = Array.from({ length: columns }, (_, i) => (i === 9 ? `kind ${row % 7}` : String(row / (i + 3))))
      if (!file.write(`${cells.join(',')}\n`)) await once(file, 'drain')
    }
    file.end()
    await once(file, 'finish')

    const before = live()
    let [calls, most] = [0, 0]
    const table = await readTable(path, {}, () => () => {
      // `watch` is called every 1,000 rows.
      if (++calls % 10 === 0) most = Math.max(most, live() - before)
    })()
    if (isLeft(table)) throw new Error(table.left)
    most = Math.max(most, live() - before)
    expect(table.right.size).toBe(rows)
    const data = rows * columns * 8
    return { rows, columns, data: megabytes(data), most: megabytes(most), beside: megabytes(most - data) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('memory beyond the numbers does not grow with the table', { timeout: 600_000 }, async () => {
  await measured(10_000)
  const tables = [await measured(50_000), await measured(200_000)]
  await write('table.json', {
    task: 'live memory in megabytes while a table is read, at most, every 10,000 rows',
    command: 'npm run check:long',
    tables
  })
  for (const { beside } of tables) expect(beside).toBeLessThan(8)
})
