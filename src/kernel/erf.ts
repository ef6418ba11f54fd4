/// <reference path="./jstat.d.ts" />
/** The error function. On its own, so that whoever does not use it does not load it. */
import jstat from 'jstat'
import { map } from './elementwise.js'

export const erf = /* @__PURE__ */ map(x => jstat.erf(x))
