import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fileReason } from '../../codec/file.js'
import { showAddress } from '../../distributed/bullmq/address.js'
import { type BullmqWorker, bullmqWorker } from '../../distributed/bullmq/worker.js'
import { threadExecutor } from '../../distributed/threads.js'
import { badData, command, type Failure } from '../Command.js'
import { exitCode, type ExitCode } from '../exitCode.js'
import { flag, option, optional } from '../Option.js'
import { type Terminal } from '../Terminal.js'
import { lawsModule, threadScript } from '../threadScript.js'
import { list, positiveInteger, positiveNumber, text } from '../Written.js'

const options = {
  queue: option(text('a name'), { text: 'name of the queue', fallback: 'pullback' }),
  threads: option(positiveInteger, { text: 'number of parts at a time, each on its own thread', fallback: '1' }),
  layers: optional(list('JavaScript modules'), {
    text: 'JavaScript modules that export the builders of custom kinds: layers, losses, optimizers, schedules, works'
  }),
  dataFolder: option(text('a folder'), { text: 'folder of the files of examples', fallback: '.' }),
  lease: option(positiveNumber, {
    text: 'time after which another worker takes the part of a worker that does not answer',
    value: 'seconds',
    fallback: '30'
  }),
  anyBits: flag('compute although the results differ in their last bits from those of the coordinator')
}

const readable = (path: string): TE.TaskEither<Failure, string> =>
  TE.tryCatch(
    async () => {
      await access(path)
      return pathToFileURL(resolve(path)).href
    },
    error => badData(`${path} cannot be read: ${fileReason(error)}`)
  )

/** Waits until the worker ends, or Ctrl-C asks it to. */
const running =
  ({ ended, close }: BullmqWorker) =>
  async ({ interrupted }: Terminal): Promise<Either<Failure, ExitCode>> => {
    const timer = setInterval(() => {
      if (!interrupted()) return
      clearInterval(timer)
      void close()
    }, 100)
    const result = await ended()
    clearInterval(timer)
    await close()
    if (isLeft(result)) return left(badData(result.left))
    return right(exitCode.done)
  }

/** `pullback worker` */
export const worker = command(
  {
    name: 'worker',
    summary: 'compute parts of trainings for other machines',
    description:
      'Takes parts of trainings, sweeps and laws from a queue in Redis, whose address is in the environment variable PULLBACK_REDIS (default: redis://127.0.0.1:6379), computes them, and waits for more until it is stopped. Start as many workers as you like, on any machines, at any time.',
    arguments: {},
    options,
    example: 'pullback worker --threads 4'
  },
  ({ queue, threads, layers = [], dataFolder, lease, anyBits }) =>
    terminal =>
      pipe(
        layers,
        TE.traverseArray(readable),
        TE.chain(modules => {
          const execute = threadExecutor({
            workers: threads,
            modules,
            lateModules: lawsModule(),
            dataFolder,
            script: threadScript
          })
          const tell = (line: string) => terminal.writeError(`${line}\n`)()
          const started = bullmqWorker({ execute, queue, parallel: threads, lease: 1000 * lease, anyBits, tell })
          return pipe(started, TE.mapLeft(badData))
        }),
        TE.chain(worker => {
          const where = `${showAddress(worker.address)}, queue ${queue}`
          terminal.writeError(`Waiting for parts at ${where}. Ctrl-C ends the worker after its current parts.\n`)()
          return () => running(worker)(terminal)
        })
      )
)
