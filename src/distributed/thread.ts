/** The thread of `threads`: computes the parts that it gets, one after the other. */
import { isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import { parentPort, workerData } from 'node:worker_threads'
import { lineOf } from './here.js'
import { loadWorks } from './modules.js'
import { serving, type Source } from './serve.js'
import { shared } from './shared.js'
import { type Keyed, type ThreadAnswer, type ThreadData, type ThreadRequest } from './threads.js'

const missing = 'missing'

const sourceOf = ({ key, bytes }: Keyed): Source => ({
  key,
  bytes: () => Promise.resolve(bytes === undefined ? left(missing) : right(bytes))
})

// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- only threads.ts starts this thread
const { modules, lateModules, dataFolder }: ThreadData = workerData

const load = async (urls: readonly string[]) => {
  try {
    const works = await loadWorks(urls, dataFolder)
    return { names: new Set(works.map(({ name }) => name)), serve: serving(works) }
  } catch (error) {
    return { names: new Set<string>(), serve: () => () => Promise.resolve(left(lineOf(error))) }
  }
}

let loaded = load(modules)
let isLate = lateModules.length > 0

/** What computes the parts of a work. */
const serverOf = async (work: string): Promise<ReturnType<typeof serving>> => {
  const { names, serve } = await loaded
  if (names.has(work) || !isLate) return serve
  isLate = false
  loaded = load([...modules, ...lateModules])
  return (await loaded).serve
}

const answer = (message: ThreadAnswer): void => parentPort?.postMessage(message)

parentPort?.on('message', ({ id, work, job, state, part }: ThreadRequest) => {
  void (async () => {
    const serve = await serverOf(work)
    const result = await serve({
      work,
      job: sourceOf(job),
      state: sourceOf(state),
      part: sourceOf({ key: '', bytes: part })
    })()
    answer(isLeft(result) && result.left === missing ? { id, missing: true } : { id, result: map(shared)(result) })
  })()
})
