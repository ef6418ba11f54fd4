/** The terminal that this process runs in. */
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

/** Node knows NO_COLOR, FORCE_COLOR and the names of terminals. */
const colourDepth = (stream: NodeJS.WriteStream): number =>
  stream.isTTY || process.env['FORCE_COLOR'] !== undefined ? WriteStream.prototype.getColorDepth(process.env) : 1

/** Where nobody reads any more (`| head`) there is nothing left to do; where no more can be written, it is told if it can be. */
const endWithReader = (error: Error): void => {
  if ('code' in error && error.code === 'EPIPE') process.exit(exitCode.done)
  process.stderr.write(`pullback: the output cannot be written: ${fileReason(error)}\n`)
  process.exit(exitCode.badData)
}

/** What Node writes to a file as a stream is not the whole where a disk has room for a part only, and it does not say so. */
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

/** In milliseconds: npx passes on the Ctrl-C that the terminal has sent already. */
const twice = 1000

/** Whether it was asked to stop. Who asks again, a second later, does not want to wait. */
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
