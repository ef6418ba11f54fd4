import { type Value } from '../../algebra/Value.js'
import { expOf } from '../../number/exp.js'
import { toNumber } from '../../tensor/Tensor.js'
import { type Loss } from '../Loss.js'
import { type Metric } from '../Metric.js'

const crossEntropies = ['softmaxCrossEntropy', 'categoricalCrossEntropy', 'onClasses']

/**
 * Perplexity: the exponential of the mean cross-entropy. A model that is as unsure as a choice among k equally likely classes has
 * perplexity k.
 *
 *     exp(mean of −log p)        p the probability of the right class
 *
 * @param loss the cross-entropy: `softmaxCrossEntropy()` for logits, `categoricalCrossEntropy()` for probabilities, or `onClasses`
 * of one of them
 * @throws RangeError for another loss, whose exponential is no perplexity
 * @example evaluateOn(student, examples, { perplexity: perplexity(softmaxCrossEntropy()) })
 */
export const perplexity = <B extends Value, T extends Value>(loss: Loss<B, T>): Metric<B, T> => {
  const { kind } = loss.description
  if (!crossEntropies.includes(kind))
    throw new RangeError(`perplexity takes a cross-entropy: ${crossEntropies.join(', ')}, found ${kind}`)
  return (predictions, targets) => expOf(toNumber(loss.value(predictions, targets)))
}
