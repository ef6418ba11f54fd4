import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/State.js'
import { both, normal, type Random, uniform } from '../../tensor/Random.js'
import { atLeastZero } from '../../tensor/range.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { fresh, rowMajorNumbers, type Tensor } from '../../tensor/Tensor.js'

/** A point of the plane. */
export type Point = readonly [x: number, y: number]

/** Points of the plane with a class label each. */
export interface LabelledPoints {
  readonly points: Tensor<readonly [number, 2]>
  readonly labels: readonly number[]
}

/**
 * Random points near curves in the plane, one curve per class:
 *
 *     x = curve(t) + noise · n      t uniform over [0, 1), n standard normal
 *
 * The classes alternate: example i lies on curve i mod classes.
 *
 * @throws RangeError if the size is not a positive integer, or the noise is not a finite number of at least 0
 */
export const alongCurves = (
  name: string,
  size: number,
  curves: readonly ((t: number) => Point)[],
  noise: number
): Random<LabelledPoints> => {
  positiveInteger(`${name}: size`, size)
  atLeastZero(`${name}: noise`, noise)
  const labels = Array.from({ length: size }, (_, i) => i % curves.length)
  return pipe(
    both(uniform()([size]), normal(0, noise)<readonly [number, 2]>([size, 2])),
    map(([places, offsets]) => {
      const [t, offset] = [rowMajorNumbers(places), rowMajorNumbers(offsets)]
      const onCurves = labels.flatMap((label, i) => curves[label]?.(t[i] ?? 0) ?? [])
      const numbers = Float64Array.from(onCurves, (x, i) => x + (offset[i] ?? 0))
      return { points: fresh<readonly [number, 2]>([size, 2], numbers), labels }
    })
  )
}
