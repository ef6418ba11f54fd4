/**
 * Two half moons that reach into each other, classes 0 and 1.
 *
 *     (cos πt, sin πt)      (1 − cos πt, ½ − sin πt)
 *
 * scikit-learn's `make_moons`, with the places t drawn at random.
 */
import { map } from 'fp-ts/lib/State.js'
import { type Random } from '../../tensor/Random.js'
import { alongCurves } from './alongCurves.js'
import { type BinaryDataset, binary } from './binary.js'

/** @throws RangeError if the size is not a positive integer, or the noise, a standard deviation, is below 0 */
export const moons = (size: number, noise = 0.1): Random<BinaryDataset> =>
  map(binary)(
    alongCurves(
      'moons',
      size,
      [
        t => [Math.cos(Math.PI * t), Math.sin(Math.PI * t)],
        t => [1 - Math.cos(Math.PI * t), 0.5 - Math.sin(Math.PI * t)]
      ],
      noise
    )
  )
