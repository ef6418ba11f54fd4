import { map } from 'fp-ts/lib/State.js'
import { type Random } from '../../tensor/Random.js'
import { alongCurves } from './alongCurves.js'
import { type BinaryDataset, binary } from './binary.js'
import { cosOf, sinOf } from '../../number/trigonometric.js'

/**
 * Two interleaving half circles. The target is 0 or 1.
 *
 *     class 0    x = (cos πt, sin πt) + noise · n
 *     class 1    x = (1 − cos πt, ½ − sin πt) + noise · n      t uniform over [0, 1), n standard normal
 *
 * Like scikit-learn's `make_moons`, but with random t.
 *
 * @param size number of examples; the classes alternate
 * @param noise standard deviation of the noise. Default: 0.1.
 * @returns a random dataset with inputs of shape [size, 2] and targets of shape [size, 1]
 * @throws RangeError if the size is not a positive integer, or the noise is not a finite number of at least 0
 * @example evaluate(Randoms.seed(1))(Datasets.moons(400, 0.2))
 */
export const moons = (size: number, noise = 0.1): Random<BinaryDataset> =>
  map(binary)(
    alongCurves(
      'moons',
      size,
      [t => [cosOf(Math.PI * t), sinOf(Math.PI * t)], t => [1 - cosOf(Math.PI * t), 0.5 - sinOf(Math.PI * t)]],
      noise
    )
  )
