/**
 * Something with one mistake that somebody has made, and the laws that speak of it: one of them at least must reject it.
 *
 * The diagnosis is computed from the numbers and never sees these tables.
 */
import { type Subject } from '../subject/Subject.js'
import { type Law } from '../law/Law.js'
import { lawsOf } from '../layer/layerLaws.js'
import { type Options } from '../law/verify.js'
import { verify } from '../run/verify.js'

export interface Wrong {
  readonly name: string
  readonly laws: readonly Law[]
  /** What the diagnosis should say, where there is one. */
  readonly cause?: RegExp
}

/** The names of the laws that reject it. */
export const rejecting = ({ laws }: Wrong, options: Options = {}): readonly string[] =>
  verify(laws, options).results.flatMap(({ verdict, law }) => (verdict === 'fails' ? [law] : []))

/** Layers with a mistake, made afresh whenever the laws are asked for: some remember their calls. */
export const wrongLayer = (
  name: string,
  cause: RegExp,
  make: () => Subject['layers'],
  known: Omit<Subject, 'name' | 'layers'> = {}
): Wrong => ({
  name,
  cause,
  get laws() {
    return lawsOf({ name, ...known, layers: make() })
  }
})
