import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { equalShapes } from './equalShapes.js'
import { addValues, type Value } from '../../algebra/Value.js'

/**
 * Adds the two values of a pair.
 *
 *     forward    y = x + u
 *     backward   dx = dy      du = dy
 *
 * Backward needs nothing from forward, so the cache is empty.
 *
 * @example pipe(fork(dense(2, 3), dense(2, 3)), andThen(sum()))
 */
export const sum = <A extends Value>(): Layer<readonly [], readonly [A, A], A> =>
  layer<readonly [], readonly [A, A], A, undefined>({
    description: describe('sum'),
    inputShape: none,
    outputShape: equalShapes('sum'),
    stepwise: 'alone',
    init: of([]),
    forward: (_, [one, other]) => [addValues(one, other), undefined],
    backward: (_, __, outputGradient) => [[], [outputGradient, outputGradient]]
  })
