import {
  add,
  addToRows,
  concatenate,
  matmul,
  multiply,
  reshape,
  sigmoid,
  subtract,
  sumOverBatch,
  tanh,
  transpose
} from '../../algebra/Algebra.js'
import { oneMinusSquare } from '../../algebra/fused.js'
import { times } from '../../tensor/Size.js'
import { type Batched } from '../../tensor/Tensor.js'
import { layer } from '../Layer.js'
import { type CellStart, gate, gatedCell, gateSlope, type GatedCell, type Gates } from './gates.js'
import { type Cell } from './overTime.js'

type Row<H extends number> = Batched<readonly [H]>

/**
 * Cell of a gated recurrent unit (GRU), in the variant of PyTorch: the reset gate acts after the product with the state. The
 * input is a row of three gates; `gru` computes them with a dense layer.
 *
 *     forward    [a_r, a_z, a_n] = h Wᵀ + b          [x_r, x_z, x_n] = x          three gates
 *                r = σ(x_r + a_r)      z = σ(x_z + a_z)      n = tanh(x_n + r ⊙ a_n)
 *                h′ = n + z ⊙ (h − n)         y = h′
 *     backward   e = dy + dh′
 *                dx_n = e ⊙ (1 − z) ⊙ (1 − n²)   dx_r = dx_n ⊙ a_n ⊙ r ⊙ (1 − r)   dx_z = e ⊙ (h − n) ⊙ z ⊙ (1 − z)
 *                dx = [dx_r, dx_z, dx_n]         da = [dx_r, dx_z, dx_n ⊙ r]
 *                dW = daᵀ h      db = Σ over the batch of da      dh = da W + e ⊙ z
 *
 * The cache holds h, the three gates and aₙ. The parameters have the layout of PyTorch.
 *
 * Source: Cho et al., 2014.
 *
 * @param hidden number of units
 * @param start initializers of the parameters. Default: `glorotUniform` for the weight, `zeros` for the bias.
 * @throws RangeError if `hidden` is not a positive integer
 * @example pipe(perPosition(dense(3, 24)), andThen(fromZeros(overTime(gruCell(8)), units(8))), andThen(first()))
 */
export const gruCell = <const H extends number>(
  hidden: H,
  start: CellStart = {}
): Cell<GatedCell<3, H>, Row<Gates<3, H>>, Row<H>, Row<H>> => {
  const features = times(3, hidden)
  return layer<
    GatedCell<3, H>,
    readonly [input: Row<Gates<3, H>>, state: Row<H>],
    readonly [output: Row<H>, state: Row<H>],
    Cached<H>
  >({
    ...gatedCell<3, H>('gruCell', features, hidden, [hidden], start),
    forward: ([weight, bias], [input, state]) => {
      const gates = addToRows(bias)(matmul(state, transpose(weight)))
      const own = gate(hidden, gates, 2)
      const r = sigmoid(add(gate(hidden, input, 0), gate(hidden, gates, 0)))
      const z = sigmoid(add(gate(hidden, input, 1), gate(hidden, gates, 1)))
      const n = tanh(add(gate(hidden, input, 2), multiply(r, own)))
      const next = add(n, multiply(z, subtract(state, n)))
      return [
        [next, next],
        [state, r, z, n, own]
      ]
    },
    backward: ([weight], [state, r, z, n, own], [dy, next]) => {
      const sum = add(dy, next)
      const dn = multiply(multiply(sum, subtract(1, z)), oneMinusSquare(n))
      const dr = multiply(multiply(dn, own), gateSlope(r))
      const dz = multiply(multiply(sum, subtract(state, n)), gateSlope(z))
      const resetAndUpdate = concatenate(dr, dz)
      const rows = (last: Row<H>): Row<Gates<3, H>> =>
        reshape<readonly [number, Gates<3, H>]>([dy.shape[0], features], concatenate(resetAndUpdate, last))
      const gates = rows(multiply(dn, r))
      return [
        [matmul(transpose(gates), state), sumOverBatch(gates)],
        [rows(dn), add(matmul(gates, weight), multiply(sum, z))]
      ]
    }
  })
}

type Cached<H extends number> = readonly [state: Row<H>, r: Row<H>, z: Row<H>, n: Row<H>, own: Row<H>]
