import { none } from 'fp-ts/lib/Option.js'
import { right } from 'fp-ts/lib/Either.js'
import { of } from 'fp-ts/lib/State.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { addValues, type Value } from '../../algebra/Value.js'

/**
 * Copies the input: the output is a pair of two equal values.
 *
 *     forward    y = x      v = x
 *     backward   dx = dy + dv
 *
 * Backward needs nothing from forward, so the cache is empty.
 *
 * @example pipe(copy<Batched<readonly [2]>>(), andThen(beside(dense(2, 3), dense(2, 4))))
 */
export const copy = <A extends Value>(): Layer<readonly [], A, readonly [A, A]> =>
  layer<readonly [], A, readonly [A, A], undefined>({
    description: describe('copy'),
    inputShape: none,
    outputShape: input => right([input, input]),
    stepwise: 'alone',
    init: of([]),
    forward: (_, input) => [[input, input], undefined],
    backward: (_, __, [one, other]) => [[], addValues(one, other)]
  })
