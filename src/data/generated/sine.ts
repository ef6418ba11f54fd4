import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/State.js'
import { add, sin } from '../../algebra/Algebra.js'
import { type Dataset, dataset } from '../Dataset.js'
import { both, normal, type Random, uniform } from '../../tensor/Random.js'
import { atLeastZero, positiveInteger } from '../../tensor/range.js'
import { type Batched } from '../../tensor/Tensor.js'

type Row = readonly [number, 1]

/**
 * A noisy sine curve, for regression. Inputs and targets have one number each.
 *
 *     y = sin x + noise · n      x uniform over [−π, π), n standard normal
 *
 * @param size number of examples
 * @param noise standard deviation of the noise. Default: 0.1.
 * @returns a random dataset with inputs of shape [size, 1] and targets of shape [size, 1]
 * @throws RangeError if the size is not a positive integer, or the noise is not a finite number of at least 0
 * @example evaluate(Randoms.seed(1))(Datasets.sine(200))
 */
export const sine = (size: number, noise = 0.1): Random<Dataset<Batched<readonly [1]>, Batched<readonly [1]>>> => {
  positiveInteger('sine: size', size)
  atLeastZero('sine: noise', noise)
  return pipe(
    both(uniform(-Math.PI, Math.PI)<Row>([size, 1]), normal(0, noise)<Row>([size, 1])),
    map(([x, offset]) => dataset(x, add(sin(x), offset)))
  )
}
