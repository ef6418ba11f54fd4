import { map } from 'fp-ts/lib/State.js'
import { type Random } from '../../tensor/Random.js'
import { alongCurves, type LabelledPoints, type Point } from './alongCurves.js'
import { type BinaryDataset, binary } from './binary.js'

const corners: readonly Point[] = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1]
]

const isOdd = ({ points, labels }: LabelledPoints): LabelledPoints => ({
  points,
  labels: labels.map(corner => Number(corner === 1 || corner === 2))
})

/**
 * The XOR problem: the corners of the unit square, (0, 0), (0, 1), (1, 0), (1, 1), repeated in this order. The target is 1 if
 * exactly one coordinate is 1, otherwise 0.
 *
 *     x = (a, b) + noise · n      target = a xor b      n standard normal
 *
 * `xor(4)` is the complete truth table, without noise.
 *
 * @param size number of examples
 * @param noise standard deviation of the noise. Default: 0.
 * @returns a random dataset with inputs of shape [size, 2] and targets of shape [size, 1]
 * @throws RangeError if the size is not a positive integer, or the noise is not a finite number of at least 0
 * @example evaluate(Randoms.seed(1))(Datasets.xor(4))
 */
export const xor = (size: number, noise = 0): Random<BinaryDataset> =>
  map((points: LabelledPoints) => binary(isOdd(points)))(
    alongCurves(
      'xor',
      size,
      corners.map(corner => () => corner),
      noise
    )
  )
