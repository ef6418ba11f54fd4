/** Detects a gradient that is clipped at the same size in all draws. */
import { type Evidence } from './Evidence.js'
import { at, norm } from './Row.js'
import { written } from './Row.js'

export const clipped = (all: readonly Evidence[]): string | undefined => {
  const limit = Math.max(...all.map(({ analytic }) => norm(analytic)))
  const isClipped = (x: number, right: number) =>
    Math.abs(x - Math.max(-limit, Math.min(limit, right))) <= 1e-6 * Math.max(1, limit)
  const entries = all.flatMap(({ analytic, numeric, right }) =>
    analytic.map((x, j) => ({ x, numeric: at(numeric, j), right: right[j] === true }))
  )
  const wrong = entries.filter(({ right }) => !right)
  return wrong.length >= 3 &&
    wrong.length < entries.length &&
    wrong.every(({ numeric }) => Math.abs(numeric) > 1.0001 * limit) &&
    entries.every(({ x, numeric }) => isClipped(x, numeric))
    ? `the gradient is clipped at ±${written(limit)}`
    : undefined
}
