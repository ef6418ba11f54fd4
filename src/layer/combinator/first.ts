import { map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { type Value } from '../../algebra/Value.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { zerosLike } from '../sequence/zerosLike.js'
import { tupleOf } from './beside.js'

/**
 * Takes the first value of a pair.
 *
 *     forward    y = x            of the pair [x, u]
 *     backward   dx = dy      du = 0
 *
 * The cache is u, of which backward uses the shape.
 *
 * @example pipe(fromZeros(overTime(gruCell(8)), units(8)), andThen(first())) // the outputs without the last state
 */
export const first = <A extends Value, B extends Value>(): Layer<readonly [], readonly [A, B], A> =>
  layer<readonly [], readonly [A, B], A, B>({
    description: describe('first'),
    inputShape: none,
    outputShape: input =>
      pipe(
        tupleOf('first', 2)(input),
        map(([one = []]) => one)
      ),
    stepwise: 'alone',
    init: of([]),
    forward: (_, [x, u]) => [x, u],
    backward: (_, u, outputGradient) => [[], [outputGradient, zerosLike(u)]]
  })

/**
 * Takes the second value of a pair.
 *
 *     forward    y = u            of the pair [x, u]
 *     backward   dx = 0      du = dy
 *
 * The cache is x, of which backward uses the shape.
 *
 * @example pipe(fromZeros(overTime(gruCell(8)), units(8)), andThen(second())) // the last state
 */
export const second = <A extends Value, B extends Value>(): Layer<readonly [], readonly [A, B], B> =>
  layer<readonly [], readonly [A, B], B, A>({
    description: describe('second'),
    inputShape: none,
    outputShape: input =>
      pipe(
        tupleOf('second', 2)(input),
        map(([, other = []]) => other)
      ),
    stepwise: 'alone',
    init: of([]),
    forward: (_, [x, u]) => [u, x],
    backward: (_, x, outputGradient) => [[], [zerosLike(x), outputGradient]]
  })
