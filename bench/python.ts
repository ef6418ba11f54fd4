/**
 * A contestant in Python: a process that does the job repeatedly, so that its start and its imports are not measured. The process
 * reads one count per line and writes each outcome as one line of JSON.
 *
 * Debian's interpreter is tried first: its numpy took a third of the time of the one that pip installs, on a step of 784-128-10 on
 * one thread, and it has PyTorch. The environment variable PYTHON names another.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'
import * as t from 'io-ts'
import { type Contestant } from './Contestant.js'

const Outcome = t.type({ seconds: t.number, error: t.number })

const named = process.env['PYTHON']
const candidates = named === undefined ? ['/usr/bin/python3', 'python3'] : [named]

/** The first interpreter that can import the library, and what it says about the library. */
const interpreterWith = (library: string) => {
  for (const path of candidates) {
    const { status, stdout } = spawnSync(path, [resolve('bench/about.py'), library], { encoding: 'utf8' })
    if (status === 0) return { path, note: stdout.trim() }
  }
  throw new Error(`no Python here imports ${library} (apt-get install python3-${library})`)
}

/** @throws Error if no interpreter can import the library */
export const python = (threads: number, library: string, program: string, ...given: readonly string[]): Contestant => {
  const { path, note } = interpreterWith(library)
  const running = spawn(path, [resolve(program), ...given], {
    env: {
      ...process.env,
      OMP_NUM_THREADS: `${threads}`,
      OPENBLAS_NUM_THREADS: `${threads}`,
      MKL_NUM_THREADS: `${threads}`
    }
  })
  const lines = createInterface(running.stdout)[Symbol.asyncIterator]()
  let complaint = ''
  running.stderr.on('data', text => (complaint += String(text)))
  running.stdin.on('error', () => undefined)
  return {
    note,
    run: async count => {
      running.stdin.write(`${count}\n`)
      const line = await lines.next()
      if (line.done === true) throw new Error(complaint.trim().split('\n').at(-1) ?? `${program} ended`)
      const printed: unknown = JSON.parse(line.value)
      if (!Outcome.is(printed)) throw new Error(`${program} must print its outcome as JSON, found something else`)
      return printed
    },
    close: () => {
      running.stdin.end()
      return running.exitCode ?? once(running, 'exit')
    }
  }
}
