/**
 * Two layers on the same input: a copy for each.
 *
 *     forward    [y, v] = [f(p, x), g(q, x)]
 *     backward   dx = f*(p, dy) + g*(q, dv)
 */
import { pipe } from 'fp-ts/lib/function.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { combine } from '../Description.js'
import { andThen, type Layer } from '../Layer.js'
import { type Params, type Value } from '../Value.js'
import { beside } from './beside.js'
import { copy } from './copy.js'

export const fork = <P extends Params, A extends Value, B extends Value, Q extends Params, C extends Value>(
  one: Layer<P, A, B>,
  other: Layer<Q, A, C>
): Layer<readonly [...P, ...Q], A, readonly [B, C]> => ({
  ...pipe(copy<A>(), andThen(beside(one, other))),
  description: combine('fork', [one.description, other.description]),
  inputShape: isSome(one.inputShape) ? one.inputShape : other.inputShape
})
