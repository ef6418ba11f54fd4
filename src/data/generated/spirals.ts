/**
 * Arms of a spiral, one for each class; the target is one-hot.
 *
 *     t · (cos φ, sin φ)      φ = 2π (turns · t + class / classes)
 */
import { map } from 'fp-ts/lib/State.js'
import { type Dataset, dataset } from '../Dataset.js'
import { type Random } from '../../tensor/Random.js'
import { finite } from '../../tensor/range.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { type Batched } from '../../tensor/Tensor.js'
import { alongCurves, type LabelledPoints, type Point } from './alongCurves.js'
import { oneHot } from '../oneHot.js'

/** @throws RangeError if the size or the number of classes is not a positive integer, or the noise, a standard deviation, is below 0 */
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
    return [t * Math.cos(angle), t * Math.sin(angle)]
  })
  return map(({ points, labels }: LabelledPoints) => dataset(points, oneHot(classes)(labels)))(
    alongCurves('spirals', size, arms, noise)
  )
}
