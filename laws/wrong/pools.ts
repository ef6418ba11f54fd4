/** Wrong pools. Each breaks the law that it names. */
import { isLeft, right } from 'fp-ts/lib/Either.js'
import { here } from '../../src/distributed/here.js'
import { type Pool } from '../../src/distributed/Pool.js'

/** A wrong pool, made anew for each law, and the end of the name of a law that must reject it. */
export interface WrongPool {
  readonly name: string
  readonly make: () => Pool
  readonly rejectedBy: string
}

/** A pool that changes the results of each call. */
const changing =
  (change: <R>(results: readonly R[]) => readonly R[]): (() => Pool) =>
  () => {
    return {
      name: 'wrong',
      run: work => job => {
        const withJob = here.run(work)(job)
        return state => parts => async () => {
          const found = await withJob(state)(parts)()
          return isLeft(found) ? found : right(change(found.right))
        }
      }
    }
  }

/** A pool that answers some calls with the results of the call before. */
const lateAt =
  (isLate: (call: number, ofJob: number) => boolean): (() => Pool) =>
  () => {
    let calls = 0
    return {
      name: 'wrong',
      run: work => job => {
        const withJob = here.run(work)(job)
        let ofJob = 0
        let before: Parameters<typeof withJob>[0] | undefined
        return state => parts => {
          const used = isLate(calls++, ofJob++) && before !== undefined ? before : state
          before = state
          return withJob(used)(parts)
        }
      }
    }
  }

/** Answers all pending calls for the state of the last one. */
const mixed = (): Pool => ({
  name: 'wrong',
  run: work => job => {
    const withJob = here.run(work)(job)
    let last: Parameters<typeof withJob>[0] | undefined
    return state => {
      last = state
      return parts => async () => {
        await new Promise(resolve => setTimeout(resolve, 0))
        return withJob(last ?? state)(parts)()
      }
    }
  }
})

const rotated = <R>(results: readonly R[]): readonly R[] => [...results.slice(1), ...results.slice(0, 1)]

/** Wrong pools, each with a law that must reject it. */
export const wrongPools: readonly WrongPool[] = [
  { name: 'swaps results', make: changing(results => results.toReversed()), rejectedBy: 'here' },
  {
    name: 'replaces a lost result by another one',
    make: changing(results => results.map((one, i) => (i === results.length - 1 ? (results[0] ?? one) : one))),
    rejectedBy: 'here'
  },
  { name: 'mixes the states of two calls', make: mixed, rejectedBy: 'here' },
  { name: 'keeps the first state', make: lateAt((_, ofJob) => ofJob > 0), rejectedBy: 'one shard' },
  { name: 'rotates the results of several tasks', make: changing(rotated), rejectedBy: 'tasks' },
  { name: 'is late at the third step of a job', make: lateAt((_, ofJob) => ofJob === 2), rejectedBy: 'resumption' },
  { name: 'is late at every fifth step', make: lateAt(call => call % 5 === 4), rejectedBy: 'stride' }
]
