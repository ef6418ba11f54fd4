import { type Either, isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type Task } from 'fp-ts/lib/Task.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Job, Queue, QueueEvents } from 'bullmq'
import { randomUUID } from 'node:crypto'
import { sha256 } from '../examplesFile.js'
import { type Pool } from '../Pool.js'
import { sending } from '../sending.js'
import { type Request, serving } from '../serve.js'
import { served } from '../Work.js'
import { connect, type Connection } from './connect.js'
import { machine } from './machine.js'
import { decodeResult, keysOf, type Message, mostBytes, printableLine, Refusal } from './message.js'
import { type Placed, placing } from './placed.js'
import { packageVersion } from './version.js'

/** Settings of `bullmqPool`. */
export interface BullmqSettings {
  /** Address of Redis: `redis://user:password@host:6379/0`, or `rediss://…` for TLS. Default: `PULLBACK_REDIS`, else this machine. */
  readonly url?: string
  /** Name of the queue, which the workers share. Default: `pullback`. */
  readonly queue?: string
  /** Accepts workers whose results differ in their last bits. Default: false. */
  readonly anyBits?: boolean
  /** Milliseconds between two looks for results that no event has announced. Default: 1000. */
  readonly patience?: number
  /** Seconds after which Redis deletes bytes that nobody uses. Bytes that are needed are sent again. Default: 3600. */
  readonly expiry?: number
  /** Version that workers must have. Default: that of this package. */
  readonly version?: string
  /** Receives a line about each lost connection, refused worker and long wait. Default: nobody. */
  readonly tell?: (line: string) => void
}

/** A pool of workers on other machines. */
export interface BullmqPool extends Pool {
  /** Connects now, to find out whether Redis can be reached. The first `run` does so otherwise. */
  readonly ready: TaskEither<string, void>
  /** Ends the connections, so that the process can end. */
  readonly close: Task<void>
}

/** Milliseconds without any result after which a line asks for workers. */
const longWait = 10_000

/** Number of lines about workers that refused a part. */
const mostRefusals = 100

/** Number of times that a part may fail. */
const attempts = 3

interface Pending {
  readonly message: Message
  /** The bytes that the message names. */
  readonly used: readonly Placed[]
  readonly settle: (result: Either<string, Uint8Array>) => void
}

interface Open {
  readonly connection: Connection
  readonly queue: Queue
  readonly events: QueueEvents
}

/**
 * A pool of `pullback worker` processes on any number of machines, by BullMQ on Redis.
 *
 * Jobs and states are in Redis under their SHA-256. A result is in Redis under the name of its part. Results are the truth: events only wake
 * this process, and once a second a part that has no result and is in no queue is published again. So a worker that is killed, and
 * a Redis that is killed or loses everything, cost time only.
 *
 * For every job this process computes one part itself. A new worker computes the same part, and stops if its bits differ, if it
 * does not know a layer, or if it has other data.
 *
 * @param settings Default: the Redis of `PULLBACK_REDIS`, the queue `pullback`
 * @example
 * const pool = bullmqPool({ url: 'rediss://trainer:secret@queue.example:6380' })
 * const states = distribute(pool)(student, digits, { batchSize: 256, shards: 8, from: 42 })
 * const trained = await pipe(states, train(10))()
 * await pool.close()
 */
