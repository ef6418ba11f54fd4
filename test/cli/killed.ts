/** A training run that is stopped by a signal at random moments and resumed each time. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeCheckpoint } from '../../src/codec/checkpoint.js'

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const iris = fileURLToPath(new URL('../../examples/iris.csv', import.meta.url))

/** A training run as a command. */
export interface Job {
  /** The command without the options for files. */
  readonly words: readonly string[]
  /** The number of epochs or steps in all. */
  readonly total: number
  /** What counts them in a checkpoint. */
  readonly unit: 'epoch' | 'step'
  /** Finds in stdout how many of them are saved. */
  readonly saved: RegExp
}

/** `pullback train` on a table. */
export const table: Job = {
  words: ['train', '--data', iris, '--target', 'species', '--epochs', '60', '--validation', '0.2'],
  total: 60,
  unit: 'epoch',
  saved: /"type":"epoch","epoch":(\d+)/g
}

const tiny = ['--context', '8', '--width', '8', '--layers', '1', '--batch', '4', '--engine', 'javascript']

/** `pullback text`, which tells a sample after it has saved a checkpoint. */
export const text: Job = {
  words: ['text', '--data', iris, ...tiny, '--steps', '2000'],
  total: 2000,
  unit: 'step',
  saved: /"type":"sample","step":(\d+)/g
}

/** What stops a run: a kill at once, or Ctrl-C, after which a run saves its state. */
type Signal = 'SIGKILL' | 'SIGINT'

/** The exit code after Ctrl-C. */
const interrupted = 130

/**
 * Runs the command, and sends it a signal this many milliseconds after its first line, if given. Returns the last epoch or step that
 * it printed as saved.
 */
const start = ({ words, saved }: Job, stop: Signal, folder: string, out: string, killAfter?: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [main, ...words, '--checkpoint', folder, '--resume', '--out', out, '--json'],
      { stdio: ['ignore', 'pipe', 'pipe'] }
    )
    let stdout = ''
    let stderr = ''
    let timer: NodeJS.Timeout | undefined
    const kill = (): void => void child.kill(stop)
    // The kill comes before training starts in some runs, and during training in others.
    if (killAfter !== undefined && killAfter < 5) timer = setTimeout(kill, killAfter * 40)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (killAfter !== undefined) timer ??= setTimeout(kill, killAfter)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code !== 0 && code !== interrupted && signal !== stop) reject(new Error(`ended with ${code}: ${stderr}`))
      const printed = [...stdout.matchAll(saved)].map(([, count]) => Number(count))
      resolve(Math.max(0, ...printed))
    })
  })

/** The number of epochs or steps in the last checkpoint. */
const lastSaved = ({ unit }: Job, folder: string): number => {
  const names = readdirSync(folder).filter(name => name.endsWith('.safetensors'))
  const counts = names.map(name => {
    const read = decodeCheckpoint(readFileSync(join(folder, name)))
    if (isLeft(read)) throw new Error(`${name}: ${read.left}`)
    return Math.ceil(read.right.state[unit])
  })
  return Math.max(0, ...counts)
}

export interface Outcome {
  readonly kills: number
  /** Number of runs that finished. */
  readonly finished: number
  /** Number of these runs whose bits equal those of an uninterrupted run. */
  readonly same: number
  /** Number of kills after which the last checkpoint was older than the last epoch or step printed as saved. */
  readonly older: number
  /** Number of kills during training. */
  readonly amid: number
}

/** @param delay draws the time of a kill, in milliseconds */
export const killedAndResumed = async (
  times: number,
  delay: () => number,
  job = table,
  stop: Signal = 'SIGKILL'
): Promise<Outcome> => {
  const folder = mkdtempSync(join(tmpdir(), 'pullback-'))
  try {
    const expected = join(folder, 'expected.safetensors')
    await start(job, stop, join(folder, 'undisturbed'), expected)
    const bytes = readFileSync(expected)
    let [kills, finished, same, older, amid] = [0, 0, 0, 0, 0]
    for (let training = 0; kills < times; training++) {
      const checkpoints = join(folder, `checkpoints-${training}`)
      const out = join(folder, `out-${training}.safetensors`)
      let reached = 0
      // After this many kills, a run may finish.
      for (let i = 0; i < 20 && kills < times && reached < job.total; i++) {
        const printed = await start(job, stop, checkpoints, out, delay())
        kills++
        const last = readdirSync(folder).includes(`checkpoints-${training}`) ? lastSaved(job, checkpoints) : 0
        if (last < printed || last < reached) older++
        if (last > reached && last < job.total) amid++
        reached = last
      }
      await start(job, stop, checkpoints, out)
      finished++
      if (readFileSync(out).equals(bytes)) same++
    }
    return { kills, finished, same, older, amid }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
