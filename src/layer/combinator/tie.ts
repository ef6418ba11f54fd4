import { chain, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { addValues, type Params, type Value } from '../../algebra/Value.js'
import { sameShape, shapeError } from '../../tensor/Shape.js'
import { combinator } from '../combinator.js'
import { combine, type Description, parametersOf, showDescription, withoutParameters } from '../Description.js'
import { type Cache, type Layer } from '../Layer.js'
import { sameRebuild } from '../rebuilding.js'

/** Throws a ShapeError if two layers have parameters of different shapes. */
const requireSameParameters = (one: Description, other: Description): void => {
  const [own, twin] = [one, other].map(described => parametersOf(described).map(({ shape }) => shape))
  if (!sameShape(own ?? [], twin ?? []))
    throw shapeError(
      `tie: ${showDescription(one)} and ${showDescription(other)} must have parameters of the same shapes`
    )
}

/**
 * Composes three layers in sequence, of which the first and the last have the same parameters (weight tying).
 *
 *     forward    y = h(p, g(q, f(p, x)))
 *     backward   [dp₂, dv] = h*(p, dy)      [dq, du] = g*(q, dv)      [dp₁, dx] = f*(p, du)      dp = dp₁ + dp₂
 *
 * f* is the backward of f. The parameters are those of the first layer, then those of the body. Their initial values are drawn by
 * the first layer. The cache holds the caches of all three layers. `share` ties two uses of one layer instead.
 *
 * Source: Press and Wolf, 2017, Using the output embedding to improve language models.
 *
 * @param first layer with the parameters, such as an embedding
 * @param body the layers between
 * @param head layer that uses the parameters of the first, such as an unembedding
 * @throws ShapeError if the parameters of the first layer and of the head differ in their shapes
 * @example tie(embedding<readonly [4], 65, 8>(65, 8), lstm(8, 8), perPosition(unembedding(65, 8)))
 */
export const tie = <
  P extends Params,
  A extends Value,
  B extends Value,
  Q extends Params,
  C extends Value,
  D extends Value
>(
  first: Layer<P, A, B>,
  body: Layer<Q, B, C>,
  head: Layer<P, C, D>
): Layer<readonly [...P, ...Q], A, D> => {
  requireSameParameters(first.description, head.description)
  const shapesAlong = (input: Parameters<typeof first.outputShape>[0]) =>
    pipe(
      first.outputShape(input),
      chain(given =>
        pipe(
          body.outputShape(given),
          map(taken => [input, given, taken])
        )
      )
    )
  const combination = combinator<
    readonly [Layer<P, A, B>, Layer<Q, B, C>, Layer<P, C, D>],
    readonly [...P, ...Q],
    A,
    D,
    readonly [Cache, Cache, Cache]
  >({
    kind: 'tie',
    parts: [first, body, head],
    owners: [0, 1, 0],
    inputShape: first.inputShape,
    partShapes: shapesAlong,
    outputShape: outputs => right(outputs.at(-1)!),
    partInput: (part, input, before) => (part === 0 ? input : before()),
    passes: ([f, g, h]) => ({
      forward: (params, x) => {
        const [u, firstCache] = f.forward(params, x)
        const [v, bodyCache] = g.forward(params, u)
        const [y, headCache] = h.forward(params, v)
        return [y, [firstCache, bodyCache, headCache]]
      },
      backward: (params, [firstCache, bodyCache, headCache], dy) => {
        const [dp, dv] = h.backward(params, headCache, dy)
        const [dq, du] = g.backward(params, bodyCache, dv)
        const [otherDp, dx] = f.backward(params, firstCache, du)
        return [[...addValues(dp, otherDp), ...dq], dx]
      }
    }),
    rebuild: ([f, g, h]) => tie(f, g, h)
  })
  // The parameters of the head are those of the first layer, which lists them.
  const description = combine('tie', [first.description, body.description, withoutParameters(head.description)])
  return sameRebuild(combination, { ...combination, description })
}
