// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- programs that import the source see no tsconfig of ours
/// <reference path="./jstat.d.ts" />
/** The error function. On its own, so that whoever does not use it does not load it. */
import jstat from 'jstat'
import { map } from './elementwise.js'

export const erfOf = (x: number): number => jstat.erf(x)

export const erf = /* @__PURE__ */ map(erfOf)
