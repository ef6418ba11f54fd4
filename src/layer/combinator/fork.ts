/**
 * Two layers on the same input: a copy for each.
 *
 *     forward    [y, v] = [f(p, x), g(q, x)]
 *     backward   dx = f*(p, dy) + g*(q, dv)
 */
import { isLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { combine, showDescription } from '../Description.js'
import { andThen, type Layer, parameterCount } from '../Layer.js'
import { shapeError, showShape } from '../../tensor/Shape.js'
import { type Params, splitParams, type Value } from '../../algebra/Value.js'
import { beside } from './beside.js'
import { copy } from './copy.js'
import { type UntypedLayer } from '../eraseTypes.js'

type Side = Pick<UntypedLayer, 'description' | 'inputShape' | 'outputShape'>

/** Throws where what one side is known to take is not what the other takes. */
const requireSameInput = (one: Side, other: Side): void => {
  const { inputShape } = one
  if (!isSome(inputShape) || !isLeft(other.outputShape(inputShape.value))) return
  const taken = isSome(other.inputShape) ? `takes ${showShape(other.inputShape.value)}` : 'does not take it'
  throw shapeError(
    `fork gives both the same: ${showDescription(one.description)} takes ${showShape(inputShape.value)}, ` +
      `but ${showDescription(other.description)} ${taken}`
  )
}

/** @throws ShapeError where the two take different inputs */
export const fork = <P extends Params, A extends Value, B extends Value, Q extends Params, C extends Value>(
  one: Layer<P, A, B>,
  other: Layer<Q, A, C>
): Layer<readonly [...P, ...Q], A, readonly [B, C]> => {
  requireSameInput(one, other)
  requireSameInput(other, one)
  const composed = pipe(copy<A>(), andThen(beside(one, other)))
  const inOne = one.training.noiseCount
  return {
    ...composed,
    description: combine('fork', [one.description, other.description]),
    inputShape: isSome(one.inputShape) ? one.inputShape : other.inputShape,
    // As composed, but what comes of it is a fork again, by its description too.
    training: {
      ...composed.training,
      layer: noise => fork(one.training.layer(noise.slice(0, inOne)), other.training.layer(noise.slice(inOne))),
      calibrate: (params, batches) => {
        const [p, q] = splitParams<P, Q>(params, parameterCount(one.description))
        return fork(one.training.calibrate(p, batches), other.training.calibrate(q, batches))
      }
    }
  }
}
