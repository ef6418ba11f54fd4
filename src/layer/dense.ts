/**
 * Multiplies by a weight matrix and adds a bias.
 *
 *     forward    y  = x Wᵀ + b
 *     backward   dW = dyᵀ x      db = Σ over the batch of dy      dx = dy W
 *
 * Backward needs only the input, so that is the whole cache.
 */
import { addToRows, matmul, sumOverBatch, transpose } from '../algebra/Algebra.js'
import { describe } from './Description.js'
import { glorotUniform, type Initializer, zeros } from './Initializer.js'
import { withFixedShapes, type Layer, layer } from './Layer.js'
import { both } from '../tensor/Random.js'
import { positiveInteger } from '../tensor/Shape.js'
import { type Batched, type Tensor } from '../tensor/Tensor.js'

export type Dense<I extends number, O extends number> = readonly [
  weight: Tensor<readonly [O, I]>,
  bias: Tensor<readonly [O]>
]

/** Where the parameters begin. */
export interface DenseStart {
  readonly weight?: Initializer
  readonly bias?: Initializer
}

/** @throws RangeError if a size is not a positive integer */
export const dense = <const I extends number, const O extends number>(
  inputs: I,
  outputs: O,
  { weight = glorotUniform, bias = zeros }: DenseStart = {}
): Layer<Dense<I, O>, Batched<readonly [I]>, Batched<readonly [O]>> => {
  positiveInteger('dense: inputs', inputs)
  positiveInteger('dense: outputs', outputs)
  const description = describe('dense', { inputs, outputs }, [
    { name: 'weight', shape: [outputs, inputs] },
    { name: 'bias', shape: [outputs] }
  ])
  return layer<Dense<I, O>, Batched<readonly [I]>, Batched<readonly [O]>, Batched<readonly [I]>>({
    description,
    ...withFixedShapes(description, [inputs], [outputs]),
    init: both(weight<readonly [O, I]>([outputs, inputs]), bias<readonly [O]>([outputs])),
    forward: ([weight, bias], input) => [addToRows(bias)(matmul(input, transpose(weight))), input],
    backward: ([weight], input, outputGradient) => [
      [matmul(transpose(outputGradient), input), sumOverBatch(outputGradient)],
      matmul(outputGradient, weight)
    ]
  })
}
