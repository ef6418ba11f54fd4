import { scale, square } from '../../algebra/Algebra.js'
import { type Value } from '../../algebra/Value.js'
import { type Loss } from '../Loss.js'
import { penalised } from './penalised.js'
import { penaltyPerNumber } from './penaltyPerNumber.js'

/**
 * Adds the L2 penalty to a loss: half the sum of the squares of the parameters (ridge regression).
 *
 *     value      L  = loss(y, t) + λ/2 Σ p²
 *     gradient   dp = dloss + λ p
 *
 * With `sgd` the steps equal those of `weightDecay(λ)` before the optimizer, which leaves the penalty out of the reported loss.
 * Agrees with `weight_decay` of PyTorch's SGD. Hoerl and Kennard, 1970, Ridge Regression.
 *
 * @param strength λ, the strength of the penalty
 * @param loss the loss of predictions and targets
 * @param names matches the names of the penalised parameters. Default: all parameters.
 * @throws RangeError if the strength is below 0, or if no parameter matches, as soon as a learner is built
 * @example learner(dense(2, 1), l2(0.01, meanSquaredError(), /weight$/), sgd(0.1))
 */
export const l2 = <B extends Value, T extends Value>(strength: number, loss: Loss<B, T>, names = /./): Loss<B, T> =>
  penalised(penaltyPerNumber('l2', strength, names, [p => scale(0.5, square(p)), p => p]), loss)
