import {
  add,
  addToRows,
  concatenate,
  matmul,
  multiply,
  reshape,
  sigmoid,
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

/** State of `lstmCell`: the output and the memory. */
export type LstmState<H extends number> = readonly [output: Row<H>, memory: Row<H>]

/**
 * Cell of a long short-term memory (LSTM). The input is a row of four gates; `lstm` computes them with a dense layer.
 *
 *     forward    [a_i, a_f, a_g, a_o] = x + h Wᵀ + b         four gates
 *                i = σ(a_i)      f = σ(a_f)      g = tanh a_g      o = σ(a_o)
 *                c′ = f ⊙ c + i ⊙ g           h′ = o ⊙ tanh c′           y = h′
 *     backward   e = dy + dh′                 m = dc′ + e ⊙ o ⊙ (1 − (tanh c′)²)
 *                da_i = m ⊙ g ⊙ i ⊙ (1 − i)      da_f = m ⊙ c ⊙ f ⊙ (1 − f)
 *                da_g = m ⊙ i ⊙ (1 − g²)         da_o = e ⊙ tanh(c′) ⊙ o ⊙ (1 − o)
 *                da = [da_i, da_f, da_g, da_o]   dW = daᵀ h      db = Σ over the batch of da
 *                dx = da      dh = da W      dc = m ⊙ f
 *
 * The state is the pair [h, c] of the output and the memory. The cache holds h and c, the four gates and tanh c′. The parameters
 * have the layout of PyTorch.
 *
 * Source: Hochreiter and Schmidhuber, 1997; with the forget gate of Gers, Schmidhuber and Cummins, 2000.
 *
 * @param hidden number of units
 * @param start initializers of the parameters. Default: `glorotUniform` for the weight, `zeros` for the bias.
 * @throws RangeError if `hidden` is not a positive integer
 * @example pipe(perPosition(dense(3, 32)), andThen(fromZeros(overTime(lstmCell(8)), [units(8), units(8)])), andThen(first()))
 */
export const lstmCell = <const H extends number>(
  hidden: H,
  start: CellStart = {}
): Cell<GatedCell<4, H>, Row<Gates<4, H>>, Row<H>, LstmState<H>> => {
  const features = times(4, hidden)
  return layer<
    GatedCell<4, H>,
    readonly [input: Row<Gates<4, H>>, state: LstmState<H>],
    readonly [output: Row<H>, state: LstmState<H>],
    Cached<H>
  >({
    ...gatedCell<4, H>('lstmCell', features, hidden, [[hidden], [hidden]], start),
    forward: ([weight, bias], [input, [output, memory]]) => {
      const gates = add(input, addToRows(bias)(matmul(output, transpose(weight))))
      const i = sigmoid(gate(hidden, gates, 0))
      const f = sigmoid(gate(hidden, gates, 1))
      const g = tanh(gate(hidden, gates, 2))
      const o = sigmoid(gate(hidden, gates, 3))
      const next = add(multiply(f, memory), multiply(i, g))
      const tanhOfNext = tanh(next)
      const y = multiply(o, tanhOfNext)
      return [
        [y, [y, next]],
        [output, memory, i, f, g, o, tanhOfNext]
      ]
    },
    backward: ([weight], [output, memory, i, f, g, o, tanhOfNext], [dy, [nextOutput, nextMemory]]) => {
      const dOutput = add(dy, nextOutput)
      const dMemory = add(nextMemory, multiply(multiply(dOutput, o), oneMinusSquare(tanhOfNext)))
      const inputAndForget = concatenate(
        multiply(multiply(dMemory, g), gateSlope(i)),
        multiply(multiply(dMemory, memory), gateSlope(f))
      )
      const newAndOutput = concatenate(
        multiply(multiply(dMemory, i), oneMinusSquare(g)),
        multiply(multiply(dOutput, tanhOfNext), gateSlope(o))
      )
      const gates = reshape<readonly [number, Gates<4, H>]>(
        [dy.shape[0], features],
        concatenate(inputAndForget, newAndOutput)
      )
      return [
        [matmul(transpose(gates), output), sumOverBatch(gates)],
        [gates, [matmul(gates, weight), multiply(dMemory, f)]]
      ]
    }
  })
}

type Cached<H extends number> = readonly [
  output: Row<H>,
  memory: Row<H>,
  i: Row<H>,
  f: Row<H>,
  g: Row<H>,
  o: Row<H>,
  tanhOfNext: Row<H>
]
