/** What training on a pool is made of: calls of the pool, and the update of each answer. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Params } from '../algebra/Value.js'
import { type State } from '../learning/Learner.js'
import { type StepProgram } from '../learning/StepProgram.js'
import { type Supply } from '../learning/unfold.js'
import { type AnyTensor } from '../tensor/Tensor.js'
import { poolError } from './Pool.js'

/** A call of the pool. */
export type Call<R> = TaskEither<string, readonly R[]>

/** Waits for the answer of the pool, or for an abort: a pool without workers never answers. */
const answered = <R>(call: Call<R>, signal: AbortSignal | undefined): Promise<readonly R[]> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal?.reason instanceof Error ? signal.reason : poolError('aborted'))
    signal?.addEventListener('abort', abort)
    void call().then(found => {
      signal?.removeEventListener('abort', abort)
      if (isLeft(found)) reject(poolError(found.left))
      else resolve(found.right)
    }, reject)
  })

/** How a training takes steps on a pool. */
export interface Stepper<P extends Params, R> {
  /** Number of steps of the next call. */
  readonly stepsOf: (state: State<P>) => number
  readonly call: (state: State<P>, steps: number) => Call<R>
  /** The call of the update, in this process. */
  readonly update: (
    answer: readonly R[],
    state: State<P>
  ) => Pick<StepProgram<P>, 'program' | 'stepped'> & { readonly inputs: readonly AnyTensor[] }
}

/** Reads an answer of the pool before every update. */
export const supplyOf = <P extends Params, R>(
  { stepsOf, call, update }: Stepper<P, R>,
  signal: AbortSignal | undefined
): Supply<P, void | Promise<void>> => {
  let known: { readonly step: number; readonly answer: readonly R[] } | undefined
  return {
    next: state => {
      const steps = stepsOf(state)
      if (known?.step === state.step) return { ...update(known.answer, state), steps }
      return {
        read: async () => {
          known = { step: state.step, answer: await answered(call(state, steps), signal) }
        }
      }
    },
    close: () => undefined
  }
}
