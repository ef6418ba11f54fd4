import { pipe } from 'fp-ts/lib/function.js'
import { type Batched } from '../../tensor/Tensor.js'
import { tanh } from '../activation/tanh.js'
import { andThen, identity } from '../andThen.js'
import { beside } from '../combinator/beside.js'
import { copy } from '../combinator/copy.js'
import { sum } from '../combinator/sum.js'
import { type Dense, dense, type DenseStart } from '../dense.js'
import { type Layer } from '../Layer.js'
import { type Cell } from './overTime.js'
import { recurrent, type RecurrentStart } from './recurrent.js'
import { units } from './startState.js'

/**
 * Cell of a plain recurrent layer. The input is added to the state; `rnn` computes the input with a dense layer.
 *
 *     forward    h′ = tanh (x + h Wᵀ + b)      y = h′
 *
 * A composition of `dense`, `sum`, `tanh` and `copy`, whose gradient follows from its parts.
 *
 * @param hidden number of units
 * @param start initializers of the parameters. Default: those of `dense`.
 * @throws RangeError if `hidden` is not a positive integer
 * @example pipe(fromZeros(overTime(rnnCell(8)), units(8)), andThen(first()))
 */
export const rnnCell = <const H extends number>(
  hidden: H,
  start: DenseStart = {}
): Cell<Dense<H, H>, Batched<readonly [H]>, Batched<readonly [H]>, Batched<readonly [H]>> =>
  pipe(
    beside(identity<Batched<readonly [H]>>(), dense(hidden, hidden, start)),
    andThen(sum()),
    andThen(tanh()),
    andThen(copy())
  )

/** Parameters of `rnn`: those of the dense layer that takes the input, then those of the cell, which takes the state. */
export type Rnn<I extends number, H extends number> = readonly [...Dense<I, H>, ...Dense<H, H>]

/**
 * Plain recurrent layer (Elman network), from a state of zeros.
 *
 *     forward    hₜ = tanh (xₜ Uᵀ + b + hₜ₋₁ Wᵀ + c)      y = [h₁, …, h_T]
 *
 * A composition: `perPosition(dense(I, H))`, then `overTime(rnnCell(H))`. The parameters are `input.weight`, `input.bias`,
 * `cell.weight` and `cell.bias`, with the layout of PyTorch.
 *
 * Source: Elman, 1990, Finding structure in time.
 *
 * @param inputs number of features of one position of the input
 * @param hidden number of units, the features of one position of the output
 * @param start initializers of both parts. Default: those of `dense`.
 * @throws RangeError if a size is not a positive integer
 * @example pipe(rnn(3, 8), andThen(lastPosition()), andThen(dense(8, 1))) // [batch, time, 3] → [batch, 1]
 */
export const rnn = <T extends number, const I extends number, const H extends number>(
  inputs: I,
  hidden: H,
  { input, cell }: RecurrentStart = {}
): Layer<Rnn<I, H>, Batched<readonly [T, I]>, Batched<readonly [T, H]>> =>
  recurrent<T, I, H, H, Dense<H, H>, Batched<readonly [H]>>(
    'rnn',
    { inputs, gates: hidden },
    hidden,
    rnnCell(hidden, cell),
    units(hidden),
    input
  )