export const bullmqPool = ({
  url,
  queue: name = 'pullback',
  anyBits = false,
  patience = 1000,
  expiry = 3600,
  version = packageVersion(),
  tell = () => undefined
}: BullmqSettings = {}): BullmqPool => {
  const keys = keysOf(name)
  const placed = placing(keys, expiry)
  const run = randomUUID()
  const pending = new Map<string, Pending>()
  let parts = 0
  let opened: Promise<Either<string, Open>> | undefined
  let timer: NodeJS.Timeout | undefined
  let lastResult = Date.now()

  const open = async (): Promise<Either<string, Open>> => {
    const connection = await connect(url, tell)
    if (isLeft(connection)) return connection
    const { packages, options } = connection.right
    const queue = new packages.Queue(name, { connection: options, skipVersionCheck: true })
    // From now on, by the clock of Redis: otherwise events before the first reading would be lost.
    const [now = 0, micro = 0] = await connection.right.redis.time()
    const lastEventId = `${1000 * now + Math.floor(micro / 1000)}-0`
    const events = new packages.QueueEvents(name, { connection: options, skipVersionCheck: true, lastEventId })
    // The connection for bytes tells about losses. Without a listener an error would end the process.
    queue.on('error', () => undefined)
    events.on('error', () => undefined)
    events.on('completed', ({ jobId, returnvalue }: { jobId: string; returnvalue: unknown }) => {
      if (Refusal.is(returnvalue)) refused(jobId, printableLine(returnvalue.refused))
      else void look(jobId)
    })
    return right({ connection: connection.right, queue, events })
  }
  const opening = (): Promise<Either<string, Open>> => (opened ??= open())

  /** Reads the result of a part, if there is one. */
  const look = async (id: string): Promise<void> => {
    const found = await opening()
    if (isLeft(found) || !pending.has(id)) return
    const bytes = await found.right.connection.redis.getrangeBuffer(keys.result(id), 0, mostBytes)
    const waiting = pending.get(id)
    if (bytes.length === 0 || waiting === undefined) return
    pending.delete(id)
    lastResult = Date.now()
    if (pending.size === 0) clearInterval(timer)
    void found.right.connection.redis.unlink(keys.result(id))
    waiting.settle(decodeResult(bytes))
  }

  const publish = ({ queue }: Open, id: string, message: Message): Promise<Job> =>
    // A job that is in the queue already is not added again.
    queue.add('part', message, { jobId: id, attempts, removeOnComplete: true, removeOnFail: true })

  /** Lines about workers that refused a part. */
  const refusals = new Set<string>()
  /** Tells a line once, and publishes the part again at once. */
  const refused = (id: string, line: string): void => {
    const part = pending.get(id)
    if (part === undefined) return
    if (!refusals.has(line) && refusals.size < mostRefusals) {
      refusals.add(line)
      tell(line)
    }
    void opening().then(found => {
      if (!isLeft(found)) publish(found.right, id, part.message).catch((error: unknown) => tell(String(error)))
    })
  }

  /** Looks for all results, and publishes again what has none and is in no queue. */
  const lookAgain = async (): Promise<void> => {
    const found = await opening()
    if (isLeft(found)) return
    if (Date.now() - lastResult > longWait) {
      lastResult = Date.now()
      tell(`no result for ${longWait / 1000} s: is a worker running? pullback worker --queue ${name}`)
    }
    for (const [id, { message, used }] of pending) {
      await look(id)
      if (!pending.has(id)) continue
      await placed.restore(found.right.connection, used)
      await publish(found.right, id, message)
    }
  }

  /** Looks again after a while, for as long as there are parts without a result. */
  const watch = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      void lookAgain()
        .catch((error: unknown) => tell(String(error)))
        .then(() => {
          if (pending.size > 0) watch()
        })
    }, patience)
  }

  type Check = NonNullable<Message['check']>
  const checks = new Map<string, Promise<Either<string, Check & { readonly used: readonly Placed[] }>>>()
  const checkOf = (
    connection: Connection,
    request: Request,
    local: ReturnType<typeof serving>
  ): Promise<Either<string, Check & { readonly used: readonly Placed[] }>> => {
    const made = async () => {
      const [state, part, result] = [
        await placed.acquire(connection, request.state, 'a state'),
        await placed.acquire(connection, request.part, 'a part'),
        await local(request)()
      ]
      if (isLeft(state)) return state
      if (isLeft(part)) return part
      if (isLeft(result)) return result
      return right({
        state: state.right.reference,
        part: part.right.reference,
        digest: sha256(result.right),
        machine: machine(),
        anyBits,
        used: [state.right, part.right]
      })
    }
    const known = checks.get(request.job.key) ?? made()
    checks.set(request.job.key, known)
    return known
  }

  const execute =
    (local: ReturnType<typeof serving> | undefined) =>
    (request: Request): TaskEither<string, Uint8Array> =>
    async () => {
      const found = await opening()
      if (isLeft(found)) return found
      const { connection } = found.right
      const check = local === undefined ? undefined : await checkOf(connection, request, local)
      if (check !== undefined && isLeft(check)) return check
      const [job, state, part] = await Promise.all([
        placed.acquire(connection, request.job, 'a job'),
        placed.acquire(connection, request.state, 'a state'),
        placed.acquire(connection, request.part, 'a part')
      ])
      if (isLeft(job)) return job
      if (isLeft(state)) return state
      if (isLeft(part)) return part
      const id = `${run}-${parts++}`
      const { used: checked = [], ...rest } = check?.right ?? {}
      const message: Message = {
        version,
        work: request.work,
        result: id,
        job: job.right.reference,
        state: state.right.reference,
        part: part.right.reference,
        check: 'digest' in rest ? rest : undefined
      }
      const result = await new Promise<Either<string, Uint8Array>>(settle => {
        if (pending.size === 0) lastResult = Date.now()
        pending.set(id, { message, used: [job.right, state.right, part.right, ...checked], settle })
        watch()
        publish(found.right, id, message).catch((error: unknown) => tell(String(error)))
      })
      placed.release(connection, request.state)
      placed.release(connection, request.part)
      return result
    }

  return {
    name: 'bullmq',
    run: work => sending(execute(work.isLong === true ? undefined : serving([served(work)])))(work),
    ready: async () =>
      pipe(
        await opening(),
        map(() => undefined)
      ),
    close: async () => {
      clearTimeout(timer)
      const found = await (opened ?? Promise.resolve(left('')))
      if (isLeft(found)) return
      const { connection, queue, events } = found.right
      // Workers need not compute what nobody waits for. A part that is being computed cannot be removed.
      for (const id of pending.keys()) void queue.remove(id).catch(() => undefined)
      pending.clear()
      placed.clear(connection)
      // Closing waits for Redis, which may be gone.
      const closed = Promise.allSettled([queue.close(), events.close()])
      await Promise.race([closed, new Promise(resolve => setTimeout(resolve, 1000).unref())])
      connection.redis.disconnect()
    }
  }
}
