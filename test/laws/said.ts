/** What a law says of something wrong. */
import { type Law } from '../../laws/law/Law.js'
import { kindOf } from '../../laws/wrong/prove.js'
import { verify } from '../../laws/run/verify.js'

export interface Said {
  /** What happened. */
  readonly message: string
  /** Where the number stands that is wrong. */
  readonly place?: string | undefined
  /** Why. */
  readonly cause?: string
}

/** By the laws of this kind. */
export const saidBy = (laws: readonly Law[], kind: string): readonly Said[] =>
  verify(
    laws.filter(({ name }) => kindOf(name) === kind),
    { seed: 1, shrinks: 50 }
  ).results.flatMap(({ counterexample }) =>
    counterexample === undefined ? [] : [{ ...counterexample, place: counterexample.entry?.place }]
  )
