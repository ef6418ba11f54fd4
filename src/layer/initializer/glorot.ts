import { normalOf, uniformOf, type Variance } from './variance.js'

const glorot: Variance = (fanIn, fanOut) => 2 / (fanIn + fanOut)

/**
 * Glorot (Xavier) normal: a normal distribution with mean 0 and variance 2 / (fanIn + fanOut). Use it with tanh and other
 * activations that are close to x near 0.
 *
 * fanIn is the number of inputs of a unit, fanOut the number of units that an input reaches.
 *
 * Source: Glorot and Bengio, 2010, Understanding the difficulty of training deep feedforward neural networks.
 *
 * @example dense(2, 3, { weight: Initializers.glorotNormal })
 */
export const glorotNormal = /* @__PURE__ */ normalOf('glorotNormal', glorot)

/**
 * Glorot (Xavier) uniform: a uniform distribution over ±√(6 / (fanIn + fanOut)), with the variance of `glorotNormal`. The
 * default of `dense` and `convolution`.
 *
 * fanIn is the number of inputs of a unit, fanOut the number of units that an input reaches.
 *
 * Source: Glorot and Bengio, 2010, Understanding the difficulty of training deep feedforward neural networks.
 *
 * @example dense(2, 3, { weight: Initializers.glorotUniform })
 */
export const glorotUniform = /* @__PURE__ */ uniformOf('glorotUniform', glorot)
