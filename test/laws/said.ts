/** The message of a law for a wrong subject. */
import { type Law } from '../../laws/law/Law.js'
import { kindOf } from '../../laws/wrong/prove.js'
import { verify } from '../../laws/run/verify.js'

export interface Said {
  /** The message. */
  readonly message: string
  /** The tensor and the indices of the wrong number. */
  readonly place?: string | undefined
  /** The likely cause. */
  readonly cause?: string
}

/** The failures of the laws of one kind. */
export const saidBy = (laws: readonly Law[], kind: string): readonly Said[] =>
  verify(
    laws.filter(({ name }) => kindOf(name) === kind),
    { seed: 1, shrinks: 50 }
  ).results.flatMap(({ counterexample }) =>
    counterexample === undefined ? [] : [{ ...counterexample, place: counterexample.entry?.place }]
  )
