import { type AnyTensor } from '../../tensor/Tensor.js'
import { columnsOf } from './columns.js'

/**
 * The targets of every output as booleans.
 *
 * @throws RangeError if a target is neither 0 nor 1
 */
export const bitsOf = (metric: string, targets: AnyTensor): readonly (readonly boolean[])[] =>
  columnsOf(targets).map(column =>
    Array.from(column, t => {
      if (t === 0 || t === 1) return t === 1
      throw new RangeError(`${metric} needs targets of 0 and 1, found ${t}`)
    })
  )
