/**
 * Adds its input to what a layer makes of it (He et al., 2015, Deep Residual Learning).
 *
 *     forward    y = x + f(p, x)
 *     backward   dx = dy + f*(p, dy)
 *
 * The layer is built from a start, which tells its types: `residual(start => pipe(start, andThen(dense(8, 8))))`.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { combine } from '../Description.js'
import { andThen, identity, type Layer } from '../Layer.js'
import { type Params, type Value } from '../Value.js'
import { fork } from './fork.js'
import { sum } from './sum.js'

export const residual = <P extends Params, A extends Value>(
  build: (start: Layer<readonly [], A, A>) => Layer<P, A, A>
): Layer<P, A, A> => {
  const body = build(identity())
  return {
    ...pipe(fork(identity<A>(), body), andThen(sum())),
    description: combine('residual', [body.description])
  }
}
