/**
 * Measures contestants against each other.
 *
 * First the result of every contestant is compared with the known answers; a wrong contestant is not measured. Then every
 * contestant has one turn per round, so that a machine that slows down slows all of them. Each round starts with another
 * contestant. A turn does the job once without counting it, which wakes the contestant's threads and fills its caches, and then
 * repeats it until the minimum duration is reached. Every repetition is checked again. The first rounds are not recorded.
 */
import { type Contestant, type Contestants, type Outcome, reasonOf } from './Contestant.js'

export interface Answer {
  readonly count: number
  readonly error: number
}

export interface Plan {
  readonly answers: readonly Answer[] // known errors, by ascending count
  readonly tolerance: number // absolute, for the error
  readonly warmUp: number // rounds before the recorded ones
  readonly rounds: number
  readonly turnSeconds: number // minimum duration of a turn
}

export type Result = { readonly name: string; readonly note?: string } & (
  | { readonly kind: 'measured'; readonly rates: readonly number[] } // units per second, by round
  | { readonly kind: 'skipped' | 'wrong'; readonly reason: string }
)

interface Runner extends Contestant {
  readonly name: string
  /** The answer that is timed. */
  job?: Answer
  readonly rates: number[]
  wrong?: string
}

/** Maximum duration of a run. A contestant that would take longer is timed on an answer of a lower count. */
const longest = 2

const checked = async (runner: Runner, { count, error }: Answer, plan: Plan): Promise<Outcome> => {
  const { tolerance = plan.tolerance } = runner
  const outcome = await runner.run(count)
  if (!(Math.abs(outcome.error - error) <= tolerance))
    throw new Error(`after ${count} the error must be ${error} ± ${tolerance}, found ${outcome.error}`)
  return outcome
}

/** Checks the answers that the contestant can give in time. The last one is its job. */
const examine = async (runner: Runner, plan: Plan): Promise<void> => {
  let seconds = 0 // per unit
  for (const answer of plan.answers) {
    if (seconds * answer.count > longest) return
    runner.job = answer
    await checked(runner, answer, plan) // may compile, so the time of the second run counts
    seconds = (await checked(runner, answer, plan)).seconds / answer.count
  }
}

const turn = async (runner: Runner, plan: Plan): Promise<number> => {
  const { job } = runner
  if (job === undefined) throw new Error('a benchmark must have at least one known answer, found none')
  await checked(runner, job, plan)
  let seconds = 0
  let count = 0
  while (seconds < plan.turnSeconds) {
    seconds += (await checked(runner, job, plan)).seconds
    count += job.count
  }
  return count / seconds
}

export const measure = async (contestants: Contestants, plan: Plan): Promise<readonly Result[]> => {
  const skipped = new Map<string, string>()
  const runners: Runner[] = []
  for (const [name, load] of Object.entries(contestants))
    try {
      runners.push({ ...(await load()), name, rates: [] })
    } catch (reason) {
      skipped.set(name, reasonOf(reason))
    }
  const attempt = async (runner: Runner, work: () => Promise<void>): Promise<void> => {
    if (runner.wrong !== undefined) return
    try {
      await work()
    } catch (reason) {
      runner.wrong = reasonOf(reason)
    }
  }

  for (const runner of runners) await attempt(runner, () => examine(runner, plan))
  for (let round = 0; round < plan.warmUp + plan.rounds; round += 1) {
    const first = round % Math.max(1, runners.length)
    for (const runner of [...runners.slice(first), ...runners.slice(0, first)])
      await attempt(runner, async () => {
        const rate = await turn(runner, plan)
        if (round >= plan.warmUp) runner.rates.push(rate)
      })
  }
  for (const { close } of runners) await close?.()

  return Object.keys(contestants).map((name): Result => {
    const runner = runners.find(runner => runner.name === name)
    if (runner === undefined) return { kind: 'skipped', name, reason: skipped.get(name) ?? '' }
    const { note, wrong, rates } = runner
    const about = { name, ...(note !== undefined && { note }) }
    return wrong === undefined ? { ...about, kind: 'measured', rates } : { ...about, kind: 'wrong', reason: wrong }
  })
}
