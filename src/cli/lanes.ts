import { type Terminal } from './Terminal.js'

/** Resolves after Ctrl-C. `stop` ends the waiting. */
const interruption = ({ interrupted }: Pick<Terminal, 'interrupted'>) => {
  let timer: NodeJS.Timeout | undefined
  const happened = new Promise<void>(resolve => {
    timer = setInterval(() => {
      if (interrupted()) resolve()
    }, 100)
  })
  return { happened, stop: () => clearInterval(timer) }
}

/**
 * Runs tasks on a pool, as many at a time as the pool has workers. After Ctrl-C no task begins, and those that run are finished. On Redis all
 * tasks begin at once, and Ctrl-C ends the waiting for them, because a queue without workers never answers.
 */
export const inLanes = async <A>(
  tasks: readonly A[],
  { redis, threads = 1 }: { readonly redis: boolean; readonly threads: number | undefined },
  run: (task: A) => Promise<void>,
  terminal: Pick<Terminal, 'interrupted'>
): Promise<void> => {
  const rest = tasks.values()
  const lane = async (): Promise<void> => {
    for (const task of rest) {
      // A task in this process blocks the event loop, which learns of Ctrl-C between two tasks.
      await new Promise(resolve => setImmediate(resolve))
      if (terminal.interrupted()) return
      await run(task)
    }
  }
  const lanes = Array.from({ length: redis ? tasks.length : threads }, lane)
  const { happened, stop } = interruption(terminal)
  await Promise.race(redis ? [Promise.all(lanes), happened] : [Promise.all(lanes)])
  stop()
}
