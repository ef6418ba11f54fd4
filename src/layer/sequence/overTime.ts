import { sequenceT } from 'fp-ts/lib/Apply.js'
import { Applicative, chain, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { none } from 'fp-ts/lib/Option.js'
import { type ScanDirection } from '../../algebra/kernel/scan.js'
import { addValues, type Params, type Value } from '../../algebra/Value.js'
import { sameShape, type Shape, shapeError, type Shapes, showShape, tensorShape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { combinator } from '../combinator.js'
import { tupleOf } from '../combinator/beside.js'
import { showDescription } from '../Description.js'
import { type Cache, type Layer, steps } from '../Layer.js'
import { hasStatistics } from '../trainingForm.js'
import { apart, fold, positionsOf, type Series, sequencesOf, together } from './Series.js'
import { zerosLike } from './zerosLike.js'

/**
 * A cell of a recurrent layer: a layer on a pair, from an input and a state to an output and the next state.
 *
 *     [xₜ, sₜ₋₁] → [yₜ, sₜ]
 */
export type Cell<P extends Params, A extends Value, B extends Value, S extends Value> = Layer<
  P,
  readonly [input: A, state: S],
  readonly [output: B, state: S]
>

/** The positions of a sequence are applied in this order, and the gradients return in the other. */
const opposite: { readonly [D in ScanDirection]: ScanDirection } = { forwards: 'backwards', backwards: 'forwards' }

/**
 * Applies a cell over time. The cell takes one sequence, or a pair of sequences with the same number of positions, such as a
 * sequence and its mask.
 */
export interface OverTime {
  <T extends number, P extends Params, A extends Shape, B extends Shape, S extends Value>(
    cell: Cell<P, Batched<A>, Batched<B>, S>
  ): Cell<P, Batched<readonly [T, ...A]>, Batched<readonly [T, ...B]>, S>
  <T extends number, P extends Params, A extends Shape, C extends Shape, B extends Shape, S extends Value>(
    cell: Cell<P, readonly [Batched<A>, Batched<C>], Batched<B>, S>
  ): Cell<P, readonly [Batched<readonly [T, ...A]>, Batched<readonly [T, ...C]>], Batched<readonly [T, ...B]>, S>
}

/** The number of positions of sequences, and the shape of one position. `undefined` if the sequences differ in length. */
const positionShape = (sequences: Shapes): readonly [steps: number, position: Shapes] | undefined => {
  const shape = tensorShape(sequences)
  if (shape !== undefined) {
    const [steps, ...position] = shape
    return steps === undefined ? undefined : [steps, position]
  }
  const parts = sequences.map(part => (typeof part === 'number' ? undefined : positionShape(part)))
  const [steps] = parts[0] ?? []
  return steps === undefined || parts.some(part => part?.[0] !== steps)
    ? undefined
    : [steps, parts.map(part => part![1])]
}

/**
 * A cell applied in a direction. `As` is the type of sequences of A, `Bs` the type of sequences of B: the interface `OverTime`
 * states both.
 */
const along =
  (kind: string, direction: ScanDirection) =>
  <P extends Params, A extends Value, As extends Value, B extends Value, Bs extends Value, S extends Value>(
    cell: Cell<P, A, B, S>
  ): Cell<P, As, Bs, S> => {
    const name = showDescription(cell.description)
    if (hasStatistics(cell))
      throw new TypeError(`${kind}: the cell ${name} has batch statistics, which steps cannot share; use layerNorm`)
    type Sequences = readonly [sequences: As, state: S]
    type Outputs = readonly [sequences: Bs, state: S]
    const through =
      (f: Pick<Cell<P, A, B, S>, 'forward'>) =>
      (params: P, [sequences, start]: Sequences): readonly [Outputs, Series<Cache>] => {
        const [end, made] = fold(
          (state: S, x: A) => {
            const [[y, next], cache] = f.forward(params, [x, state])
            return [next, [y, cache] as const]
          },
          start,
          positionsOf<A>(sequences),
          direction
        )
        const [outputs, caches] = apart(made)
        return [[sequencesOf<B, Bs>(outputs), end], caches]
      }
    // The state is that of the cell. Before the first position it is the start state, a part of the input.
    const stepwise =
      direction === 'forwards'
        ? {
            stepwise: steps<P, Sequences, Outputs, S | null>(null, (params, before, [sequences, start]) => {
              const [outputs] = through(cell)(params, [sequences, before ?? start])
              return [outputs, outputs[1]]
            })
          }
        : {}
    return combinator<readonly [Cell<P, A, B, S>], P, Sequences, Outputs, Series<Cache>>({
      kind,
      parts: [cell],
      inputShape: none,
      partShapes: input =>
        pipe(
          tupleOf(kind, 2)(input),
          chain(([sequences = [], state = []]) => {
            const [, position] = positionShape(sequences) ?? []
            return position === undefined
              ? left(shapeError(`${kind} takes sequences of one length and a state, found ${showShape(input)}`))
              : right([[position, state]])
          })
        ),
      outputShape: ([output = []], input) =>
        pipe(
          sequenceT(Applicative)(tupleOf(kind, 2)(input), tupleOf(kind, 2)(output)),
          chain(([[sequences = [], state = []], [position = [], next = []]]) => {
            const one = tensorShape(position)
            if (one === undefined)
              return left(shapeError(`${kind}: the cell ${name} must return one tensor, found ${showShape(position)}`))
            return sameShape(state, next)
              ? right([[positionShape(sequences)![0], ...one], state])
              : left(
                  shapeError(
                    `${kind}: the cell ${name} must keep the shape ${showShape(state)} of its state, found ${showShape(next)}`
                  )
                )
          })
        ),
      partInput: (_, input) => input,
      ...stepwise,
      passes: ([f]) => ({
        forward: through(f),
        backward: (params, caches, [outputGradients, endGradient]) => {
          const [[paramsGradient, startGradient], inputGradients] = fold(
            ([sum, next]: readonly [P, S], [cache, dy]: readonly [Cache, B]) => {
              const [dp, [dx, state]] = f.backward(params, cache, [dy, next])
              return [[addValues(sum, dp), state] as const, dx]
            },
            [zerosLike(params), endGradient] as const,
            together(caches, positionsOf<B>(outputGradients)),
            opposite[direction]
          )
          return [paramsGradient, [sequencesOf<A, As>(inputGradients), startGradient]]
        }
      }),
      rebuild: ([calibrated]) => along(kind, direction)(calibrated)
    })
  }

/**
 * Applies a cell to every position of a sequence, from the first to the last, with one set of parameters.
 *
 *     forward    [yₜ, sₜ] = f(p, [xₜ, sₜ₋₁])                              t = 1, …, T
 *     backward   [dpₜ, [dxₜ, dsₜ₋₁]] = f*(p, [dyₜ, dsₜ])                  t = T, …, 1      dp = Σ over t of dpₜ
 *
 * The sequence has the shape [batch, T, ...a]; a pair of sequences of one length is possible too. The start state s₀ is part of
 * the input, and the last state s_T part of the output, so a sequence can be continued. The gradient is backpropagation through
 * time. The cache is the series of the caches of the cell, one for every step. Noise, such as that of dropout, is drawn once and used at every step.
 *
 * Source: Werbos, 1990, Backpropagation through time. For the noise: Gal and Ghahramani, 2016.
 *
 * @param cell layer on a pair of an input and a state, such as `lstmCell(8)`
 * @throws TypeError if the cell has batch statistics
 * @throws ShapeError from `outputShape`, if the cell changes the shape of its state
 * @example pipe(fromZeros(overTime(gruCell(8)), units(8)), andThen(first()))
 */
export const overTime: OverTime = /* @__PURE__ */ along('overTime', 'forwards')

/**
 * Applies a cell to every position of a sequence, from the last to the first, with one set of parameters: `overTime` in the other
 * direction. Output t belongs to input t.
 *
 *     forward    [yₜ, sₜ] = f(p, [xₜ, sₜ₊₁])                              t = T, …, 1
 *     backward   [dpₜ, [dxₜ, dsₜ₊₁]] = f*(p, [dyₜ, dsₜ])                  t = 1, …, T      dp = Σ over t of dpₜ
 *
 * A bidirectional layer is a `fork` of both directions.
 *
 * @param cell layer on a pair of an input and a state
 * @throws TypeError if the cell has batch statistics
 * @throws ShapeError from `outputShape`, if the cell changes the shape of its state
 * @example pipe(fromZeros(backInTime(gruCell(8)), units(8)), andThen(first()))
 */
export const backInTime: OverTime = /* @__PURE__ */ along('backInTime', 'backwards')
