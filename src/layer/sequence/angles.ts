import { expOf } from '../../number/exp.js'
import { logOf } from '../../number/log.js'
import { fresh, type Tensor } from '../../tensor/Tensor.js'

/**
 * The angles of positions, at `count` frequencies.
 *
 *     a[t, i] = (start + t) / 10000^(i / count)      [positions, count]
 *
 * @param start the first position
 */
export const angles = <T extends number, N extends number>(
  start: number,
  positions: T,
  count: N
): Tensor<readonly [T, N]> => {
  const numbers = new Float64Array(positions * count)
  for (let i = 0; i < count; i++) {
    const frequency = expOf((-i / count) * logOf(10000))
    for (let t = 0; t < positions; t++) numbers[t * count + i] = (start + t) * frequency
  }
  return fresh<readonly [T, N]>([positions, count], numbers)
}
