/**
 * How surprising yes-or-no targets t are to whoever takes y for the probability of yes; the mean over all n numbers of an
 * example and all examples of the batch.
 *
 *     value      L  = −Σ (t log y + (1 − t) log (1 − y)) / n / batch
 *     gradient   dy = (y − t) / (y (1 − y)) / n / batch
 *
 * y and t are between 0 and 1. As in PyTorch a logarithm is at least −100, so that log 0 is finite and 0 · log 0 is 0, and the
 * denominator of the gradient is at least 10⁻¹². `binaryCrossEntropyWithLogits` needs no such limits: prefer it.
 */
import { add, divide, maximum, multiply, scale, subtract, sumOfAll } from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Shape } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { boundedLog } from './boundedLog.js'
import { perNumber } from './weight.js'

export const binaryCrossEntropy = <S extends Shape>(): Loss<Batched<S>, Batched<S>> => ({
  description: describe('binaryCrossEntropy'),
  value: (prediction, target) => {
    const yes = multiply(target, boundedLog(prediction))
    const no = multiply(subtract(1, target), boundedLog(subtract(1, prediction)))
    return scale(perNumber(-1, prediction), sumOfAll(add(yes, no)))
  },
  gradient: (prediction, target) => {
    const variance = maximum(multiply(prediction, subtract(1, prediction)), 1e-12)
    return scale(perNumber(1, prediction), divide(subtract(prediction, target), variance))
  }
})
