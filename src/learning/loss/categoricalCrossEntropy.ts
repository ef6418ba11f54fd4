/**
 * How surprising the targets t are to whoever takes y for the probabilities of the features; the sum over the features, and the
 * mean over all m rows of an example and all examples of the batch.
 *
 *     value      L  = −Σ t log y / m / batch
 *     gradient   dy = −t / y / m / batch
 *
 * The rows of y and t are probabilities. As in PyTorch's binary cross-entropy a logarithm is at least −100, so that log 0 is
 * finite and 0 · log 0 is 0, and the denominator of the gradient is at least 10⁻¹². `softmaxCrossEntropy`, which takes what
 * softmax would take, needs no such limits: prefer it.
 */
import { divide, maximum, multiply, scale, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Rows } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { boundedLog } from './boundedLog.js'
import { perRow } from './weight.js'

export const categoricalCrossEntropy = <S extends Rows>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('categoricalCrossEntropy'),
  value: (prediction, target) => scale(perRow(-1, prediction), sumOfAll(multiply(target, boundedLog(prediction)))),
  gradient: (prediction, target) => scale(perRow(-1, prediction), divide(target, maximum(prediction, 1e-12)))
})
