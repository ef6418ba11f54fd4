import { pipe } from 'fp-ts/lib/function.js'
import { type Params, type Value } from '../../algebra/Value.js'
import { type Batched } from '../../tensor/Tensor.js'
import { andThen } from '../andThen.js'
import { first } from '../combinator/first.js'
import { type Dense, dense, type DenseStart } from '../dense.js'
import { type Layer } from '../Layer.js'
import { named } from '../named.js'
import { type Cell, overTime } from './overTime.js'
import { perPosition } from './perPosition.js'
import { fromZeros } from './startState.js'

/** Initializers of a recurrent layer. */
export interface RecurrentStart {
  /** Initializers of the dense layer that takes the input. */
  readonly input?: DenseStart
  /** Initializers of the cell, which takes the state. */
  readonly cell?: DenseStart
}

/** Sizes of a recurrent layer with a cell that takes G features. */
interface Sizes<I extends number, G extends number> {
  readonly inputs: I
  readonly gates: G
}

/**
 * A recurrent layer from a state of zeros.
 *
 *     forward    [yₜ, sₜ] = cell (xₜ Uᵀ + b, sₜ₋₁)             y = [y₁, …, y_T]
 *
 * A composition: `perPosition(dense(inputs, gates))` computes what the cell takes for all positions in one product, then
 * `overTime(cell)` runs the cell. The parameters are named `input.weight`, `input.bias`, `cell.weight` and `cell.bias`.
 *
 * @param kind name of the function that builds the layer, such as `lstm`
 * @param hidden number of units, the features of one position of the output
 * @param state the form of the state of the cell
 */
export const recurrent = <
  T extends number,
  I extends number,
  G extends number,
  H extends number,
  P extends Params,
  S extends Value
>(
  kind: string,
  { inputs, gates }: Sizes<I, G>,
  hidden: H,
  cell: Cell<P, Batched<readonly [G]>, Batched<readonly [H]>, S>,
  state: S,
  input?: DenseStart
): Layer<readonly [...Dense<I, G>, ...P], Batched<readonly [T, I]>, Batched<readonly [T, H]>> =>
  named(
    kind,
    { inputs, hidden },
    ['input', 'cell'],
    pipe(
      perPosition<T, Dense<I, G>, readonly [I], readonly [G]>(dense(inputs, gates, input)),
      andThen(fromZeros(overTime<T, P, readonly [G], readonly [H], S>(cell), state)),
      andThen(first())
    )
  )
