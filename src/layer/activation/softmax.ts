import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { multiply, softmaxOfFeatures, subtract, sumOfFeatures } from '../../algebra/Algebra.js'
import { describe } from '../Description.js'
import { type Layer, layer } from '../Layer.js'
import { type Rows, rowsShape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'

/**
 * Softmax: turns the features of every row into positive weights that add up to 1.
 *
 *     forward    y  = exp x / Σ exp x                Σ over the last axis
 *     backward   dx = y ⊙ (dy − Σ dy ⊙ y)           the Jacobian is diag y − y yᵀ
 *
 * The derivative is a function of the output, so the output is the cache. To train a classifier, prefer the loss
 * `softmaxCrossEntropy`, which includes the softmax.
 *
 * Source: Bridle, 1990, Probabilistic Interpretation of Feedforward Classification Network Outputs.
 *
 * First in a pipe, state the shape: `softmax<readonly [2]>()`.
 *
 * @example pipe(dense(4, 3), andThen(softmax()))
 */
export const softmax = <S extends Rows>(): Layer<readonly [], Batched<S>, Batched<S>> =>
  layer<readonly [], Batched<S>, Batched<S>, Batched<S>>({
    description: describe('softmax'),
    inputShape: none,
    outputShape: rowsShape('softmax'),
    stepwise: 'alone',
    init: of([]),
    forward: (_, input) => {
      const output = softmaxOfFeatures(input)
      return [output, output]
    },
    backward: (_, output, outputGradient) => [
      [],
      multiply(output, subtract(outputGradient, sumOfFeatures(multiply(outputGradient, output))))
    ]
  })
