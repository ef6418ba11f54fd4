/**
 * Verifies laws in a worker thread, with a time limit. A layer that never returns, or that ends its thread, makes its law
 * fail. Its other laws are left out, because each would wait for the limit again; the next layer is verified in a new thread. For
 * Node only: in browsers use `verify`.
 *
 * Laws are functions, which cannot be sent to a thread, so the thread imports the module that makes them.
 */
import { type Task } from 'fp-ts/lib/Task.js'
import { stderr } from 'node:process'
import { Worker } from 'node:worker_threads'
import { type Exhibit, type Law } from '../law/Law.js'
import { type Options, type Result } from '../law/verify.js'

/** A subject that may have laws. Making the laws can call the subject, so they are made lazily. */
export interface Candidate {
  readonly name: string
  readonly laws: () => readonly Law[]
}

/** Reports a call, and makes it. Within a draw, which was reported already, it only makes the call. */
export type Calling = <A>(what: Exhibit, call: () => A) => A

/** The indices of a candidate and of one of its laws. */
interface Place {
  readonly candidate: number
  readonly law: number
}

/** Options of `verify`, without a diagnosis: a function cannot be sent to a thread. */
type IsolatedOptions = Omit<Options, 'explain'> & { readonly explain?: false }

/** The input of the thread. */
export interface Job {
  /** A module that exports `candidates`: a function of `argument` and of a `Calling` that returns candidates, or a promise. */
  readonly module: string
  readonly argument?: unknown
  readonly options: IsolatedOptions
  /** The first candidate to try. */
  readonly from: number
}

type Stated = Pick<Result, 'law' | 'statement'>

/** What the thread is about to do, as text for the report. */
interface Doing {
  readonly exhibits: readonly Exhibit[]
  /** The failure already found, if the thread is computing its details. */
  readonly found?: string
}

/** Messages of the thread. */
export type Message =
  | { readonly kind: 'candidates'; readonly names: readonly string[] }
  | { readonly kind: 'candidate'; readonly candidate: number }
  | { readonly kind: 'laws'; readonly laws: readonly Stated[] }
  | { readonly kind: 'doing'; readonly doing: Doing }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'done' }

export interface Isolation extends Pick<Job, 'module' | 'argument'> {
  readonly options?: IsolatedOptions
  /** Time limit in seconds for one draw, and for making the laws. Default: 10. */
  readonly limit?: number
  /** Called with each result, the name and index of its candidate, and the number of candidates. */
  readonly onResult?: (result: Result, name: string, candidate: number, candidates: number) => void
  /** Called between two draws: returns whether to stop. */
  readonly interrupted?: () => boolean
}

/** The results of a candidate; empty if it has no laws. */
export interface Tried {
  readonly name: string
  readonly results: readonly Result[]
}

/** The progress of a thread. */
interface Reached {
  readonly names?: readonly string[]
  readonly at: Place
  /** The laws of the current candidate, once they are made. */
  readonly laws?: readonly Stated[] | undefined
  readonly doing: Doing
  readonly isDone: boolean
}

/** Why the thread ended early. */
interface Broken {
  readonly message: string
  readonly cause: string
}

type Ended = Reached & { readonly broken: Broken | undefined }

/** Minimum time limit in seconds for loading the modules, most of which are not the layer's. */
const loading = 20

const nothing: Doing = { exhibits: [] }

const next = (reached: Reached, message: Message): Reached => {
  switch (message.kind) {
    case 'candidates':
      return { ...reached, names: message.names }
    case 'candidate':
      return { ...reached, at: { candidate: message.candidate, law: 0 }, laws: undefined }
    case 'laws':
      return { ...reached, laws: message.laws }
    case 'doing':
      return { ...reached, doing: message.doing }
    case 'result':
      return { ...reached, at: { ...reached.at, law: reached.at.law + 1 }, doing: nothing }
    case 'done':
      return { ...reached, isDone: true }
  }
}

