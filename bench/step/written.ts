import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Numbers } from './Numbers.js'

/** Writes the numbers to a new temporary folder, for programs in other languages. The folder is removed when this process ends. */
export const written = ({ inputs, targets, parameters, ...rest }: Numbers): string => {
  const folder = mkdtempSync(join(tmpdir(), 'pullback-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, numbers: Float32Array) =>
    writeFileSync(join(folder, name), new Uint8Array(numbers.buffer))
  write('inputs', inputs)
  write('targets', targets)
  parameters.forEach(({ numbers }, i) => write(`parameter${i}`, numbers))
  const job = { ...rest, parameters: parameters.map(({ shape }) => shape) }
  writeFileSync(join(folder, 'job.json'), JSON.stringify(job))
  return folder
}
