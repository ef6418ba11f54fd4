import envPaths from 'env-paths'
import { toError } from 'fp-ts/lib/Either.js'
import { type IO } from 'fp-ts/lib/IO.js'
import { newIORef } from 'fp-ts/lib/IORef.js'
import { fstatSync, writeFileSync } from 'node:fs'
import { WriteStream } from 'node:tty'
import { fileReason } from '../codec/file.js'
import { bar, plainLines } from './displays.js'
import { examplesFolder } from './examplesFolder.js'
import { exitCode } from './exitCode.js'
import { type Terminal } from './Terminal.js'

/** Node reads NO_COLOR, FORCE_COLOR and TERM. */
const colourDepth = (stream: NodeJS.WriteStream): number =>
  stream.isTTY || process.env['FORCE_COLOR'] !== undefined ? WriteStream.prototype.getColorDepth(process.env) : 1

/** Ends the process when output fails: quietly if the reader has closed the pipe (`| head`), else with an error line. */
const endWithReader = (error: Error): void => {
  if ('code' in error && error.code === 'EPIPE') process.exit(exitCode.done)
  process.stderr.write(`pullback: the output cannot be written: ${fileReason(error)}\n`)
  process.exit(exitCode.badData)
}

/** Writes to files synchronously: on a full disk, Node's streams write only a part and report no error. */
const writeTo = (stream: NodeJS.WriteStream & { readonly fd: number }): ((text: string) => IO<void>) => {
  if (!fstatSync(stream.fd).isFile())
    return text => () => {
      stream.write(text)
    }
  return text => () => {
    try {
      writeFileSync(stream.fd, text)
    } catch (error) {
      endWithReader(toError(error))
    }
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const

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
  process.stdout.on('error', endWithReader)
  process.stderr.on('error', endWithReader)
  const writeError = writeTo(process.stderr)
  return {
    write: writeTo(process.stdout),
    writeError,
    colourDepth: colourDepth(process.stdout),
    display: process.stderr.isTTY ? bar(process.stderr)() : plainLines(writeError)(),
    seconds: () => performance.now() / 1000,
    cacheFolder: envPaths('pullback', { suffix: '' }).cache,
    examplesFolder,
    interrupted: interruption()
  }
}
