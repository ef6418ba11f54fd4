import { broadcast } from '../../algebra/Algebra.js'
import { mapValues } from '../../algebra/Value.js'
import { scalar } from '../../tensor/Tensor.js'

/** A value of zeros with the shapes of another. */
export const zerosLike = /* @__PURE__ */ mapValues(x => broadcast(x.shape, scalar(0)))
