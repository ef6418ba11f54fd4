/** A training run that is killed at random moments and resumed each time. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeCheckpoint } from '../../src/codec/checkpoint.js'

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))
const iris = fileURLToPath(new URL('../../examples/iris.csv', import.meta.url))

const epochs = 60

/** Runs the command, and kills it this many milliseconds after its first line, if given. Returns the last epoch that it printed. */
const start = (folder: string, out: string, killAfter?: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        main,
        ...['train', '--data', iris, '--target', 'species', '--epochs', String(epochs), '--validation', '0.2'],
        ...['--checkpoint', folder, '--resume', '--out', out, '--json']
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] }
    )
    let stdout = ''
    let stderr = ''
    let timer: NodeJS.Timeout | undefined
    const kill = (): void => void child.kill('SIGKILL')
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
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(`ended with ${code}: ${stderr}`))
      const printed = [...stdout.matchAll(/"type":"epoch","epoch":(\d+)/g)].map(([, epoch]) => Number(epoch))
      resolve(Math.max(0, ...printed))
    })
  })

const lastEpoch = (folder: string): number => {
  const names = readdirSync(folder).filter(name => name.endsWith('.safetensors'))
  for (const name of names) {
    const read = decodeCheckpoint(readFileSync(join(folder, name)))
    if (isLeft(read)) throw new Error(`${name}: ${read.left}`)
  }
  return Math.max(0, ...names.map(name => Number(/\d+/.exec(name)?.[0])))
}

export interface Outcome {
  readonly kills: number
  /** Number of runs that finished. */
  readonly finished: number
  /** Number of these runs whose bits equal those of an uninterrupted run. */
  readonly same: number
  /** Number of kills after which the last checkpoint was older than the last printed epoch. */
  readonly older: number
  /** Number of kills during training. */
  readonly amid: number
}

/** @param delay draws the time of a kill, in milliseconds */
export const killedAndResumed = async (times: number, delay: () => number): Promise<Outcome> => {
  const folder = mkdtempSync(join(tmpdir(), 'pullback-'))
  try {
    const expected = join(folder, 'expected.safetensors')
    await start(join(folder, 'undisturbed'), expected)
    const bytes = readFileSync(expected)
    let [kills, finished, same, older, amid] = [0, 0, 0, 0, 0]
    for (let training = 0; kills < times; training++) {
      const checkpoints = join(folder, `checkpoints-${training}`)
      const out = join(folder, `out-${training}.safetensors`)
      let reached = 0
      // After this many kills, a run may finish.
      for (let i = 0; i < 20 && kills < times && reached < epochs; i++) {
        const printed = await start(checkpoints, out, delay())
        kills++
        const last = readdirSync(folder).includes(`checkpoints-${training}`) ? lastEpoch(checkpoints) : 0
        if (last < printed || last < reached) older++
        if (last > reached && last < epochs) amid++
        reached = last
      }
      await start(checkpoints, out)
      finished++
      if (readFileSync(out).equals(bytes)) same++
    }
    return { kills, finished, same, older, amid }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
