import { addToRows, matmul, sumOverBatch, transpose } from '../algebra/Algebra.js'
import { describe } from './Description.js'
import { glorotUniform, type Initializer, zeros } from './Initializer.js'
import { withFixedShapes, type Layer, layer } from './Layer.js'
import { both } from '../tensor/Random.js'
import { positiveInteger } from '../tensor/Shape.js'
import { type Batched, type Tensor } from '../tensor/Tensor.js'

/** Parameters of `dense`: a weight of shape [outputs, inputs] and a bias of shape [outputs]. */
export type Dense<I extends number, O extends number> = readonly [
  weight: Tensor<readonly [O, I]>,
  bias: Tensor<readonly [O]>
]

/** Initializers of the parameters of `dense`. */
export interface DenseStart {
  /** Initializer of the weight. Default: `glorotUniform`. */
  readonly weight?: Initializer
  /** Initializer of the bias. Default: `zeros`. */
  readonly bias?: Initializer
}

/**
 * Dense layer: multiplies by a weight matrix and adds a bias.
 *
 *     forward    y  = x Wᵀ + b
 *     backward   dW = dyᵀ x      db = Σ over the batch of dy      dx = dy W
 *
 * The weight W has the shape [outputs, inputs], and every row of x is one example. Backward needs only the input, so the input
 * is the cache.
 *
 * @param inputs number of features of one input example
 * @param outputs number of features of one output example
 * @param start initializers of the parameters. Default: `glorotUniform` for the weight, `zeros` for the bias.
 * @throws RangeError if a size is not a positive integer
 * @example pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)))
 */
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
