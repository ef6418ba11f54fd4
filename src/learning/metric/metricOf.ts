import { type Value } from '../../algebra/Value.js'
import { toNumber } from '../../tensor/Tensor.js'
import { type Loss } from '../Loss.js'
import { type Metric } from '../Metric.js'

/**
 * The value of a loss as a metric: for example the mean absolute error of a network that is trained with another loss.
 *
 * @example evaluateOn(student, examples, { error: metricOf(meanAbsoluteError()) })
 */
export const metricOf =
  <B extends Value, T extends Value>(loss: Loss<B, T>): Metric<B, T> =>
  (predictions, targets) =>
    toNumber(loss.value(predictions, targets))
