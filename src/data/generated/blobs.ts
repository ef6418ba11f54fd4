/**
 * Clouds around centres, one for each class; the target is one-hot.
 *
 *     x = centre + deviation · n      n normal
 *
 * The classes take turns. Centres can be drawn too: `chain(centres => blobs(300, centres))(uniform(-10, 10)([3, 2]))` is
 * scikit-learn's `make_blobs`.
 */
import { map } from 'fp-ts/lib/State.js'
import { type Dataset, dataset } from '../Dataset.js'
import { normal, type Random } from '../../tensor/Random.js'
import { atLeastZero } from '../../tensor/range.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { type Batched, fresh, rowMajorNumbers, type Tensor } from '../../tensor/Tensor.js'
import { oneHot } from '../oneHot.js'

/** @throws RangeError if the size is not a positive integer, or the deviation, a standard deviation, is below 0 */
export const blobs = <C extends number, F extends number>(
  size: number,
  centres: Tensor<readonly [C, F]>,
  deviation = 1
): Random<Dataset<Batched<readonly [F]>, Batched<readonly [C]>>> => {
  positiveInteger('blobs: size', size)
  atLeastZero('blobs: deviation', deviation)
  const [classes, features] = centres.shape
  const places = rowMajorNumbers(centres)
  const labels = Array.from({ length: size }, (_, i) => i % classes)
  return map((offsets: Tensor<readonly [number, F]>) => {
    // Row i belongs to centre i mod classes, so the centres repeat as they lie.
    const numbers = rowMajorNumbers(offsets).map((offset, i) => (places[i % places.length] ?? 0) + offset)
    return dataset<number, readonly [F], number, readonly [C]>(
      fresh([size, features], numbers),
      oneHot(classes)(labels)
    )
  })(normal(0, deviation)<readonly [number, F]>([size, features]))
}