/** Runs one thread until all laws are verified, the time limit is exceeded, or the thread breaks. */
const runOnce = (
  job: Job,
  { limit = 10, interrupted = () => false }: Isolation,
  onResult: (result: Result, reached: Reached) => void
): Promise<Ended> =>
  new Promise(resolve => {
    // The output of a layer goes to stderr, because stdout is for results.
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: job, stdout: true })
    worker.stdout.pipe(stderr, { end: false })
    let reached: Reached = { at: { candidate: job.from, law: 0 }, doing: nothing, isDone: false }
    let thrownLast: Broken | undefined
    const end = (broken?: Broken): void => {
      clearTimeout(timer)
      worker.removeAllListeners()
      void worker.terminate()
      resolve({ ...reached, broken })
    }
    const after = (seconds: number) => {
      const cause = 'an infinite loop, or more work than the time limit allows'
      return setTimeout(() => end({ message: `took longer than ${seconds} s`, cause }), 1000 * seconds)
    }
    let timer = after(Math.max(limit, loading))
    worker.on('message', (message: Message) => {
      clearTimeout(timer)
      timer = after(limit)
      if (message.kind === 'result') onResult(message.result, reached)
      reached = next(reached, message)
      if (interrupted()) end()
    })
    // An error overtakes messages; the end of the thread does not.
    worker.on('error', (error: unknown) => {
      thrownLast = {
        message: error instanceof Error ? error.message : String(error),
        cause: 'an error outside of every call, in a timer or a promise'
      }
    })
    worker.on('exit', code => {
      if (reached.isDone) end()
      else
        end(
          thrownLast ?? {
            message: `the thread exited with code ${code}`,
            cause: 'the code ends the process, as process.exit does'
          }
        )
    })
  })

/** The result for the law at which a thread broke, or for a candidate whose laws could not be made. */
const failed = ({ laws, at, names, doing }: Ended, { message, cause }: Broken, seed: number): Result => {
  const { exhibits, found } = doing
  const isDrawing = laws !== undefined && exhibits.length === 0
  const others = (laws?.length ?? 1) - at.law - 1
  const skipping = others > 0 ? `; ${others} ${others === 1 ? 'law is' : 'laws are'} not tried` : ''
  const counterexample =
    found === undefined
      ? { message: `${message}${isDrawing ? ' while making the draw' : ''}${skipping}`, cause }
      : { message: `${found} (diagnosis: ${message}${skipping})` }
  return {
    law: `${names?.[at.candidate] ?? ''}: construction`,
    statement: 'the subject and its laws can be constructed',
    ...laws?.[at.law],
    verdict: 'fails',
    runs: 0,
    checks: 0,
    undecided: 0,
    skipped: 0,
    reached: {},
    counterexample: { ...counterexample, exhibits, seed, path: '' }
  }
}

/**
 * Verifies the laws of all candidates of a module. A candidate that breaks its thread is not tried further. Rejects if the module gives no
 * candidates. After an interruption, it returns the results so far.
 */
export const verifyIsolated =
  (isolation: Isolation): Task<readonly Tried[]> =>
  async () => {
    const { module, argument, options = {}, onResult } = isolation
    const { seed = 0 } = options
    const found = new Map<number, Result[]>()
    const keep = (result: Result, { names = [], at: { candidate } }: Reached): void => {
      found.set(candidate, [...(found.get(candidate) ?? []), result])
      onResult?.(result, names[candidate] ?? '', candidate, names.length)
    }
    let from = 0
    for (;;) {
      const ended = await runOnce({ module, argument, options, from }, isolation, keep)
      const { names, at, broken } = ended
      if (broken === undefined) return (names ?? []).map((name, i) => ({ name, results: found.get(i) ?? [] }))
      if (names === undefined) throw new Error(broken.message)
      keep(failed(ended, broken, seed), ended)
      from = at.candidate + 1
    }
  }
