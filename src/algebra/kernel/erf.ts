import { erfOf } from '../../number/erf.js'
import { mapBy } from './elementwise.js'

/**
 * The error function of every element. This module has no other kernel, so that a bundle without `gelu` does not contain the
 * coefficients.
 */
export const erf = /* @__PURE__ */ mapBy((to, at, from, offset, size) => {
  for (let i = 0; i < size; i++) to[at + i] = erfOf(from[offset + i]!)
})
