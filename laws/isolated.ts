/**
 * Runs laws in a worker thread, with a time limit: a layer that loops for ever, or brings its thread down, is a law that
 * fails, and the laws that follow are tried in a new thread. For Node: browsers have `verify`.
 *
 * Laws are functions, which cannot be sent to a thread; so the thread imports the module that makes them.
 */
import { type Task } from 'fp-ts/lib/Task.js'
import { Worker } from 'node:worker_threads'
import { type Exhibit } from './Law.js'
import { type Options, type Report, type Result } from './verify.js'

/** What the thread needs to know. */
export interface Job {
  /** A module that exports `laws`: a function of `argument` that gives laws, or a promise of them. */
  readonly module: string
  readonly argument?: unknown
  readonly options: Omit<Options, 'watch'>
  /** The first law to try. */
  readonly from: number
}

/** What the thread tells. */
export type Message =
  | { readonly kind: 'laws'; readonly laws: readonly Pick<Result, 'law' | 'statement'>[] }
  /** It is about to try this draw. */
  | { readonly kind: 'trial'; readonly exhibits: readonly Exhibit[] }
  | { readonly kind: 'result'; readonly result: Result }

export interface Isolation extends Omit<Job, 'from' | 'options'> {
  readonly options?: Job['options']
  /** How long one draw may take, in seconds; 10 if not given. */
  readonly limit?: number
  /** Told of each result as soon as it is there. */
  readonly onResult?: (result: Result) => void
}

interface Ended {
  readonly laws: readonly Pick<Result, 'law' | 'statement'>[]
  readonly results: readonly Result[]
  /** What the thread was about to try, and why it ended before all laws were tried. */
  readonly broken?: { readonly message: string; readonly exhibits: readonly Exhibit[] }
}

/** How long a thread may take to begin, in seconds: that is not the layer's doing. */
const loading = 60

/** One thread, until it has tried all laws, takes too long, or breaks. */
const runOnce = (job: Job, limit: number, onResult: (result: Result) => void): Promise<Ended> =>
  new Promise(resolve => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: job })
    const results: Result[] = []
    let laws: Ended['laws'] = []
    let exhibits: readonly Exhibit[] = []
    const end = (message?: string): void => {
      clearTimeout(timer)
      worker.removeAllListeners()
      void worker.terminate()
      resolve({ laws, results, ...(message === undefined ? {} : { broken: { message, exhibits } }) })
    }
    const after = (seconds: number) => setTimeout(() => end(`took longer than ${seconds} s`), 1000 * seconds)
    let timer = after(Math.max(limit, loading))
    worker.on('message', (message: Message) => {
      clearTimeout(timer)
      timer = after(limit)
      if (message.kind === 'laws') ({ laws } = message)
      else if (message.kind === 'trial') ({ exhibits } = message)
      else {
        results.push(message.result)
        exhibits = []
        onResult(message.result)
      }
    })
    worker.on('error', error => end(error instanceof Error ? error.message : String(error)))
    worker.on('exit', code => end(code === 0 ? undefined : `the thread ended with ${code}`))
  })

const failed = (
  { law, statement }: Pick<Result, 'law' | 'statement'>,
  { message, exhibits }: Required<Ended>['broken'],
  seed: number
): Result => ({
  law,
  statement,
  verdict: 'fails',
  runs: 0,
  checks: 0,
  undecided: 0,
  skipped: 0,
  reached: {},
  counterexample: { message, exhibits, seed, path: '' }
})

/** Rejects where the module cannot be loaded, or gives no laws. */
export const verifyIsolated =
  ({ module, argument, options = {}, limit = 10, onResult = () => undefined }: Isolation): Task<Report> =>
  async () => {
    const { seed = 0 } = options
    const results: Result[] = []
    for (;;) {
      const ended = await runOnce({ module, argument, options, from: results.length }, limit, onResult)
      results.push(...ended.results)
      const law = ended.laws[results.length]
      if (ended.broken !== undefined && ended.laws.length === 0) throw new Error(ended.broken.message)
      if (ended.broken !== undefined && law !== undefined) {
        const result = failed(law, ended.broken, seed)
        results.push(result)
        onResult(result)
      }
      if (results.length >= ended.laws.length)
        return { seed, results, holds: results.every(({ verdict }) => verdict === 'holds') }
    }
  }
