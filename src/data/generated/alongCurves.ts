/**
 * Points of the plane near curves, one curve for each class:
 *
 *     x = curve(t) + noise · n      t uniform over [0, 1), n normal
 *
 * The classes take turns: example i lies on curve i mod classes.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/State.js'
import { both, normal, type Random, uniform } from '../../tensor/Random.js'
import { atLeastZero } from '../../tensor/range.js'
import { positiveInteger } from '../../tensor/Shape.js'
import { fresh, rowMajorNumbers, type Tensor } from '../../tensor/Tensor.js'

export type Point = readonly [x: number, y: number]

export interface LabelledPoints {
  readonly points: Tensor<readonly [number, 2]>
  readonly labels: readonly number[]
}

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
