/**
 * A law: a statement that holds for every draw, and the draws it is tried on.
 *
 *     law = { name, statement, property }      property : Arbitrary<Trial>      trial.check : () -> Finding
 *
 * The predicate (`check`) is apart from what runs it: a trial knows nothing of seeds, runs or test frameworks. Because a
 * property is an arbitrary, whatever makes the draw smaller makes the counterexample smaller.
 */
import type * as fc from 'fast-check'
import { type LossSubject } from '../subject/losses.js'
import { type Subject } from '../subject/Subject.js'

/** A named part of a draw, as a person reads it: `['input', '[1, 2]  [[0.5, -1]]']`. */
export type Exhibit = readonly [name: string, text: string]

/** A number that is not what it should be. */
export interface Entry {
  /** Where it stands: `weight[0, 1]`. */
  readonly place: string
  readonly analytic: number
  readonly numeric: number
  readonly tolerance: number
}

/** What a step size gave for the derivative. */
export interface Quotient {
  readonly step: number
  readonly numeric: number
}

/** What a person needs to know of a failure beyond what happened. */
export interface Details {
  readonly entry?: Entry
  /** The difference quotient over a sweep of step sizes. */
  readonly sweep?: readonly Quotient[]
  /** What a diagnosis needs to find the likely cause. */
  readonly symptom?: Symptom
  /** The likely cause that the law itself can name; a diagnosis of the symptom comes first. */
  readonly cause?: string
}

/** Something that a law saw, to be diagnosed: a gradient that differs, a batch that is not its examples, a loss. */
export type Symptom =
  | {
      readonly of: 'gradient'
      readonly subject: Subject
      readonly part: 'parameters' | 'input'
      /** How many numbers the parameters and the input of the counterexample hold. */
      readonly size: number
      /** Entries of the part that are known to be wrong, by their place in row-major order. */
      readonly entries: readonly number[]
      /** The two numbers that were compared, and differ. */
      readonly compared: { readonly analytic: number; readonly numeric: number }
    }
  | { readonly of: 'batch'; readonly subject: Subject }
  | { readonly of: 'loss'; readonly subject: LossSubject }

/** Finds the likely cause of a symptom. Returns undefined where no known cause fits. */
export type Explain = (symptom: Symptom) => string | undefined

/** Why a draw breaks the law. */
export interface Failure {
  /** What happened, in a sentence. */
  readonly message: string
  /** Asked for once, on the smallest counterexample, because it may take time. */
  readonly details: () => Details
}

export type Finding =
  | { readonly outcome: 'holds'; readonly checks: number; readonly inconclusive: number }
  | { readonly outcome: 'skipped'; readonly reason: string }
  | { readonly outcome: 'fails'; readonly failure: Failure }

/** One draw, and what the law says of it. */
export interface Trial {
  readonly exhibits: () => readonly Exhibit[]
  readonly check: () => Finding
  /** What the draw contains: `negative`, `zero`, `batch of one`. */
  readonly reached: readonly string[]
}

export interface Law {
  readonly name: string
  readonly statement: string
  readonly property: fc.Arbitrary<Trial>
  /** What the draws together must contain, or the law was not really tried. */
  readonly mustReach?: readonly string[]
  /** How many draws are enough, where it is not the usual number: one of a large layer holds many numbers. */
  readonly runs?: number
}

/** So many numbers were compared, and so many of them could not be decided. */
export const holds = (checks = 1, inconclusive = 0): Finding => ({ outcome: 'holds', checks, inconclusive })

/** The draw is outside what the law speaks of. */
export const skipped = (reason: string): Finding => ({ outcome: 'skipped', reason })

export const fails = (message: string, details: () => Details = () => ({})): Finding => ({
  outcome: 'fails',
  failure: { message, details }
})

/** Both must hold; the first that does not is the answer. */
export const allOf = (findings: Iterable<Finding>): Finding => {
  let checks = 0
  let inconclusive = 0
  for (const finding of findings) {
    if (finding.outcome !== 'holds') return finding
    checks += finding.checks
    inconclusive += finding.inconclusive
  }
  return holds(checks, inconclusive)
}

/** What a layer threw, as text. What is thrown need not be an error. */
export const thrown = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error)

/** A predicate that throws is a law that fails, not a checker that crashes. */
export const guarded = (check: () => Finding): Finding => {
  try {
    return check()
  } catch (error) {
    return fails(`threw ${thrown(error)}`)
  }
}
