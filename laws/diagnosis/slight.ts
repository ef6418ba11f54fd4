/** Gradients that are wrong, but right to six digits. */
import { type Evidence } from './Evidence.js'
import { written } from './Row.js'

/** The two numbers that a law found to differ. */
export interface Compared {
  readonly analytic: number
  readonly numeric: number
}

const isRounded = (x: number): boolean => Math.fround(x) === x

export const slight = (all: readonly Evidence[], { analytic, numeric }: Compared): string | undefined => {
  const numbers = all.flatMap(evidence => evidence.analytic)
  if (
    numbers.filter(x => x !== 0).length > 8 &&
    numbers.every(isRounded) &&
    !all.flatMap(({ output }) => output).every(isRounded)
  )
    return 'the gradient is rounded to single precision'
  const off = (analytic - numeric) / numeric
  return Math.abs(off) < 1e-4
    ? `a factor very close to 1: the gradient is off by ${written(Number(off.toPrecision(2)))} of itself, as by a rounding or a small constant`
    : undefined
}
