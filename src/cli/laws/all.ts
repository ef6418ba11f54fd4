import { isLeft, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { map, type TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Pool } from '../../distributed/Pool.js'
import { badData, type Failure } from '../Command.js'
import { type Examined, type Laws } from '../loadLaws.js'
import { type Terminal } from '../Terminal.js'
import { inLanes } from '../lanes.js'
import { displayFor, walk } from '../watch.js'

interface Asked {
  readonly seed: number
  readonly seeds: number
  readonly runs: number | undefined
  readonly json: boolean
  readonly redis: boolean
  readonly threads: number | undefined
}

/** How many laws were tried, after an interruption. */
const interruption = (done: number, total: number): string | undefined =>
  done < total ? `${done} of ${total} laws tried` : undefined

/** Verifies one law after the other. */
function* verified(laws: Laws, groups: ReturnType<Laws['everything']>, { seed, runs }: Asked) {
  for (const group of groups)
    for (const law of group.laws) yield { group, results: laws.verify([law], { seed, runs }).results }
}

/** Verifies all laws. Ctrl-C skips the rest. */
export const tryAll =
  (laws: Laws, asked: Asked) =>
  (terminal: Terminal): TaskEither<Failure, Examined> => {
    const groups = laws.everything()
    const total = groups.reduce((sum, group) => sum + group.laws.length, 0)
    return pipe(
      walk(
        verified(laws, groups, asked),
        (done, { group }) => ({ label: 'tried', latest: group.name, unit: 'laws', done, total }),
        displayFor(asked.json, terminal)
      )(terminal),
      map(taken => ({
        tried: groups.map(group => ({
          ...group,
          results: taken.flatMap(one => (one.group === group ? one.results : []))
        })),
        interrupted: interruption(taken.length, total)
      }))
    )
  }

/** Verifies every law with every seed on a pool. Of the results of a law it keeps the first that does not hold. */
export const tryOn =
  (pool: Pool, laws: Laws, { seed, seeds, runs, json, ...on }: Asked) =>
  (terminal: Terminal): TaskEither<Failure, Examined> =>
  async () => {
    const display = displayFor(json, terminal)
    const begin = terminal.seconds()
    const groups = laws.everything()
    const send = pool.run(laws.verifyWork)(runs)(null)
    let done = 0
    const total = groups.reduce((sum, group) => sum + group.laws.length, 0)
    /** The results of each law of each group, whose order is not that of the answers. */
    const found = groups.map((): Awaited<ReturnType<ReturnType<typeof send>>>[] => [])
    const tasks = groups.flatMap((group, at) => group.laws.map((_, law) => ({ group, at, law })))
    const tryOne = async ({ group, at, law }: (typeof tasks)[number]): Promise<void> => {
      const parts = Array.from({ length: seeds }, (_, i) => ({ group: at, law, seed: seed + i }))
      const results = await send(parts)()
      const ofGroup = found[at]
      if (ofGroup !== undefined) ofGroup[law] = results
      done++
      const seconds = terminal.seconds() - begin
      display.show({ label: 'tried', latest: group.name, unit: 'laws', done, total, measures: {}, seconds })()
    }
    await inLanes(tasks, on, tryOne, terminal)
    display.end()
    const fault = found.flat().find(isLeft)
    if (fault !== undefined) return left(badData(fault.left))
    return right({
      tried: groups.map((group, at) => ({
        ...group,
        results: (found[at] ?? []).flatMap(results => {
          const all = isLeft(results) ? [] : results.right
          const is = (sought: string) => all.find(({ verdict }) => verdict === sought)
          const worst = is('fails') ?? is('inconclusive') ?? is('partial') ?? all[0]
          return worst === undefined ? [] : [{ ...worst, checks: all.reduce((sum, { checks }) => sum + checks, 0) }]
        })
      })),
      interrupted: interruption(done, total)
    })
  }
