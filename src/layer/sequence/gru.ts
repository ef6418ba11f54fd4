import { times } from '../../tensor/Size.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Dense } from '../dense.js'
import { type Layer } from '../Layer.js'
import { type GatedCell, type Gates } from './gates.js'
import { gruCell } from './gruCell.js'
import { recurrent, type RecurrentStart } from './recurrent.js'
import { units } from './startState.js'

/** Parameters of `gru`: those of the dense layer that takes the input, then those of the cell, which takes the state. */
export type Gru<I extends number, H extends number> = readonly [...Dense<I, Gates<3, H>>, ...GatedCell<3, H>]

/**
 * Gated recurrent unit (GRU), from a state of zeros, in the variant of PyTorch.
 *
 *     forward    [hₜ, hₜ] = cell (xₜ Uᵀ + b, hₜ₋₁)             y = [h₁, …, h_T]
 *
 * A composition: `perPosition(dense(I, 3 · H))` computes the gates of the input for all positions in one product, then
 * `overTime(gruCell(H))` runs the cell. The parameters are `input.weight`, `input.bias`, `cell.weight` and `cell.bias`, with the
 * layout of PyTorch.
 *
 * For the last state as well, or for a learned start state, compose the parts:
 *
 *     pipe(perPosition(dense(3, 24)), andThen(fromLearned(overTime(gruCell(8)), units(8)))) // gives [outputs, last state]
 *
 * Source: Cho et al., 2014.
 *
 * @param inputs number of features of one position of the input
 * @param hidden number of units, the features of one position of the output
 * @param start initializers of both parts. Default: those of `dense`.
 * @throws RangeError if a size is not a positive integer
 * @example pipe(gru(3, 8), andThen(lastPosition()), andThen(dense(8, 1))) // [batch, time, 3] → [batch, 1]
 */
export const gru = <T extends number, const I extends number, const H extends number>(
  inputs: I,
  hidden: H,
  { input, cell }: RecurrentStart = {}
): Layer<Gru<I, H>, Batched<readonly [T, I]>, Batched<readonly [T, H]>> =>
  recurrent<T, I, Gates<3, H>, H, GatedCell<3, H>, Batched<readonly [H]>>(
    'gru',
    { inputs, gates: times(3, hidden) },
    hidden,
    gruCell(hidden, cell),
    units(hidden),
    input
  )
