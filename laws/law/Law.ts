import type * as fc from 'fast-check'
import { type LossSubject } from '../subject/losses.js'
import { type Subject } from '../subject/Subject.js'

/** A named part of a draw, printed in a counterexample: `['input', '[1, 2]  [[0.5, -1]]']`. */
export type Exhibit = readonly [name: string, text: string]

/** A wrong number of a gradient or an output, with the value that was expected. */
export interface Entry {
  /** The tensor and the indices: `weight[0, 1]`. */
  readonly place: string
  /** The value that the layer computes. */
  readonly analytic: number
  /** The measured value. */
  readonly numeric: number
  /** The largest difference of the two that counts as agreement. */
  readonly tolerance: number
}

/** The difference quotient at one step size. */
export interface Quotient {
  readonly step: number
  readonly numeric: number
}

/** Details of a failure, beyond its message. */
export interface Details {
  /** The first wrong number. */
  readonly entry?: Entry
  /** The difference quotient over a sweep of step sizes. */
  readonly sweep?: readonly Quotient[]
  /** Input of the diagnosis. */
  readonly symptom?: Symptom
  /** The likely cause according to the law itself. The diagnosis of the symptom takes precedence. */
  readonly cause?: string
}

/** Input of a diagnosis: a wrong gradient, a batch that differs from its examples, or a wrong gradient of a loss. */
export type Symptom =
  | {
      readonly of: 'gradient'
      readonly subject: Subject
      readonly part: 'parameters' | 'input'
      /** The number of entries of the parameters and the input of the counterexample together. */
      readonly size: number
      /** Row-major indices, within the part, of entries known to be wrong. */
      readonly entries: readonly number[]
      /** The two numbers that differ. */
      readonly compared: { readonly analytic: number; readonly numeric: number }
    }
  | { readonly of: 'batch'; readonly subject: Subject }
  | { readonly of: 'loss'; readonly subject: LossSubject }

/** Finds the likely cause of a symptom. Returns undefined if no known cause fits the numbers. */
export type Explain = (symptom: Symptom) => string | undefined

/** A direction in the numbers of a draw: weights for the numbers from an index on. */
export interface Focus {
  readonly from: number
  readonly weights: Float64Array
}

/** Why a draw breaks the law. */
export interface Failure {
  /** One sentence: what happened, the value found, and the value expected. */
  readonly message: string
  /** Computes the details. Called once, on the smallest counterexample, because it may be slow. */
  readonly details: () => Details
  /** Where the draw breaks the law. A shrunk draw that agrees there counts as keeping the law, which saves time. Default: unknown. */
  readonly focus?: Focus
}

/** Kinds of places at which a law compares, such as `numbers above 10³`. */
export interface Places {
  /** Those at which a comparison was decided. */
  readonly reached: readonly string[]
  /** Those at which a comparison was tried. */
  readonly tried: readonly string[]
}

/** The result of a law on one draw. Build it with `holds`, `skipped` or `fails`. */
export type Finding =
  | {
      readonly outcome: 'holds'
      /** The number of comparisons. */
      readonly checks: number
      /** The number of comparisons that could not be decided. */
      readonly inconclusive: number
      /** One comparison that could not be decided, and the reason. Default: none. */
      readonly undecided?: string
      /** What the law found out about the subject, such as its accuracy. Default: none. */
      readonly note?: string
      /** The kinds of places that were compared, if the law counts them. */
      readonly places?: Places
    }
  | { readonly outcome: 'skipped'; readonly reason: string }
  | { readonly outcome: 'fails'; readonly failure: Failure }

/** One draw of a law, with its check. */
export interface Trial {
  /** The draw, as text for the report. */
  readonly exhibits: () => readonly Exhibit[]
  /** Tries the law on this draw. A draw that agrees in the direction in which a larger one broke the law may be left at that. */
  readonly check: (focus?: Focus) => Finding
  /** The cases that the draw covers: `negative`, `zero`, `batch of one`. */
  readonly reached: readonly string[]
}

/**
 * A statement that must hold for every draw, together with the generator of the draws.
 *
 *     law = { name, statement, property }      property : Arbitrary<Trial>      trial.check : () -> Finding
 *
 * A trial knows nothing of seeds, runs or test frameworks: `verify` and `register` run it. The property is a fast-check
 * arbitrary, so shrinking the draw shrinks the counterexample. `lawOver` builds laws over draws of any type.
 */
export interface Law {
  /** The subject and the kind of law: `dense: purity`. */
  readonly name: string
  /** The statement that must hold, as a clause. */
  readonly statement: string
  /** The draws. */
  readonly property: fc.Arbitrary<Trial>
  /** The cases that the draws together must cover. A law that misses one of them is inconclusive. Default: none. */
  readonly mustReach?: readonly string[]
  /** Number of draws. Default: 50. Laws of large layers set fewer, because each draw holds many numbers. */
  readonly runs?: number
  /** Maximum number of trials to shrink a counterexample. Default: 300. Laws of large layers set fewer. */
  readonly shrinks?: number
}

/**
 * The finding that the law holds on this draw.
 *
 * @param checks number of comparisons. Default: 1.
 * @param inconclusive number of comparisons that could not be decided. Default: 0.
 * @param remarks one comparison that could not be decided, what the law found out, and the kinds of places that were compared: if no draw
 * reaches one that was tried, the law holds in part. Default: none.
 */
export const holds = (
  checks = 1,
  inconclusive = 0,
  remarks: { readonly undecided?: string; readonly note?: string; readonly places?: Places } = {}
): Finding => ({ outcome: 'holds', checks, inconclusive, ...remarks })

/**
 * The finding that the law does not apply to this draw.
 *
 * @param reason printed if more than half of the draws are skipped, which makes the law inconclusive
 */
export const skipped = (reason: string): Finding => ({ outcome: 'skipped', reason })

/**
 * The finding that this draw breaks the law.
 *
 * @param message what happened, the value found, and the value expected
 * @param details the wrong entry, the symptom and the cause, computed once, on the smallest counterexample. Default: none.
 * @param focus where the draw breaks the law. Default: unknown.
 */
export const fails = (message: string, details: () => Details = () => ({}), focus?: Focus): Finding => ({
  outcome: 'fails',
  failure: { message, details, ...(focus === undefined ? {} : { focus }) }
})

/** Combines findings: holds, with the counts added, if all hold; otherwise the first finding that does not hold. */
export const allOf = (findings: Iterable<Finding>): Finding => {
  let checks = 0
  let inconclusive = 0
  let remarks = {}
  for (const finding of findings) {
    if (finding.outcome !== 'holds') return finding
    const { undecided, note } = finding
    checks += finding.checks
    inconclusive += finding.inconclusive
    remarks = { ...(undecided === undefined ? {} : { undecided }), ...(note === undefined ? {} : { note }), ...remarks }
  }
  return holds(checks, inconclusive, remarks)
}

/** Text of a thrown value, which need not be an `Error`. */
export const thrown = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error)

/** The likely cause that an error carries, such as that of a wrong shape. */
const causeOf = (error: unknown): Details =>
  error instanceof Error && 'likely' in error && typeof error.likely === 'string' ? { cause: error.likely } : {}

/** Runs a check. A check that throws is a failure of the law. */
export const guarded = (check: () => Finding): Finding => {
  try {
    return check()
  } catch (error) {
    return fails(`threw ${thrown(error)}`, () => causeOf(error))
  }
}
