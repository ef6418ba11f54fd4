/**
 * Gives its input twice.
 *
 *     forward    [y, v] = [x, x]
 *     backward   dx = dy + dv
 *
 * Backward needs nothing from forward.
 */
import { none } from 'fp-ts/lib/Option.js'
import { right } from 'fp-ts/lib/Either.js'
import { of } from 'fp-ts/lib/State.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { addValues, type Value } from '../../algebra/Value.js'

export const copy = <A extends Value>(): Layer<readonly [], A, readonly [A, A]> =>
  layer<readonly [], A, readonly [A, A], undefined>({
    description: describe('copy'),
    inputShape: none,
    outputShape: input => right([input, input]),
    init: of([]),
    forward: (_, input) => [[input, input], undefined],
    backward: (_, __, [one, other]) => [[], addValues(one, other)]
  })
