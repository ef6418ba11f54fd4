import { map } from 'fp-ts/lib/State.js'
import { type Random } from '../../tensor/Random.js'
import { aboveZero } from '../../tensor/range.js'
import { alongCurves, type Point } from './alongCurves.js'
import { type BinaryDataset, binary } from './binary.js'
import { cosOf, sinOf } from '../../number/trigonometric.js'

/**
 * Two concentric circles: class 0 at radius 1, class 1 at `innerRadius`. The target is 0 or 1.
 *
 *     x = radius · (cos 2πt, sin 2πt) + noise · n      t uniform over [0, 1), n standard normal
 *
 * Like scikit-learn's `make_circles`, but with random t.
 *
 * @param size number of examples; the classes alternate
 * @param noise standard deviation of the noise. Default: 0.05.
 * @param innerRadius radius of class 1. Default: 0.5.
 * @returns a random dataset with inputs of shape [size, 2] and targets of shape [size, 1]
 * @throws RangeError if the size is not a positive integer, the inner radius is not a finite number above 0, or the noise is not
 * a finite number of at least 0
 * @example evaluate(Randoms.seed(1))(Datasets.circles(400))
 */
export const circles = (size: number, noise = 0.05, innerRadius = 0.5): Random<BinaryDataset> => {
  aboveZero('circles: innerRadius', innerRadius)
  const circle =
    (radius: number) =>
    (t: number): Point => [radius * cosOf(2 * Math.PI * t), radius * sinOf(2 * Math.PI * t)]
  return map(binary)(alongCurves('circles', size, [circle(1), circle(innerRadius)], noise))
}
