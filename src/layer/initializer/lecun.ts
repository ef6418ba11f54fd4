import { normalOf, uniformOf, type Variance } from './variance.js'

const lecun: Variance = fanIn => 1 / fanIn

/**
 * LeCun normal: a normal distribution with mean 0 and variance 1 / fanIn.
 *
 * fanIn is the number of inputs of a unit.
 *
 * Source: LeCun, Bottou, Orr and Müller, 1998, Efficient BackProp.
 *
 * @example dense(2, 3, { weight: Initializers.lecunNormal })
 */
export const lecunNormal = /* @__PURE__ */ normalOf('lecunNormal', lecun)

/**
 * LeCun uniform: a uniform distribution over ±√(3 / fanIn), with the variance of `lecunNormal`.
 *
 * fanIn is the number of inputs of a unit.
 *
 * Source: LeCun, Bottou, Orr and Müller, 1998, Efficient BackProp.
 *
 * @example dense(2, 3, { weight: Initializers.lecunUniform })
 */
export const lecunUniform = /* @__PURE__ */ uniformOf('lecunUniform', lecun)
