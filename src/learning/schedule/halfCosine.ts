import { cosOf } from '../../number/trigonometric.js'

/** Moves from one number to another along half a cosine, while `progress` goes from 0 to 1. */
export const halfCosine = (from: number, to: number, progress: number): number =>
  to + ((from - to) * (1 + cosOf(Math.PI * progress))) / 2
