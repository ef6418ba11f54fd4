import { normalOf, uniformOf, type Variance } from './variance.js'

const he: Variance = fanIn => 2 / fanIn

/**
 * Normal of the variance 2 / fanIn, for relu, which lets half of the variance pass.
 *
 * He, Zhang, Ren and Sun, 2015, Delving Deep into Rectifiers.
 */
export const heNormal = /* @__PURE__ */ normalOf('heNormal', he)

/** Uniform over ±√(6 / fanIn): see `heNormal`. */
export const heUniform = /* @__PURE__ */ uniformOf('heUniform', he)
