import { normalOf, uniformOf, type Variance } from './variance.js'

const he: Variance = fanIn => 2 / fanIn

/**
 * He (Kaiming) normal: a normal distribution with mean 0 and variance 2 / fanIn. Use it with relu, which halves the mean square
 * of its input.
 *
 * fanIn is the number of inputs of a unit.
 *
 * Source: He, Zhang, Ren and Sun, 2015, Delving Deep into Rectifiers.
 *
 * @example dense(2, 3, { weight: Initializers.heNormal })
 */
export const heNormal = /* @__PURE__ */ normalOf('heNormal', he)

/**
 * He (Kaiming) uniform: a uniform distribution over ±√(6 / fanIn), with the variance of `heNormal`.
 *
 * fanIn is the number of inputs of a unit.
 *
 * Source: He, Zhang, Ren and Sun, 2015, Delving Deep into Rectifiers.
 *
 * @example dense(2, 3, { weight: Initializers.heUniform })
 */
export const heUniform = /* @__PURE__ */ uniformOf('heUniform', he)
