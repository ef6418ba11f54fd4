/**
 * Contestants in separate processes, so that the type feedback and the garbage of one do not slow another: beside the eager
 * engine, the engine javascript lost a fifth of its speed.
 *
 * The process is this program with `--contestant`. It answers every count that it receives with an outcome.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { env } from 'node:process'
import { type Contestant, type Outcome, reasonOf } from './Contestant.js'

/** Without the variables that change which kernels or how many threads a library uses, so that it makes its best choice. */
const withoutSettings = Object.fromEntries(
  Object.entries(env).filter(
    ([name]) => !/^(OPENBLAS|GOTO|BLIS|NVPL|MKL|OMP|GOMP|KMP|DNNL|ONEDNN|ATEN|NPY|TORCH)_/.test(name)
  )
)

type Answer<A> = A | { readonly reason: string }

/** Loads a contestant of a section in a new process. */
export const apart = (section: string, name: string) => async (): Promise<Contestant> => {
  const child = fork(process.argv[1] ?? '', ['--section', section, '--contestant', name], {
    env: withoutSettings,
    serialization: 'advanced', // unlike JSON it keeps an infinite tolerance
    stdio: ['ignore', 'ignore', 'pipe', 'ipc']
  })
  child.on('error', () => undefined) // a message to a process that has ended; `ended` reports that
  let complaint = ''
  child.stderr?.on('data', text => (complaint += String(text)))
  const ended = once(child, 'exit').then(() => [{ reason: complaint.trim().split('\n').at(-1) ?? 'the process ended' }])
  const answer = async <A extends object>(): Promise<A> => {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- `answerCounts` below wrote the message
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [Answer<A>]
    if ('reason' in message) throw new Error(message.reason)
    return message
  }
  const limits = await answer<Omit<Contestant, 'run'>>()
  return {
    ...limits,
    run: count => {
      child.send(count)
      return answer<Outcome>()
    },
    close: () => {
      if (child.connected) child.disconnect()
      return ended
    }
  }
}

/** The other end: loads the contestant in this process, and answers until the parent disconnects. */
export const answerCounts = async (load: () => Contestant | Promise<Contestant>): Promise<void> => {
  const send = (message: Answer<object>) => process.send?.(message)
  try {
    const { run, close, ...limits } = await load()
    process.on('message', count => {
      Promise.resolve(Number(count))
        .then(run)
        .then(send, (error: unknown) => send({ reason: reasonOf(error) }))
    })
    // Threads and handles of the other libraries may keep this process alive.
    process.once('disconnect', () => void Promise.resolve(close?.()).then(() => process.exit()))
    send(limits)
  } catch (error) {
    process.send?.({ reason: reasonOf(error) }, () => process.exit())
  }
}
