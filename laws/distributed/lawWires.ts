import * as t from 'io-ts/lib/index.js'
import { right } from 'fp-ts/lib/Either.js'
import { float } from '../../src/codec/float.js'
import { adapted, jsonWire, type Wire } from '../../src/distributed/Wire.js'
import { type Result } from '../law/verify.js'

/** A law of the library, by its place in `everything`, and the seed of its draws. */
export interface LawPart {
  readonly group: number
  readonly law: number
  readonly seed: number
}

const integer = t.refinement(t.number, Number.isSafeInteger, 'an integer')

const optional = <A>(type: t.Type<A, unknown>) => t.union([type, t.undefined])

const Written = t.type({
  law: t.string,
  statement: t.string,
  verdict: t.keyof({ holds: null, partial: null, fails: null, inconclusive: null }),
  runs: t.number,
  checks: t.number,
  undecided: t.number,
  skipped: t.number,
  reached: t.record(t.string, t.number),
  reason: optional(t.string),
  notes: optional(t.readonlyArray(t.string)),
  unreached: optional(t.readonlyArray(t.string)),
  counterexample: optional(
    t.intersection([
      t.type({
        message: t.string,
        exhibits: t.readonlyArray(t.readonly(t.tuple([t.string, t.string]))),
        seed: t.number,
        path: t.string
      }),
      t.partial({
        cause: t.string,
        entry: t.type({ place: t.string, analytic: float, numeric: float, tolerance: float }),
        sweep: t.readonlyArray(t.type({ step: float, numeric: float }))
      })
    ])
  )
})

/** Fields that are absent have no name at all. */
const withoutGaps = ({ reason, notes, unreached, counterexample, ...rest }: t.TypeOf<typeof Written>): Result => ({
  ...rest,
  ...(reason === undefined ? {} : { reason }),
  ...(notes === undefined ? {} : { notes }),
  ...(unreached === undefined ? {} : { unreached }),
  ...(counterexample === undefined ? {} : { counterexample })
})

/** The wires of the work of verifying laws. The job is the number of draws, if there is one. */
export const lawWires = {
  job: adapted(
    jsonWire('job', t.type({ runs: optional(integer) })),
    (runs: number | undefined) => right({ runs }),
    ({ runs }) => right(runs)
  ),
  state: jsonWire('state', t.null),
  part: jsonWire('part', t.type({ group: integer, law: integer, seed: integer })) satisfies Wire<LawPart>,
  result: adapted(
    jsonWire('result', Written),
    (result: Result) =>
      right({ reason: undefined, notes: undefined, unreached: undefined, counterexample: undefined, ...result }),
    found => right(withoutGaps(found))
  )
}
