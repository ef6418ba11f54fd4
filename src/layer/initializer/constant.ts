import { finite } from '../../tensor/range.js'
import { filledTensor, writtenShape } from '../../tensor/Tensor.js'
import { type Initializer } from './Initializer.js'

const everywhere =
  (name: string, value: number): Initializer =>
  shape => {
    const written = writtenShape(name, shape)
    // Filled only when parameters are requested, so that describing a network allocates no parameters.
    return seed => [filledTensor(written, value), seed]
  }

/**
 * Initializes every element with the same number.
 *
 * @param value the number
 * @throws RangeError if the number is not finite
 * @example dense(2, 3, { bias: Initializers.constant(0.1) })
 */
export const constant = (value: number): Initializer => everywhere('constant', finite('constant: the value', value))

/**
 * Initializes every element with 0, the usual start of a bias.
 *
 * @example dense(2, 3, { bias: Initializers.zeros })
 */
export const zeros: Initializer = /* @__PURE__ */ everywhere('zeros', 0)
