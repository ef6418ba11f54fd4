import { fill, writtenShape } from '../../tensor/Tensor.js'
import { type Initializer } from './Initializer.js'

/**
 * The same number everywhere.
 *
 * @throws RangeError if the number is not finite
 */
export const constant = (value: number): Initializer => {
  if (!Number.isFinite(value)) throw new RangeError(`constant: the value must be a finite number, found ${value}`)
  // Filled only when parameters are asked for: a network that is described, and not trained, takes no memory.
  return shape => {
    const written = writtenShape(shape)
    return seed => [fill(written, value), seed]
  }
}

/** Zero everywhere. */
export const zeros: Initializer = /* @__PURE__ */ constant(0)
