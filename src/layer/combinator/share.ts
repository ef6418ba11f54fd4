import { right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { addValues, type Params, type Value } from '../../algebra/Value.js'
import { type Cache, type Layer } from '../Layer.js'
import { tupleOf } from './beside.js'
import { combinator } from '../combinator.js'

/**
 * Applies one layer to both values of a pair, with one set of parameters (weight tying). Every use draws its own noise.
 *
 *     forward    [y, v] = [f(p, x), f(p, u)]
 *     backward   [dp₁, dx] = f*(p, dy)      [dp₂, du] = f*(p, dv)      dp = dp₁ + dp₂
 *
 * The cache is the pair of the caches of both uses.
 *
 * @example pipe(share(dense(2, 3)), andThen(sum()))
 */
export const share = <P extends Params, A extends Value, B extends Value>(
  shared: Layer<P, A, B>
): Layer<P, readonly [A, A], readonly [B, B]> =>
  combinator<readonly [Layer<P, A, B>, Layer<P, A, B>], P, readonly [A, A], readonly [B, B], readonly [Cache, Cache]>({
    kind: 'share',
    stepwise: 'parts',
    parts: [shared, shared],
    owners: [0, 0],
    inputShape: pipe(
      shared.inputShape,
      O.map(shape => [shape, shape])
    ),
    partShapes: tupleOf('share', 2),
    outputShape: right,
    partInput: (part, pair) => pair[part === 0 ? 0 : 1],
    passes: ([f, g]) => ({
      forward: (params, [x, u]) => {
        const [y, cache] = f.forward(params, x)
        const [v, otherCache] = g.forward(params, u)
        return [
          [y, v],
          [cache, otherCache]
        ]
      },
      backward: (params, [cache, otherCache], [dy, dv]) => {
        const [dp, dx] = f.backward(params, cache, dy)
        const [otherDp, du] = g.backward(params, otherCache, dv)
        return [addValues(dp, otherDp), [dx, du]]
      }
    }),
    rebuild: ([calibrated]) => share(calibrated)
  })
