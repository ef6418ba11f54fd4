/**
 * Two layers side by side, on a pair.
 *
 *     forward    [y, v] = [f(p, x), g(q, u)]
 *     backward   [dp, dx] = f*(p, dy)      [dq, du] = g*(q, dv)
 *
 * The cache is both caches.
 */
import { isSome, none, some } from 'fp-ts/lib/Option.js'
import { chain, left, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { combine } from '../Description.js'
import { type Cache, joined, type Layer, layer, parameterCount } from '../Layer.js'
import { shapeError, type Shapes, showShape } from '../../tensor/Shape.js'
import { joinParams, type Params, splitParams, type Value } from '../../algebra/Value.js'

/** The parts of the shape of a pair. */
const pairOf = (shapes: Shapes): readonly [Shapes, Shapes] | undefined => {
  const [one, other] = shapes
  return shapes.length === 2 && typeof one === 'object' && typeof other === 'object' ? [one, other] : undefined
}

export const beside = <
  P extends Params,
  A extends Value,
  B extends Value,
  Q extends Params,
  C extends Value,
  D extends Value
>(
  one: Layer<P, A, B>,
  other: Layer<Q, C, D>
): Layer<readonly [...P, ...Q], readonly [A, C], readonly [B, D]> => {
  const count = parameterCount(one.description)
  const inOne = one.training.noiseCount
  return layer<readonly [...P, ...Q], readonly [A, C], readonly [B, D], readonly [Cache, Cache]>({
    description: combine('beside', [one.description, other.description]),
    inputShape:
      isSome(one.inputShape) && isSome(other.inputShape) ? some([one.inputShape.value, other.inputShape.value]) : none,
    outputShape: input => {
      const pair = pairOf(input)
      if (pair === undefined) return left(shapeError(`beside takes a pair, found ${showShape(input)}`))
      return pipe(
        one.outputShape(pair[0]),
        chain(first =>
          pipe(
            other.outputShape(pair[1]),
            map(second => [first, second])
          )
        )
      )
    },
    init: joined(one.init, other.init),
    forward: (params, [x, u]) => {
      const [p, q] = splitParams<P, Q>(params, count)
      const [y, oneCache] = one.forward(p, x)
      const [v, otherCache] = other.forward(q, u)
      return [
        [y, v],
        [oneCache, otherCache]
      ]
    },
    backward: (params, [oneCache, otherCache], [dy, dv]) => {
      const [p, q] = splitParams<P, Q>(params, count)
      const [dp, dx] = one.backward(p, oneCache, dy)
      const [dq, du] = other.backward(q, otherCache, dv)
      return [joinParams(dp, dq), [dx, du]]
    },
    training: {
      noiseCount: inOne + other.training.noiseCount,
      noise: (input, batchSize) => {
        const pair = pairOf(input)
        if (pair === undefined) throw shapeError(`beside takes a pair, found ${showShape(input)}`)
        return joined(one.training.noise(pair[0], batchSize), other.training.noise(pair[1], batchSize))
      },
      layer: noise => beside(one.training.layer(noise.slice(0, inOne)), other.training.layer(noise.slice(inOne))),
      calibrate: (params, batches) => {
        const [p, q] = splitParams<P, Q>(params, count)
        return beside(
          one.training.calibrate(
            p,
            batches.map(([x]) => x)
          ),
          other.training.calibrate(
            q,
            batches.map(([, u]) => u)
          )
        )
      }
    }
  })
}
