/**
 * Measures contestants against each other.
 *
 * First every contestant is held against the known answers; one that is wrong is not measured. Then come rounds, in each
 * of which every contestant has one turn, so that a machine that slows down slows all of them. The first contestant of a
 * round changes from round to round. A turn repeats the job until it has taken long enough to be timed, every
 * repetition is checked again, and the first rounds are warm-up and are not recorded.
 */
import type { Contestant, Present } from './Contestant.js'

export interface Answer {
  readonly count: number
  readonly error: number
}

export interface Plan {
  readonly answers: readonly Answer[] // the errors known to be right; the last one is the job that is timed
  readonly tolerance: number // absolute, on the error
  readonly warmUp: number // rounds before the recorded ones
  readonly rounds: number
  readonly turnSeconds: number // the least that a turn takes
}

export type Result =
  | { readonly kind: 'measured'; readonly name: string; readonly rates: readonly number[] } // counts a second, by round
  | { readonly kind: 'skipped'; readonly name: string; readonly reason: string }
  | { readonly kind: 'wrong'; readonly name: string; readonly reason: string }

const checked = (contestant: Present, { count, error }: Answer, tolerance: number): number => {
  const outcome = contestant.run(count)
  if (!(Math.abs(outcome.error - error) <= tolerance)) {
    throw new Error(`after ${count} the error is ${outcome.error}, not ${error}`)
  }
  return outcome.seconds
}

const turn = (contestant: Present, job: Answer, plan: Plan): number => {
  let seconds = 0
  let count = 0
  while (seconds < plan.turnSeconds) {
    seconds += checked(contestant, job, plan.tolerance)
    count += job.count
  }
  return count / seconds
}

export const measure = (contestants: readonly Contestant[], plan: Plan): readonly Result[] => {
  const job = plan.answers.at(-1)
  if (job === undefined) throw new Error('a benchmark needs an answer to hold its contestants against')

  const reasons = new Map<string, string>()
  const rates = new Map<string, readonly number[]>()
  const attempt = (contestant: Present, work: () => void): void => {
    if (reasons.has(contestant.name)) return
    try {
      work()
    } catch (reason) {
      reasons.set(contestant.name, reason instanceof Error ? reason.message : String(reason))
    }
  }

  const running = contestants.filter(contestant => 'run' in contestant)
  for (const contestant of running) {
    attempt(contestant, () => plan.answers.forEach(answer => checked(contestant, answer, plan.tolerance)))
  }
  for (let round = 0; round < plan.warmUp + plan.rounds; round += 1) {
    const first = round % Math.max(1, running.length)
    for (const contestant of [...running.slice(first), ...running.slice(0, first)]) {
      attempt(contestant, () => {
        const rate = turn(contestant, job, plan)
        if (round >= plan.warmUp) rates.set(contestant.name, [...(rates.get(contestant.name) ?? []), rate])
      })
    }
  }

  return contestants.map((contestant): Result => {
    const { name } = contestant
    if ('skipped' in contestant) return { kind: 'skipped', name, reason: contestant.skipped }
    const reason = reasons.get(name)
    return reason === undefined
      ? { kind: 'measured', name, rates: rates.get(name) ?? [] }
      : { kind: 'wrong', name, reason }
  })
}
