import { chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { none } from 'fp-ts/lib/Option.js'
import { add, broadcast, multiply, reshape, subtract, sumPerExample } from '../../algebra/Algebra.js'
import { addValues, mapValues, type Params, tensorsOf, type Value, zipValues } from '../../algebra/Value.js'
import { sameShape, type Shape, shapeError, showShape } from '../../tensor/Shape.js'
import { type AnyTensor, type Batched } from '../../tensor/Tensor.js'
import { combinator } from '../combinator.js'
import { tupleOf } from '../combinator/beside.js'
import { type Cache } from '../Layer.js'
import { type Cell } from './overTime.js'
import { zerosLike } from './zerosLike.js'

/** One number for every example, which scales all numbers of the example. */
type Mask = Batched<readonly []>

const subtractValues = /* @__PURE__ */ zipValues(subtract)

/** Multiplies every example of every tensor by the mask of the example. */
const masked =
  (mask: Mask) =>
  <A extends Value>(x: A): A =>
    mapValues(part => {
      const [size] = mask.shape
      return multiply(part, broadcast(part.shape, reshape([size, ...part.shape.slice(1).map(() => 1)], mask)))
    })(x)

/** The gradient of a mask that scales x: the sum of dy · x for every example, over all tensors. */
const ofMask = (outputGradient: Value, x: Value): readonly Mask[] => {
  const others = tensorsOf(x)
  return tensorsOf(outputGradient).map((dy, i) => {
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- every tensor of an output or a state is a batch
    return sumPerExample(multiply(dy, others[i]!) as AnyTensor as Batched<Shape>)
  })
}

/**
 * Applies a cell where a mask is 1, and keeps the state where the mask is 0. For sequences of different length, filled up to one
 * length: the mask is 1 at their positions and 0 after them.
 *
 *     forward    [v, u] = f(p, [x, s])      y = k · v      s′ = s + k · (u − s)
 *     backward   [dp, [dx, ds₁]] = f*(p, [k · dy, k · ds′])      ds = ds′ − k · ds′ + ds₁
 *                dk = Σ dy · v + Σ ds′ · (u − s)      for every example
 *
 * The input is the pair of the input of the cell and the mask k, one number for every example. The cache holds the cache of the
 * cell, k, v and u − s. Any number is a mask; between 0 and 1 the state moves in part.
 *
 * @param cell layer on a pair of an input and a state
 * @throws ShapeError from `outputShape`, if the mask is not one number for every example
 * @example fromZeros(overTime(keeping(gruCell(8))), units(8)) // takes [sequences, mask] of shapes [batch, time, 24] and [batch, time]
 */
export const keeping = <P extends Params, A extends Value, B extends Value, S extends Value>(
  cell: Cell<P, A, B, S>
): Cell<P, readonly [input: A, mask: Mask], B, S> =>
  combinator<
    readonly [Cell<P, A, B, S>],
    P,
    readonly [input: readonly [input: A, mask: Mask], state: S],
    readonly [output: B, state: S],
    readonly [cache: Cache, mask: Mask, output: B, change: S]
  >({
    kind: 'keeping',
    parts: [cell],
    inputShape: none,
    partShapes: input =>
      pipe(
        tupleOf('keeping', 2)(input),
        chain(([pair = [], state = []]) =>
          pipe(
            tupleOf('keeping', 2)(pair),
            chain(([own = [], mask = []]) =>
              mask.length === 0
                ? right([[own, state]])
                : left(shapeError(`keeping takes a mask of one number per example, found ${showShape(mask)}`))
            )
          )
        )
      ),
    outputShape: ([output = []], input) =>
      pipe(
        tupleOf('keeping', 2)(output),
        chain(([, next = []]) => {
          const state = input[1]
          return typeof state === 'object' && sameShape(next, state)
            ? right(output)
            : left(shapeError(`keeping: the cell must keep the shape of its state, found ${showShape(next)}`))
        })
      ),
    partInput: (_, [[input], state]) => [input, state],
    passes: ([f]) => ({
      forward: (params, [[input, mask], state]) => {
        const [[output, next], cache] = f.forward(params, [input, state])
        const change = subtractValues(next, state)
        const keep = masked(mask)
        return [
          [keep(output), addValues(state, keep(change))],
          [cache, mask, output, change]
        ]
      },
      backward: (params, [cache, mask, output, change], [dy, next]) => {
        const keep = masked(mask)
        const kept = keep(next)
        const [paramsGradient, [dx, own]] = f.backward(params, cache, [keep(dy), kept])
        return [
          paramsGradient,
          [
            [dx, [...ofMask(dy, output), ...ofMask(next, change)].reduce<Mask>(add, zerosLike(mask))],
            addValues(subtractValues(next, kept), own)
          ]
        ]
      }
    }),
    rebuild: ([calibrated]) => keeping(calibrated)
  })
