/**
 * Two circles around one centre: class 0 outside, at radius 1, class 1 inside.
 *
 *     radius · (cos 2πt, sin 2πt)
 *
 * scikit-learn's `make_circles`, with the places t drawn at random.
 */
import { map } from 'fp-ts/lib/State.js'
import { type Random } from '../../tensor/Random.js'
import { aboveZero } from '../../tensor/range.js'
import { alongCurves, type Point } from './alongCurves.js'
import { type BinaryDataset, binary } from './binary.js'

/**
 * @throws RangeError if the size is not a positive integer, the inner radius is not above 0, or the noise, a standard
 * deviation, is below 0
 */
export const circles = (size: number, noise = 0.05, innerRadius = 0.5): Random<BinaryDataset> => {
  aboveZero('circles: innerRadius', innerRadius)
  const circle =
    (radius: number) =>
    (t: number): Point => [radius * Math.cos(2 * Math.PI * t), radius * Math.sin(2 * Math.PI * t)]
  return map(binary)(alongCurves('circles', size, [circle(1), circle(innerRadius)], noise))
}
