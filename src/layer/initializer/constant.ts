import { finite } from '../../tensor/range.js'
import { filledTensor, writtenShape } from '../../tensor/Tensor.js'
import { type Initializer } from './Initializer.js'

const everywhere =
  (name: string, value: number): Initializer =>
  shape => {
    const written = writtenShape(name, shape)
    // Filled only when parameters are requested: a network that is described and not trained takes no memory.
    return seed => [filledTensor(written, value), seed]
  }

/**
 * The same number everywhere.
 *
 * @throws RangeError if the number is not finite
 */
export const constant = (value: number): Initializer => everywhere('constant', finite('constant: the value', value))

/** Zero everywhere. */
export const zeros: Initializer = /* @__PURE__ */ everywhere('zeros', 0)
