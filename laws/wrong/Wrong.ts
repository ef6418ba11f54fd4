import { type Subject } from '../subject/Subject.js'
import { type Law } from '../law/Law.js'
import { lawsOf } from '../layer/layerLaws.js'
import { type Options } from '../law/verify.js'
import { verify } from '../run/verify.js'

/**
 * A wrong subject: something with one realistic mistake, and the laws to try on it. At least one law must reject it.
 *
 * The diagnosis sees only numbers, never these tables.
 */
export interface Wrong {
  /** The subject and its mistake: `softmax: the Jacobian skipped`. */
  readonly name: string
  /** The laws to try. */
  readonly laws: readonly Law[]
  /** Matches the cause that the diagnosis should name. Default: any cause. */
  readonly cause?: RegExp
}

/** The names of the laws that reject a wrong subject. */
export const rejecting = ({ laws }: Wrong, options: Options = {}): readonly string[] =>
  verify(laws, options).results.flatMap(({ verdict, law }) => (verdict === 'fails' ? [law] : []))

/**
 * A wrong subject made of layers.
 *
 * @param cause matches the cause that the diagnosis should name
 * @param make makes the layers, anew on every access to the laws, because some wrong layers remember their calls
 * @param known properties of the layers, as of a `Subject`. Default: none.
 * @example
 * const right = tanh<readonly [3]>()
 * const slopeOmitted: typeof right = { ...right, backward: (_, __, outputGradient) => [[], outputGradient] }
 * const subject = wrongLayer('tanh: slope omitted', /Jacobian is missing/, () => [eraseTypes(slopeOmitted)])
 */
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
