import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { exp, logSoftmaxOfFeatures, multiply, subtract, sumOfFeatures } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { type Rows, rowsShape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'

/**
 * Log-softmax: the logarithm of `softmax`, which stays finite where a softmax output rounds to 0.
 *
 *     forward    y  = x − log Σ exp x                Σ over the last axis
 *     backward   dx = dy − exp(y) ⊙ Σ dy             exp y = softmax x
 *
 * The derivative is a function of the output, so the output is the cache.
 *
 * First in a pipe, state the shape: `logSoftmax<readonly [2]>()`.
 *
 * @example pipe(dense(4, 3), andThen(logSoftmax()))
 */
export const logSoftmax = <S extends Rows>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  layer<readonly [], Batched<S>, Batched<S>, Batched<S>>({
    description: describe('logSoftmax'),
    inputShape: none,
    outputShape: rowsShape('logSoftmax'),
    stepwise: 'alone',
    init: of([]),
    forward: (_, input) => {
      const output = logSoftmaxOfFeatures(input)
      return [output, output]
    },
    backward: (_, output, outputGradient) => [
      [],
      subtract(outputGradient, multiply(exp(output), sumOfFeatures(outputGradient)))
    ]
  })
