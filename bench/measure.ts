/**
 * Measures contestants against each other.
 *
 * First the result of every contestant is compared with the known answers; a wrong contestant is not measured. Then every
 * contestant has one turn per round, so that a machine that slows down slows all of them. Each round starts with another
 * contestant. A turn repeats the job until the minimum duration is reached, and every repetition is checked again. The first
 * rounds are warm-up and are not recorded.
 */
import { type Contestant, type Present, reasonOf } from './Contestant.js'

export interface Answer {
  readonly count: number
  readonly error: number
}

export interface Plan {
  readonly answers: readonly Answer[] // known errors; the last one within a contestant's maximum is timed
  readonly tolerance: number // absolute, for the error
  readonly warmUp: number // rounds before the recorded ones
  readonly rounds: number
  readonly turnSeconds: number // minimum duration of a turn
}

export type Result =
  | { readonly kind: 'measured'; readonly name: string; readonly rates: readonly number[] } // units per second, by round
  | { readonly kind: 'skipped'; readonly name: string; readonly reason: string }
  | { readonly kind: 'wrong'; readonly name: string; readonly reason: string }

/** The answer that a contestant must compute while being timed. */
const asked = ({ most = Infinity }: Present, { answers }: Plan): readonly Answer[] =>
  answers.filter(({ count }) => count <= most)

const checked = async (contestant: Present, { count, error }: Answer, plan: Plan): Promise<number> => {
  const { tolerance = plan.tolerance } = contestant
  const outcome = await contestant.run(count)
  if (!(Math.abs(outcome.error - error) <= tolerance)) {
    throw new Error(`after ${count} the error must be ${error} ± ${tolerance}, found ${outcome.error}`)
  }
  return outcome.seconds
}

const turn = async (contestant: Present, plan: Plan): Promise<number> => {
  const job = asked(contestant, plan).at(-1)
  if (job === undefined) throw new Error('a benchmark must have at least one known answer, found none')
  let seconds = 0
  let count = 0
  while (seconds < plan.turnSeconds) {
    seconds += await checked(contestant, job, plan)
    count += job.count
  }
  return count / seconds
}

export const measure = async (contestants: readonly Contestant[], plan: Plan): Promise<readonly Result[]> => {
  const reasons = new Map<string, string>()
  const rates = new Map<string, readonly number[]>()
  const attempt = async (contestant: Present, work: () => Promise<void>): Promise<void> => {
    if (reasons.has(contestant.name)) return
    try {
      await work()
    } catch (reason) {
      reasons.set(contestant.name, reasonOf(reason))
    }
  }

  const running = contestants.filter(contestant => 'run' in contestant)
  for (const contestant of running) {
    await attempt(contestant, async () => {
      for (const answer of asked(contestant, plan)) await checked(contestant, answer, plan)
    })
  }
  for (let round = 0; round < plan.warmUp + plan.rounds; round += 1) {
    const first = round % Math.max(1, running.length)
    for (const contestant of [...running.slice(first), ...running.slice(0, first)]) {
      await attempt(contestant, async () => {
        const rate = await turn(contestant, plan)
        if (round >= plan.warmUp) rates.set(contestant.name, [...(rates.get(contestant.name) ?? []), rate])
      })
    }
  }
  for (const { close } of running) await close?.()

  return contestants.map((contestant): Result => {
    const { name } = contestant
    if ('skipped' in contestant) return { kind: 'skipped', name, reason: contestant.skipped }
    const reason = reasons.get(name)
    return reason === undefined
      ? { kind: 'measured', name, rates: rates.get(name) ?? [] }
      : { kind: 'wrong', name, reason }
  })
}
