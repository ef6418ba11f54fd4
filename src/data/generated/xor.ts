/**
 * The corners of the unit square in turn, (0, 0), (0, 1), (1, 0), (1, 1), with noise; the target is 1 where just one of the two
 * is 1.
 *
 *     x = (a, b) + noise · n      target = a xor b      n normal
 *
 * `xor(4)` is the whole table, without noise.
 */
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

/** @throws RangeError if the size is not a positive integer, or the noise, a standard deviation, is below 0 */
export const xor = (size: number, noise = 0): Random<BinaryDataset> =>
  map((points: LabelledPoints) => binary(isOdd(points)))(
    alongCurves(
      'xor',
      size,
      corners.map(corner => () => corner),
      noise
    )
  )
