import { normalOf, uniformOf, type Variance } from './variance.js'

const lecun: Variance = fanIn => 1 / fanIn

/** Normal of the variance 1 / fanIn (LeCun, Bottou, Orr and Müller, 1998, Efficient BackProp). */
export const lecunNormal = /* @__PURE__ */ normalOf('lecunNormal', lecun)

/** Uniform over ±√(3 / fanIn): see `lecunNormal`. */
export const lecunUniform = /* @__PURE__ */ uniformOf('lecunUniform', lecun)
