/** The built command in a separate process. `npm test` builds it first. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { linesOf } from './fakeTerminal.js'

const main = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command and passes all output so far to `watch` whenever there is more. */
const start = (
  argv: readonly string[],
  watch: (child: ChildProcess, written: string) => void = () => undefined,
  file = main
): Promise<Ended> =>
  new Promise(resolve => {
    const child = spawn(process.execPath, [file, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      watch(child, stdout + stderr)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      watch(child, stdout + stderr)
    })
    child.on('close', code => {
      resolve({ code, stdout, stderr })
    })
  })

/** A tenth of these epochs takes seconds on any machine, and all of them too long for a test. */
const many = ['--epochs', '20000000']

test('without a terminal, progress is plain lines', async () => {
  const { code, stdout, stderr } = await start(['--epochs', '100'])
  expect(code).toBe(0)
  expect(stdout + stderr).not.toContain('\u001b')
  expect(stdout + stderr).not.toContain('\r')
  expect(linesOf(stderr)).toHaveLength(11)
  expect(linesOf(stderr).at(-1)).toMatch(/^epoch 100\/100, error /)
  expect(stdout).toMatch(/^Error /)
})

test('a wrong command line: one line and exit code 2', async () => {
  const stderr = 'pullback: --epochs must be a positive integer, found "-1"\n'
  expect(await start(['--epochs', '-1'])).toEqual({ code: 2, stdout: '', stderr })
})

test('runs through a symbolic link, as npm installs it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pullback-'))
  const link = join(folder, 'pullback')
  symlinkSync(main, link)
  const { code, stdout } = await start(['--epochs', '1'], undefined, link)
  rmSync(folder, { recursive: true })
  expect(code).toBe(0)
  expect(stdout).toContain('after 1 epoch in')
})

// Under npx, the terminal sends the signal and npm sends it again.
test.each<readonly NodeJS.Signals[]>([['SIGINT'], ['SIGINT', 'SIGINT'], ['SIGTERM'], ['SIGHUP']])(
  '%j prints the results so far, and exits with 130',
  async (...signals) => {
    let sent = false
    const { code, stdout, stderr } = await start(many, (child, written) => {
      if (!sent && written.includes('Engine ')) sent = signals.map(signal => child.kill(signal)).every(Boolean)
    })
    expect({ code, sent }).toEqual({ code: 130, sent: true })
    expect(
      linesOf(stderr)
        .slice(1)
        .every(line => line.startsWith('epoch '))
    ).toBe(true)
    expect(stdout).toMatch(/^Interrupted after \d+ of 20000000 epochs\.\nError [\d.e-]+ after \d+ epochs in /)
    expect(stdout).toContain('x1  x2  target  prediction')
  }
)

const unread = 'pullback: the output cannot be written: its reader has closed the pipe\n'

test('a closed result pipe is an error', async () => {
  const child = spawn(process.execPath, [main, 'layers'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const code = await new Promise(resolve => child.on('close', resolve))
  expect({ code, stderr }).toEqual({ code: 3, stderr: unread })
})

test.each(['stdout', 'stderr'] as const)('training writes its model although nobody reads %s', async name => {
  const folder = mkdtempSync(join(tmpdir(), 'pullback-'))
  const [data, out] = [fileURLToPath(new URL('../../examples/iris.csv', import.meta.url)), join(folder, 'a.json')]
  const argv = ['train', '--data', data, '--target', 'species', '--out', out, ...(name === 'stdout' ? ['--json'] : [])]
  const { code, stdout, stderr } = await start(argv, child => child[name]?.destroy())
  expect(existsSync(out)).toBe(true)
  rmSync(folder, { recursive: true })
  if (name === 'stdout') expect({ code, stderr }).toEqual({ code: 3, stderr: unread })
  else expect({ code, written: stdout.includes('Wrote ') }).toEqual({ code: 0, written: true })
})

/** A device that is always full. */
const full = '/dev/full'

test.skipIf(!existsSync(full))(
  `a full disk behind stdout is reported in one line${existsSync(full) ? '' : ` (skipped: there is no ${full})`}`,
  async () => {
    for (const argv of [['layers'], ['--json', '--epochs', '100']]) {
      const child = spawn(process.execPath, [main, ...argv], { stdio: ['ignore', openSync(full, 'w'), 'pipe'] })
      let stderr = ''
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
      })
      const code = await new Promise(resolve => child.on('close', resolve))
      expect({ code, stderr }).toEqual({
        code: 3,
        stderr: 'pullback: the output cannot be written: no space left on the disk\n'
      })
    }
  }
)

test('without a terminal, colours only with FORCE_COLOR', async () => {
  const of = (environment: NodeJS.ProcessEnv) =>
    new Promise<string>(resolve => {
      const child = spawn(process.execPath, [main, '--epochs', '10'], { env: { ...process.env, ...environment } })
      let stdout = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text
      })
      child.on('close', () => {
        resolve(stdout)
      })
    })
  expect(await of({ NO_COLOR: undefined, FORCE_COLOR: '3' })).toContain('\u001b[38;2;')
  expect(await of({ NO_COLOR: '1', FORCE_COLOR: undefined })).not.toContain('\u001b')
  expect(await of({ NO_COLOR: undefined, FORCE_COLOR: undefined })).not.toContain('\u001b')
})
