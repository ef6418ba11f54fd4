import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { multiply } from '../../algebra/Algebra.js'
import { type Value, zipValues } from '../../algebra/Value.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { equalShapes } from './equalShapes.js'

const product = zipValues(multiply)

/**
 * Multiplies the two values of a pair, element-wise.
 *
 *     forward    y = x ⊙ u
 *     backward   dx = dy ⊙ u      du = dy ⊙ x
 *
 * Backward needs both values, so the pair is the cache. After a `fork`, the product of two layers: a gate is
 * `pipe(fork(f, g), andThen(multiplied()))` where g ends in a sigmoid.
 *
 * @example pipe(fork(dense(2, 3), pipe(dense(2, 3), andThen(sigmoid()))), andThen(multiplied()))
 */
export const multiplied = <A extends Value>(): Layer<readonly [], readonly [A, A], A> =>
  layer<readonly [], readonly [A, A], A, readonly [A, A]>({
    description: describe('multiplied'),
    inputShape: none,
    outputShape: equalShapes('multiplied'),
    stepwise: 'alone',
    init: of([]),
    forward: (_, pair) => [product(pair[0], pair[1]), pair],
    backward: (_, [one, other], outputGradient) => [[], [product(outputGradient, other), product(outputGradient, one)]]
  })
