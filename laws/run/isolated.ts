/**
 * Tries laws in a worker thread, with a time limit: a layer that loops for ever, or brings its thread down, is a law that
 * fails, and what follows is tried in a new thread. For Node: browsers have `verify`.
 *
 * Laws are functions, which cannot be sent to a thread; so the thread imports the module that makes them.
 */
import { type Task } from 'fp-ts/lib/Task.js'
import { stderr } from 'node:process'
import { Worker } from 'node:worker_threads'
import { type Exhibit, type Law } from '../law/Law.js'
import { type Options, type Result } from '../law/verify.js'

/** Something that may have laws. Making them can call what they speak of, so it is done when their turn comes. */
export interface Candidate {
  readonly name: string
  readonly laws: () => readonly Law[]
}

/** Tells what is called, and then calls it; within a draw, which was told, it only calls. */
export type Calling = <A>(what: Exhibit, call: () => A) => A

/** A law of a candidate: the first of the first is 0, 0. */
interface Place {
  readonly candidate: number
  readonly law: number
}

/** Options of `verify`, without a diagnosis: a function cannot be sent to a thread. */
type IsolatedOptions = Omit<Options, 'explain'> & { readonly explain?: false }

/** What the thread needs to know. */
export interface Job {
  /** A module that exports `candidates`: a function of `argument`, and of a `Calling`, that gives them, or a promise of them. */
  readonly module: string
  readonly argument?: unknown
  readonly options: IsolatedOptions
  /** The first law to try. */
  readonly from: Place
}

type Stated = Pick<Result, 'law' | 'statement'>

/** What the thread is about to do, as far as a person can read it. */
interface Doing {
  readonly exhibits: readonly Exhibit[]
  /** What was found before: only its cause is still looked for. */
  readonly found?: string
}

/** What the thread tells. */
export type Message =
  | { readonly kind: 'candidates'; readonly names: readonly string[] }
  | { readonly kind: 'candidate'; readonly candidate: number }
  | { readonly kind: 'laws'; readonly laws: readonly Stated[] }
  | { readonly kind: 'doing'; readonly doing: Doing }
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'done' }

export interface Isolation extends Pick<Job, 'module' | 'argument'> {
  readonly options?: IsolatedOptions
  /** How long anything may take, in seconds: one draw, or to make the laws; 10 if not given. */
  readonly limit?: number
  /** Told of each result as soon as it is there: of which candidate it is, of how many. */
  readonly onResult?: (result: Result, name: string, candidate: number, candidates: number) => void
  /** Asked between two draws: whether to leave the rest. */
  readonly interrupted?: () => boolean
}

/** The results of a candidate; none where it has no laws. */
export interface Tried {
  readonly name: string
  readonly results: readonly Result[]
}

/** How far a thread has got. */
interface Reached {
  readonly names?: readonly string[]
  readonly at: Place
  /** Of the candidate that it is at, once they are made. */
  readonly laws?: readonly Stated[] | undefined
  readonly doing: Doing
  readonly isDone: boolean
}

/** Why it ended before everything was tried. */
interface Broken {
  readonly message: string
  readonly cause: string
}

type Ended = Reached & { readonly broken: Broken | undefined }

/** How long modules may take to load, in seconds: longer than `limit`, because it is not only the layer's doing. */
const loading = 20

const nothing: Doing = { exhibits: [] }

const next = (reached: Reached, message: Message): Reached => {
  switch (message.kind) {
    case 'candidates':
      return { ...reached, names: message.names }
    case 'candidate': {
      const { candidate } = message
      const law = candidate === reached.at.candidate ? reached.at.law : 0
      return { ...reached, at: { candidate, law }, laws: undefined }
    }
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

/** One thread, until everything is tried, something takes too long, or it breaks. */
const runOnce = (
  job: Job,
  { limit = 10, interrupted = () => false }: Isolation,
  onResult: (result: Result, reached: Reached) => void
): Promise<Ended> =>
  new Promise(resolve => {
    // What a layer prints is no result.
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: job, stdout: true })
    worker.stdout.pipe(stderr, { end: false })
    let reached: Reached = { at: job.from, doing: nothing, isDone: false }
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

/** What is said of the law that a thread broke at, or of a candidate whose laws could not be made. */
const failed = ({ laws, at, names, doing }: Ended, { message, cause }: Broken, seed: number): Result => {
  const { exhibits, found } = doing
  const isDrawing = laws !== undefined && exhibits.length === 0
  const counterexample =
    found === undefined
      ? { message: isDrawing ? `${message} while making the draw` : message, cause }
      : { message: `${found} (the diagnosis ${message})` }
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

/** Rejects where the module gives no candidates. */
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
    let from: Place = { candidate: 0, law: 0 }
    for (;;) {
      const ended = await runOnce({ module, argument, options, from }, isolation, keep)
      const { names, at, laws, broken } = ended
      if (names === undefined) throw new Error(broken?.message ?? 'the module gives no candidates')
      if (broken === undefined) return names.map((name, i) => ({ name, results: found.get(i) ?? [] }))
      keep(failed(ended, broken, seed), ended)
      from = laws === undefined ? { candidate: at.candidate + 1, law: 0 } : { ...at, law: at.law + 1 }
    }
  }
