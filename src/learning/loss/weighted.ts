import { scale } from '../../algebra/Algebra.js'
import { mapValues, type Value } from '../../algebra/Value.js'
import { combine } from '../../layer/Description.js'
import { finite } from '../../tensor/range.js'
import { type Loss } from '../Loss.js'
import { weightedPenalty } from '../Penalty.js'

/**
 * Multiplies a loss by a weight, its penalties included.
 *
 *     value      L  = w · loss(y, t)
 *     gradient   dy = w · dloss(y, t)
 *
 * @param weight w
 * @param loss the loss
 * @throws RangeError if the weight is not finite
 * @example sumOf(meanSquaredError(), weighted(0.1, softmaxCrossEntropy())) // two heads
 */
export const weighted = <B extends Value, T extends Value>(weight: number, loss: Loss<B, T>): Loss<B, T> => {
  finite('weighted: the weight', weight)
  const { description, value, gradient, penalties } = loss
  return {
    ...loss,
    description: combine('weighted', [description], { weight }),
    value: (prediction, target) => scale(weight, value(prediction, target)),
    gradient: (prediction, target) => mapValues(dy => scale(weight, dy))(gradient(prediction, target)),
    ...(penalties === undefined ? {} : { penalties: penalties.map(weightedPenalty(weight)) })
  }
}
