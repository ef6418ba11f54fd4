import { normalOf, uniformOf, type Variance } from './variance.js'

const glorot: Variance = (fanIn, fanOut) => 2 / (fanIn + fanOut)

/**
 * Normal of the variance 2 / (fanIn + fanOut), for tanh and other functions that are near to x at 0.
 *
 * Glorot and Bengio, 2010, Understanding the difficulty of training deep feedforward neural networks.
 */
export const glorotNormal = /* @__PURE__ */ normalOf('glorotNormal', glorot)

/** Uniform over ±√(6 / (fanIn + fanOut)): see `glorotNormal`. */
export const glorotUniform = /* @__PURE__ */ uniformOf('glorotUniform', glorot)
