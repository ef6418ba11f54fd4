/** A Redis of the test's own, on a free port, and worker processes. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const found = (command: string, ...words: readonly string[]): boolean => {
  try {
    execFileSync(command, words, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Why the tests with Redis are skipped. Empty if they run. */
export const withoutRedis = found('redis-server', '--version') ? '' : 'there is no redis-server'

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('there is no free port')
  return address.port
}

export interface Redis {
  readonly url: string
  readonly port: number
  /** Kills the server, and starts it again after a pause. Without a disk it has lost everything. */
  readonly killAndRestart: (pause: number) => Promise<void>
  /** Runs a command of redis-cli. */
  readonly cli: (...words: readonly string[]) => string
  readonly stop: () => Promise<void>
}

/** @param settings further options of redis-server, such as `--appendonly yes` */
export const startRedis = async (...settings: readonly string[]): Promise<Redis> => {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'pullback-redis-'))
  const start = async (): Promise<ChildProcess> => {
    const words = ['--port', String(port), '--dir', folder, '--save', '', '--protected-mode', 'no', ...settings]
    const child = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'ignore'] })
    for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false }))
      if (/Ready to accept connections/.test(String(text))) break
    child.stdout.resume()
    return child
  }
  let server = await start()
  const kill = async (): Promise<void> => {
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    cli: (...words) => execFileSync('redis-cli', ['-p', String(port), ...words], { encoding: 'utf8' }).trim(),
    killAndRestart: async pause => {
      await kill()
      await new Promise(resolve => setTimeout(resolve, pause))
      server = await start()
    },
    stop: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

const main = fileURLToPath(new URL('../../../dist/src/cli/main.js', import.meta.url))

export interface WorkerProcess {
  readonly child: ChildProcess
  /** Everything that it wrote to stderr so far. */
  readonly said: () => string
  /** Resolves when it waits for parts, or has ended. */
  readonly waiting: Promise<void>
  /** Resolves with the exit code, or `null` after a kill. */
  readonly ended: Promise<number | null>
}

/** Starts `pullback worker`. `within` is a command before it, such as `ip netns exec name`. */
export const startWorker = (
  url: string,
  words: readonly string[] = [],
  within: readonly string[] = []
): WorkerProcess => {
  const [command = '', ...rest] = [...within, process.execPath, main, 'worker', ...words]
  const child = spawn(command, rest, {
    env: { ...process.env, PULLBACK_REDIS: url },
    stdio: ['ignore', 'ignore', 'pipe']
  })
  let text = ''
  const ended = new Promise<number | null>(resolve => child.on('exit', code => resolve(code)))
  const waiting = new Promise<void>(resolve => {
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (text.includes('Waiting')) resolve()
    })
    void ended.then(() => resolve())
  })
  return { child, said: () => text, waiting, ended }
}
