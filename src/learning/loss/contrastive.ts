import {
  broadcast,
  divide,
  maximum,
  meanWeight,
  multiply,
  negate,
  reshape,
  scale,
  sqrt,
  square,
  subtract,
  sumOfAll,
  sumOfFeatures,
  sumPerExample,
  where
} from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { aboveZero } from '../../tensor/range.js'
import { type Batched } from '../../tensor/Tensor.js'
import { type Loss } from '../Loss.js'

/**
 * Contrastive loss of pairs of vectors: pulls the vectors of equal pairs together, and pushes those of unequal pairs apart until
 * their distance is the margin. It trains siamese networks.
 *
 *     value      L  = Σ (s d² + (1 − s) max(m − d, 0)²) / 2 / batch      d = |a − b|
 *     gradient   da = (s − (1 − s) max(m − d, 0) / d) (a − b) / batch    db = −da
 *
 * The prediction is the pair [a, b] of outputs, such as those of `share`. The target s of an example is one number: 1 for equal,
 * 0 for unequal. The gradient is 0 where a = b. Hadsell, Chopra and LeCun, 2006, Dimensionality Reduction by Learning an
 * Invariant Mapping.
 *
 * @param margin m, the distance beyond which unequal pairs cost nothing. Default: 1.
 * @throws RangeError if the margin is not above 0
 * @example
 * const siamese = beside(dense(3, 2), dense(3, 2))
 * learner(siamese, contrastive(), adam(0.01)) // inputs: pairs, targets: one number per pair
 */
export const contrastive = <const N extends number>(
  margin = 1
): Loss<readonly [Batched<readonly [N]>, Batched<readonly [N]>], Batched<readonly []>> => {
  aboveZero('contrastive: margin', margin)
  return {
    description: describe('contrastive', { margin }),
    targetShape: () => [],
    value: ([a, b], equal) => {
      const squares = sumPerExample(square(subtract(a, b)))
      const missing = square(maximum(subtract(margin, sqrt(squares)), 0))
      // s d² + (1 − s) e = e + s (d² − e)
      const each = subtract(missing, multiply(equal, subtract(missing, squares)))
      return scale(meanWeight(0.5, a), sumOfAll(each))
    },
    gradient: ([a, b], equal) => {
      const difference = subtract(a, b)
      const distance = sqrt(sumOfFeatures(square(difference)))
      const missing = maximum(subtract(margin, distance), 0)
      const push = where(distance, divide(missing, maximum(distance, Number.MIN_VALUE)), 0)
      const same = broadcast(a.shape, reshape([...equal.shape, 1], equal))
      const factor = subtract(same, multiply(subtract(1, same), push))
      const da = scale(meanWeight(1, a), multiply(factor, difference))
      return [da, negate(da)]
    }
  }
}
