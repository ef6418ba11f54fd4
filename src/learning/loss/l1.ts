import { abs, sign } from '../../algebra/Algebra.js'
import { type Value } from '../../algebra/Value.js'
import { type Loss } from '../Loss.js'
import { penalised } from './penalised.js'
import { penaltyPerNumber } from './penaltyPerNumber.js'

/**
 * Adds the L1 penalty to a loss: the sum of the absolute values of the parameters, which drives many of them to zero (lasso).
 *
 *     value      L  = loss(y, t) + λ Σ |p|
 *     gradient   dp = dloss + λ sign p         sign 0 = 0
 *
 * `l1(λ, l2(μ, loss))` is the elastic net. Tibshirani, 1996, Regression Shrinkage and Selection via the Lasso.
 *
 * @param strength λ, the strength of the penalty
 * @param loss the loss of predictions and targets
 * @param names matches the names of the penalised parameters. Default: all parameters.
 * @throws RangeError if the strength is below 0, or if no parameter matches, as soon as a learner is built
 * @example learner(dense(2, 1), l1(0.01, meanSquaredError(), /weight$/), sgd(0.1))
 */
export const l1 = <B extends Value, T extends Value>(strength: number, loss: Loss<B, T>, names = /./): Loss<B, T> =>
  penalised(penaltyPerNumber('l1', strength, names, [abs, sign]), loss)
