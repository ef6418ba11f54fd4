import { times } from '../../tensor/Size.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Dense } from '../dense.js'
import { type Layer } from '../Layer.js'
import { type GatedCell, type Gates } from './gates.js'
import { lstmCell, type LstmState } from './lstmCell.js'
import { recurrent, type RecurrentStart } from './recurrent.js'
import { units } from './startState.js'

/** Parameters of `lstm`: those of the dense layer that takes the input, then those of the cell, which takes the state. */
export type Lstm<I extends number, H extends number> = readonly [...Dense<I, Gates<4, H>>, ...GatedCell<4, H>]

/**
 * Long short-term memory (LSTM), from a state of zeros.
 *
 *     forward    [hₜ, [hₜ, cₜ]] = cell (xₜ Uᵀ + b, [hₜ₋₁, cₜ₋₁])      y = [h₁, …, h_T]
 *
 * A composition: `perPosition(dense(I, 4 · H))` computes the gates of the input for all positions in one product, then
 * `overTime(lstmCell(H))` runs the cell. The parameters are `input.weight`, `input.bias`, `cell.weight` and `cell.bias`, with the
 * layout of PyTorch.
 *
 * For the last state as well, or for a learned start state, compose the parts:
 *
 *     pipe(perPosition(dense(3, 32)), andThen(fromLearned(overTime(lstmCell(8)), [units(8), units(8)]))) // gives [outputs, last state]
 *
 * Source: Hochreiter and Schmidhuber, 1997.
 *
 * @param inputs number of features of one position of the input
 * @param hidden number of units, the features of one position of the output
 * @param start initializers of both parts. Default: those of `dense`.
 * @throws RangeError if a size is not a positive integer
 * @example pipe(lstm(3, 8), andThen(lastPosition()), andThen(dense(8, 1))) // [batch, time, 3] → [batch, 1]
 */
export const lstm = <T extends number, const I extends number, const H extends number>(
  inputs: I,
  hidden: H,
  { input, cell }: RecurrentStart = {}
): Layer<Lstm<I, H>, Batched<readonly [T, I]>, Batched<readonly [T, H]>> =>
  recurrent<T, I, Gates<4, H>, H, GatedCell<4, H>, LstmState<H>>(
    'lstm',
    { inputs, gates: times(4, hidden) },
    hidden,
    lstmCell(hidden, cell),
    [units(hidden), units(hidden)],
    input
  )
