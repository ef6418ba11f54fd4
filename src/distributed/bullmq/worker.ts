import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { type Task } from 'fp-ts/lib/Task.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Job } from 'bullmq'
import { hostname } from 'node:os'
import { pid } from 'node:process'
import { sha256 } from '../examplesFile.js'
import { type Request, type Source } from '../serve.js'
import { type Address } from './address.js'
import { connect, type Connection } from './connect.js'
import { machine } from './machine.js'
import { decodeMessage, encodeResult, inlined, keysOf, type Message, mostBytes } from './message.js'
import { packageVersion } from './version.js'

/** Settings of `bullmqWorker`. */
export interface BullmqWorkerSettings {
  /** Computes a part: `serving(works())` in this thread, or the executor of threads. */
  readonly execute: (request: Request) => TaskEither<string, Uint8Array>
  /** Address of Redis. Default: `PULLBACK_REDIS`, else this machine. */
  readonly url?: string
  /** Name of the queue. Default: `pullback`. */
  readonly queue?: string
  /** Number of parts at a time. Default: 1. */
  readonly parallel?: number
  /** Milliseconds after which another worker takes the part of a worker that no longer answers. Default: 30000. */
  readonly lease?: number
  /** Computes although the bits differ from those of the coordinator. Default: false. */
  readonly anyBits?: boolean
  /** Seconds after which Redis deletes a result that nobody reads. Default: 3600. */
  readonly expiry?: number
  /** Version that the coordinator must have. Default: that of this package. */
  readonly version?: string
  /** Receives a line about each lost connection and bad message. Default: nobody. */
  readonly tell?: (line: string) => void
}

/** A worker that runs. */
export interface BullmqWorker {
  readonly address: Address
  /** Ends when the worker ends: `right` after `close`, `left` of a line if its results are not those of the coordinator. */
  readonly ended: TaskEither<string, void>
  /** Finishes the parts that are being computed, then ends. */
  readonly close: Task<void>
}

/** Bytes that are no longer in Redis, or not yet again. */
const lacking = 'the bytes are not in Redis'

/** Milliseconds before a part of another version is refused. Meanwhile workers of that version take the others. */
const breath = 100

/** Number of versions about which a worker tells. */
const mostVersions = 100

/** The number of the last attempt. */
const isLast = ({ attemptsMade, opts }: Job): boolean => attemptsMade + 1 >= (opts.attempts ?? 1)

/**
 * Starts a worker, which takes parts from a queue until it is closed. `pullback worker` is a process around it.
 *
 * BullMQ leases a part to the worker and renews the lease while the part is computed. A part that fails three times fails the training,
 * with its message. A worker that lacks bytes ends the part without a result, and the coordinator publishes it again.
 *
 * Coordinators and workers of several versions may share a queue: a worker refuses the parts of other versions, and tells so once.
 *
 * @returns a `Left` of one line if Redis cannot be reached
 * @example const worker = await bullmqWorker({ execute: serving(works()) })()
 */
export const bullmqWorker =
  ({
    execute,
    url,
    queue = 'pullback',
    parallel = 1,
    lease = 30_000,
    anyBits = false,
    expiry = 3600,
    version = packageVersion(),
    tell = () => undefined
  }: BullmqWorkerSettings): TaskEither<string, BullmqWorker> =>
  async () => {
    const connected = await connect(url, tell)
    if (isLeft(connected)) return connected
    const { packages, options, redis, address }: Connection = connected.right
    const keys = keysOf(queue)

    const sourceOf = (reference: string): Source => ({
      key: reference,
      bytes: async () => {
        const here = inlined(reference)
        if (here !== undefined) return right(here)
        const found = await redis.getrangeBuffer(keys.bytes(reference), 0, mostBytes)
        if (found.length === 0) return left(lacking)
        return sha256(found) === reference ? right(found) : left('bytes in Redis differ from their SHA-256')
      }
    })
    const requestOf = ({ work, job }: Message, state: string, part: string): Request => ({
      work,
      job: sourceOf(job),
      state: sourceOf(state),
      part: sourceOf(part)
    })

    /** Jobs that this worker fits. */
    const fitting = new Set<string>()
    /** Why this worker does not fit the coordinator of a message. `lacking` if that cannot be found out now. */
    const misfit = async (message: Message): Promise<string | undefined> => {
      const { check, job } = message
      if (check === undefined || fitting.has(job)) return undefined
      const found = await execute(requestOf(message, check.state, check.part))()
      if (isLeft(found)) return found.left
      if (sha256(found.right) !== check.digest && !anyBits && !check.anyBits)
        return `the results differ in their bits: the coordinator has ${check.machine}; this worker has ${machine()}; --any-bits accepts this`
      fitting.add(job)
      return undefined
    }

    let end: (result: Either<string, void>) => void = () => undefined
    const ended = new Promise<Either<string, void>>(resolve => (end = resolve))

    const close = async (): Promise<void> => {
      await worker.close()
      redis.disconnect()
      end(right(undefined))
    }
    const refusal = (what: string): object => ({ refused: `worker ${pid} on ${hostname()} ${what}`.slice(0, 2000) })
    const stop = (line: string): object => {
      end(left(line))
      // Not awaited: the worker closes when this part has ended.
      void close()
      return refusal(`has stopped: ${line}`)
    }

    /** Versions of coordinators whose parts were refused. */
    const others = new Set<string>()
    const refuse = async (other: string): Promise<object> => {
      const line = `refuses the parts of pullback ${JSON.stringify(other)}: it has ${version}, install the same version`
      if (!others.has(other) && others.size < mostVersions) {
        others.add(other)
        tell(`this worker ${line}`)
      }
      await new Promise(resolve => setTimeout(resolve, breath))
      return refusal(line)
    }

    const compute = async (job: Job): Promise<object> => {
      const decoded = decodeMessage(job.data)
      if (isLeft(decoded)) {
        tell(`ignored a part: ${decoded.left}`)
        return {}
      }
      const message = decoded.right
      if (message.version !== version) return refuse(message.version)
      const fault = await misfit(message)
      if (fault !== undefined) return fault === lacking ? {} : stop(fault)
      const result = await execute(requestOf(message, message.state, message.part))()
      if (isLeft(result)) {
        if (result.left === lacking) return {}
        if (!isLast(job)) throw new Error(result.left)
      }
      await redis.set(keys.result(message.result), encodeResult(result), 'EX', expiry)
      return {}
    }

    const worker = new packages.Worker(queue, compute, {
      connection: options,
      skipVersionCheck: true,
      concurrency: parallel,
      lockDuration: lease,
      stalledInterval: lease,
      // A part whose workers are killed is never given up.
      maxStalledCount: 1e9,
      // The default of 15 s is long for parts of a second.
      runRetryDelay: 500,
      // Seconds after which a worker looks for parts of which no event has told.
      drainDelay: 1,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 }
    })
    worker.on('error', () => undefined)
    return right({ address, ended: () => ended, close })
  }
