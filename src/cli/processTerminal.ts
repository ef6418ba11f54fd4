import envPaths from 'env-paths'
import { toError } from 'fp-ts/lib/Either.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { newIORef } from 'fp-ts/lib/IORef.js'
import { fstatSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { WriteStream } from 'node:tty'
import { fileReason } from '../codec/file.js'
import { bar, plainLines } from './displays.js'
import { examplesFolder } from './package.js'
import { exitCode } from './exitCode.js'
import { printable } from './progressText.js'
import { type Terminal } from './Terminal.js'

/** Node reads NO_COLOR, FORCE_COLOR and TERM. */
const colourDepth = (stream: NodeJS.WriteStream): number =>
  stream.isTTY || process.env['FORCE_COLOR'] !== undefined ? WriteStream.prototype.getColorDepth(process.env) : 1

/** Whether a stream failed because its reader left: it closed the pipe (`| head`) or the terminal. */
const hasNoReader = (error: Error): boolean => 'code' in error && ['EPIPE', 'EIO'].includes(String(error.code))

/** Ends the process when output fails. Without a reader it continues, so that files are still written, and fails at its end. */
const failOutput = (error: Error): void => {
  process.exitCode = exitCode.badData
  const reason = hasNoReader(error) ? 'its reader has closed the pipe' : fileReason(error)
  process.stderr.write(`pullback: the output cannot be written: ${reason}\n`)
  if (!hasNoReader(error)) process.exit()
}

/** Nobody has to read the progress, and every write after a failed one fails too. */
const ignore = (): void => undefined

/** Whether stdout is the null device, opened for reading and writing: Node opens it so in the place of a closed stdout (`>&-`). */
const mayBeClosed = (): boolean => {
  try {
    const [{ rdev }, { rdev: device }] = [fstatSync(process.stdout.fd), statSync('/dev/null')]
    return rdev === device && /^flags:\s*\d*2$/m.test(readFileSync(`/proc/self/fdinfo/${process.stdout.fd}`, 'utf8'))
  } catch {
    return false
  }
}

/** Writes to files synchronously: on a full disk, Node's streams write only a part and report no error. */
const writeTo = (
  stream: NodeJS.WriteStream & { readonly fd: number },
  fail: (error: Error) => void
): ((text: string) => IO<void>) => {
  if (!fstatSync(stream.fd).isFile())
    return text => () => {
      stream.write(text)
    }
  return text => () => {
    try {
      writeFileSync(stream.fd, text)
    } catch (error) {
      fail(toError(error))
    }
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Milliseconds in which a second signal is ignored: npx forwards the Ctrl-C that the terminal has already sent. */
const twice = 1000

/** Whether a signal asked the process to stop. A signal sent more than a second after the first one ends it at once. */
const interruption: IO<IO<boolean>> = () => {
  const interrupted = newIORef(false)()
  const stop = (): void => {
    if (interrupted.read()) return
    interrupted.write(true)()
    setTimeout(() => {
      for (const signal of signals) process.off(signal, stop)
    }, twice).unref()
  }
  for (const signal of signals) process.on(signal, stop)
  return interrupted.read
}

/** The terminal of this process. */
export const processTerminal: IO<Terminal> = () => {
  process.stdout.once('error', failOutput)
  process.stdout.on('error', ignore)
  process.stderr.on('error', ignore)
  const writeErrorTo = writeTo(process.stderr, ignore)
  const writeError = (text: string) => writeErrorTo(printable(text))
  if (mayBeClosed()) writeError('pullback: stdout is closed, or discarded as in /dev/null: nobody sees the results\n')()
  const hasBar = process.stderr.isTTY && process.env['TERM'] !== 'dumb'
  return {
    write: writeTo(process.stdout, failOutput),
    writeError,
    colourDepth: colourDepth(process.stdout),
    columns: process.stdout.isTTY ? process.stdout.columns : 80,
    display: hasBar ? bar(process.stderr)() : plainLines(writeError)(),
    seconds: () => performance.now() / 1000,
    cacheFolder: envPaths('pullback', { suffix: '' }).cache,
    examplesFolder,
    interrupted: interruption()
  }
}
