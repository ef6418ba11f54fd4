import { map } from 'fp-ts/lib/State.js'
import { type Dataset, dataset } from '../Dataset.js'
import { normal, type Random } from '../../tensor/Random.js'
import { atLeastZero } from '../../tensor/range.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { type Batched, fresh, rowMajorNumbers, type Tensor } from '../../tensor/Tensor.js'
import { oneHot } from '../oneHot.js'

/**
 * Normally distributed clusters around given centres, one class per centre. The target is one-hot.
 *
 *     x = centre + deviation · n      n standard normal
 *
 * The classes alternate: example i belongs to centre i mod classes. With random centres this is scikit-learn's `make_blobs`.
 *
 * @param size number of examples
 * @param centres tensor of shape [classes, features]
 * @param deviation standard deviation of each cluster. Default: 1.
 * @returns a random dataset with inputs of shape [size, features] and targets of shape [size, classes]
 * @throws RangeError if the size is not a positive integer, or the deviation is not a finite number of at least 0
 * @example evaluate(Randoms.seed(1))(Datasets.blobs(300, tensor([[0, 0], [4, 4], [0, 4]])))
 * @example pipe(Randoms.uniform(-10, 10)([3, 2]), chain(centres => Datasets.blobs(300, centres))) // random centres
 */
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
    // Row i belongs to centre i mod classes, so the flat array of centres repeats.
    const numbers = rowMajorNumbers(offsets).map((offset, i) => (places[i % places.length] ?? 0) + offset)
    return dataset<number, readonly [F], number, readonly [C]>(
      fresh([size, features], numbers),
      oneHot(classes)(labels)
    )
  })(normal(0, deviation)<readonly [number, F]>([size, features]))
}
