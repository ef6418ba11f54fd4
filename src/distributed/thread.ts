/** The thread of `threads`: computes the parts that it gets, one after the other. */
import { isLeft, left, right } from 'fp-ts/lib/Either.js'
import { parentPort, workerData } from 'node:worker_threads'
import { lineOf } from './here.js'
import { loadWorks } from './modules.js'
import { serving, type Source } from './serve.js'
import { type Keyed, type ThreadAnswer, type ThreadData, type ThreadRequest } from './threads.js'

const missing = 'missing'

const sourceOf = ({ key, bytes }: Keyed): Source => ({
  key,
  bytes: () => Promise.resolve(bytes === undefined ? left(missing) : right(bytes))
})

// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- only threads.ts starts this thread
const { modules, dataFolder }: ThreadData = workerData

const loaded = loadWorks(modules, dataFolder).then(
  serving,
  (error: unknown) => () => () => Promise.resolve(left(lineOf(error)))
)

const answer = (message: ThreadAnswer): void => parentPort?.postMessage(message)

parentPort?.on('message', ({ id, work, job, state, part }: ThreadRequest) => {
  void (async () => {
    const serve = await loaded
    const result = await serve({
      work,
      job: sourceOf(job),
      state: sourceOf(state),
      part: sourceOf({ key: '', bytes: part })
    })()
    answer(isLeft(result) && result.left === missing ? { id, missing: true } : { id, result })
  })()
})
