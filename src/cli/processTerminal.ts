/** The terminal that this process runs in. */
import envPaths from 'env-paths'
import { type IO } from 'fp-ts/lib/IO.js'
import { newIORef } from 'fp-ts/lib/IORef.js'
import { WriteStream } from 'node:tty'
import { fileReason } from '../codec/file.js'
import { bar, plainLines } from './displays.js'
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

const writeTo =
  (stream: NodeJS.WriteStream) =>
  (text: string): IO<void> =>
  () => {
    stream.write(text)
  }

export const processTerminal: IO<Terminal> = () => {
  const interrupted = newIORef(false)()
  // Only once: who presses it a second time does not want to wait.
  process.once('SIGINT', interrupted.write(true))
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
    interrupted: interrupted.read
  }
}
