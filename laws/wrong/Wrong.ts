/** Something with one mistake, and the laws that speak of it: one of them at least must not hold. */
import { type Law } from '../Law.js'
import { type Options, verify } from '../verify.js'

export interface Wrong {
  readonly name: string
  readonly laws: readonly Law[]
}

/** The names of the laws that reject it. */
export const rejecting = ({ laws }: Wrong, options: Options = {}): readonly string[] =>
  verify(laws, options).results.flatMap(({ verdict, law }) => (verdict === 'fails' ? [law] : []))
