import { type Value } from '../../algebra/Value.js'
import { combine } from '../../layer/Description.js'
import { type Loss } from '../Loss.js'
import { type Penalty } from '../Penalty.js'

/**
 * Adds a penalty on the parameters of the network to a loss.
 *
 *     L = loss(y, t) + penalty(p)
 *
 * Training and `evaluateOn` add the penalty; `value` and `gradient` of the loss stay functions of predictions and targets. Of
 * several penalties the sum counts. `l1` and `l2` are the usual ones.
 *
 * @param penalty value and gradient, as functions of the parameters
 * @param loss the loss of predictions and targets
 * @example
 * const half: Penalty = {
 *   description: describe('half'),
 *   on: () => ({
 *     value: params => params.map(p => Algebra.sumOfAll(Algebra.square(p))).reduce(Algebra.add),
 *     gradient: Values.mapValues(p => Algebra.scale(2, p))
 *   })
 * }
 * learner(dense(2, 1), penalised(half, meanSquaredError()), sgd(0.1))
 */
export const penalised = <B extends Value, T extends Value>(penalty: Penalty, loss: Loss<B, T>): Loss<B, T> => {
  const { kind, configuration } = penalty.description
  return {
    ...loss,
    description: combine(kind, [loss.description], configuration),
    penalties: [...(loss.penalties ?? []), penalty]
  }
}
