import { map } from 'fp-ts/lib/State.js'
import { type Dataset, dataset } from '../Dataset.js'
import { type Random } from '../../tensor/Random.js'
import { finite } from '../../tensor/range.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { alongCurves, type LabelledPoints, type Point } from './alongCurves.js'
import { oneHot } from '../oneHot.js'
import { cosOf, sinOf } from '../../number/trigonometric.js'

/**
 * Arms of a spiral, one per class. The target is one-hot.
 *
 *     x = t · (cos φ, sin φ) + noise · n      φ = 2π (turns · t + class / classes), t uniform over [0, 1), n standard normal
 *
 * @param size number of examples; the classes alternate
 * @param classes number of arms
 * @param noise standard deviation of the noise. Default: 0.02.
 * @param turns number of full turns of each arm. Default: 1.
 * @returns a random dataset with inputs of shape [size, 2] and targets of shape [size, classes]
 * @throws RangeError if the size or the number of classes is not a positive integer, the noise is not a finite number of at least
 * 0, or the turns are not a finite number
 * @example evaluate(Randoms.seed(1))(Datasets.spirals(300, 3))
 */
export const spirals = <const C extends number>(
  size: number,
  classes: C,
  noise = 0.02,
  turns = 1
): Random<Dataset<Batched<readonly [2]>, Batched<readonly [C]>>> => {
  positiveInteger('spirals: classes', classes)
  finite('spirals: turns', turns)
  const arms = Array.from({ length: classes }, (_, arm) => (t: number): Point => {
    const angle = 2 * Math.PI * (turns * t + arm / classes)
    return [t * cosOf(angle), t * sinOf(angle)]
  })
  return map(({ points, labels }: LabelledPoints) => dataset(points, oneHot(classes)(labels)))(
    alongCurves('spirals', size, arms, noise)
  )
}
