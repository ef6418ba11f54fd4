/**
 * The notebook's own program, `notebook.py`, in its own process, which times its training loop itself.
 *
 * OPENBLAS_NUM_THREADS is 1. With matrices this small no setting is faster: fifteen interleaved runs each with 1, with 2
 * and with it unset differed by less than the runs of one setting among themselves. The environment variable PYTHON
 * names another interpreter.
 */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import * as t from 'io-ts'
import { absent, type Contestant } from '../Contestant.js'
import { goldenPath } from './golden.js'

const name = 'numpy'
const interpreter = process.env['PYTHON'] ?? 'python3'
const program = resolve('bench/xor/notebook.py')
const Printed = t.type({ epochs: t.number, seconds: t.number, error: t.number })

const python = (...parameters: readonly string[]): string => {
  const environment = { ...process.env, OPENBLAS_NUM_THREADS: '1' }
  const { error, status, stdout, stderr } = spawnSync(interpreter, parameters, { encoding: 'utf8', env: environment })
  if (error !== undefined) throw new Error(`${interpreter} does not start (${error.message})`)
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1) ?? `${interpreter} failed`)
  return stdout
}

export const numpy = (): Contestant => {
  try {
    python('-c', 'import numpy')
  } catch (reason) {
    return absent(name, reason instanceof Error ? reason.message : String(reason))
  }
  return {
    name,
    run: epochs => {
      const printed: unknown = JSON.parse(python(program, String(epochs), goldenPath))
      if (!Printed.is(printed)) throw new Error('notebook.py printed something else than its result')
      return printed
    }
  }
}
