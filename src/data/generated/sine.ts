/**
 * A curve to be fitted.
 *
 *     y = sin x + noise · n      x uniform over [−π, π), n normal
 */
import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/State.js'
import { add, sin } from '../../algebra/Algebra.js'
import { type Dataset, dataset } from '../Dataset.js'
import { both, normal, type Random, uniform } from '../../tensor/Random.js'
import { atLeastZero, positiveInteger } from '../../tensor/range.js'
import { type Batched } from '../../tensor/Tensor.js'

type Row = readonly [number, 1]

/** @throws RangeError if the size is not a positive integer, or the noise, a standard deviation, is below 0 */
export const sine = (size: number, noise = 0.1): Random<Dataset<Batched<readonly [1]>, Batched<readonly [1]>>> => {
  positiveInteger('sine: size', size)
  atLeastZero('sine: noise', noise)
  return pipe(
    both(uniform(-Math.PI, Math.PI)<Row>([size, 1]), normal(0, noise)<Row>([size, 1])),
    map(([x, offset]) => dataset(x, add(sin(x), offset)))
  )
}
