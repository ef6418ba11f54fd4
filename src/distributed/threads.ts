import { sequenceT } from 'fp-ts/lib/Apply.js'
import { Apply, type Either, isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { availableParallelism } from 'node:os'
import { env } from 'node:process'
import { Worker } from 'node:worker_threads'
import { positiveInteger } from '../tensor/range.js'
import { type Keeping, keeping } from './keeping.js'
import { type Pool } from './Pool.js'
import { sending } from './sending.js'
import { kept, type Request, type Source } from './serve.js'
import { shared } from './shared.js'

/** Settings of `threads`. */
export interface ThreadsSettings {
  /** Number of threads. Default: the number of processors that this process may use. */
  readonly workers?: number
  /**
   * URLs of modules that export builders of custom kinds, as an `OwnKinds` record does (`layers`, `losses`, `optimizers`, `schedules`), or a list
   * `works` of further works. Default: none.
   */
  readonly modules?: readonly string[]
  /** URLs of modules that are imported at the first part of a work that is not known, because loading them takes long. Default: none. */
  readonly lateModules?: readonly string[]
  /** Folder of the files of examples. Default: the current folder. */
  readonly dataFolder?: string
  /** The file of a thread. Default: the one beside this module, which a bundle must replace. */
  readonly script?: URL
}

/** What a thread is started with. */
export type ThreadData = Required<Pick<ThreadsSettings, 'modules' | 'lateModules' | 'dataFolder'>>

/** Bytes that the thread may have already. */
export interface Keyed {
  readonly key: string
  /** Absent if they were sent before. */
  readonly bytes?: Uint8Array
}

/** A part for a thread. */
export interface ThreadRequest {
  readonly id: number
  readonly work: string
  readonly job: Keyed
  readonly state: Keyed
  readonly part: Uint8Array
}

/** The answer of a thread. `missing`: it no longer has the job or the state. */
export type ThreadAnswer =
  { readonly id: number; readonly result: Either<string, Uint8Array> } | { readonly id: number; readonly missing: true }

/** A part that waits for a thread, or for its result. */
interface Waiting extends Request {
  readonly settle: (result: Either<string, Uint8Array>) => void
}

interface Thread {
  readonly worker: Worker
  /** Keys of jobs and of states whose bytes were sent, as many as the thread keeps. */
  readonly sent: { readonly job: Keeping<true>; readonly state: Keeping<true> }
  waiting: Waiting | undefined
}

/** Computes parts in worker threads. Whichever thread is free takes the next part. */
export type Executor = (request: Request) => TaskEither<string, Uint8Array>

const thisFile = (): URL => new URL('./thread.js', import.meta.url)

/**
 * Starts threads at the first request. An idle thread does not keep the process alive.
 *
 * ONNX Runtime reads the variable that disables its telemetry when it starts, and a thread cannot set it, so it is set here.
 */
export const threadExecutor = ({
  workers = availableParallelism(),
  modules = [],
  lateModules = [],
  dataFolder = '.',
  script = thisFile()
}: ThreadsSettings = {}): Executor => {
  positiveInteger('threads: workers', workers)
  const threads: Thread[] = []
  const queue: Waiting[] = []
  let ids = 0

  const keyed = async ({ key, bytes }: Source, sent: Keeping<true>): Promise<Either<string, Keyed>> =>
    sent.get(key) === true
      ? right({ key })
      : pipe(
          await bytes(),
          map(bytes => ({ key, bytes }))
        )

  const finish = (thread: Thread, result: Either<string, Uint8Array>): void => {
    const { waiting } = thread
    thread.waiting = undefined
    thread.worker.unref()
    waiting?.settle(result)
    next(thread)
  }

  const send = async (thread: Thread, { work, job, state, part }: Waiting): Promise<void> => {
    const { sent, worker } = thread
    const bytes = [await keyed(job, sent.job), await keyed(state, sent.state), await part.bytes()] as const
    const request = pipe(
      sequenceT(Apply)(...bytes),
      map(([job, state, part]): ThreadRequest => ({ id: ids++, work, job, state, part }))
    )
    if (isLeft(request)) finish(thread, request)
    else {
      sent.job.set(job.key, true)
      sent.state.set(state.key, true)
      worker.postMessage(request.right)
    }
  }

  const next = (thread: Thread): void => {
    if (thread.waiting !== undefined) return
    const waiting = queue.shift()
    if (waiting === undefined) return
    thread.waiting = waiting
    thread.worker.ref()
    void send(thread, waiting)
  }

  const start = (): Thread => {
    env['ORT_DISABLE_TELEMETRY'] ??= '1'
    const workerData: ThreadData = { modules, lateModules, dataFolder }
    const worker = new Worker(script, { workerData })
    const thread: Thread = { worker, sent: { job: keeping(kept), state: keeping(kept) }, waiting: undefined }
    worker.unref()
    worker.on('message', (answer: ThreadAnswer) => {
      const { waiting } = thread
      if ('result' in answer) finish(thread, answer.result)
      else if (waiting !== undefined) {
        thread.sent.job.clear()
        thread.sent.state.clear()
        void send(thread, waiting)
      }
    })
    const end = (line: string): void => {
      const at = threads.indexOf(thread)
      if (at >= 0) threads.splice(at, 1)
      const { waiting } = thread
      thread.waiting = undefined
      waiting?.settle(left(line))
    }
    worker.on('error', (error: unknown) => end(`a thread ended with an error: ${String(error)}`))
    worker.on('exit', code => end(`a thread exited with code ${code}`))
    threads.push(thread)
    return thread
  }

  return request => () =>
    new Promise(settle => {
      queue.push({ ...request, settle })
      const free = threads.find(({ waiting }) => waiting === undefined)
      if (free !== undefined) next(free)
      else if (threads.length < workers) next(start())
    })
}

/**
 * A pool of worker threads in this process: the first step past one core, without Redis. The threads start at the first part, and
 * end with the process.
 *
 * @param settings `workers`, the number of threads. Default: the number of processors. `modules` have the custom layers.
 * @throws RangeError if the number of workers is not a positive integer
 * @example
 * const states = distribute(threads({ workers: 2 }))(student, examples, { batchSize: 256, shards: 2, from: 42 })
 * const trained = await pipe(states, train(10))()
 */
export const threads = (settings: ThreadsSettings = {}): Pool => ({
  name: 'threads',
  run: sending(threadExecutor(settings), shared)
})
