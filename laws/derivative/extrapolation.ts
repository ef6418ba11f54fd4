/**
 * The slope of a function at 0, estimated from a ladder of steps, and from a few neighbours.
 *
 * A quotient q(h) whose error is a series in h has a limit as h → 0, extrapolated from its values at h₀, h₀/4, h₀/16, …:
 *
 *     q(h)    = q + c₁ hᵖ¹ + c₂ hᵖ² + …                               the powers are known, the coefficients are not
 *     T(k, 0) = q(hₖ)
 *     T(k, j) = T(k, j−1) + (T(k, j−1) − T(k−1, j−1)) / (4ᵖ − 1)      with p = pⱼ, and so free of hᵖ¹ … hᵖʲ
 *     E(k, j) = max(|T(k, j) − T(k, j−1)|, |T(k, j) − T(k−1, j−1)|)   its distance from the two older entries
 *
 * E is about the error of the two older entries. So it overestimates the error of the new one if the ladder converges,
 * and stays large if it does not (Richardson, 1911; Ridders, 1982).
 *
 * Neighbours (tᵢ, fᵢ) give the slope of the polynomial through them, and their noise: the combination of their values that every
 * polynomial of lower degree annihilates is left with the noise only (Hamming's table of
 * differences, for neighbours that need not be evenly spaced).
 */

/** hₖ / hₖ₊₁ */
export const ratio = 4

/** Number of extrapolations of a quotient. A row depends on its own rung and on this many above it. */
const columns = 4

/** The powers first, first + stride, first + 2 stride, … */
export interface Powers {
  readonly first: number
  readonly stride: number
}

/** An entry of the tableau: T and E. */
export interface Extrapolated {
  readonly value: number
  readonly error: number
}

/** T(k, 0), T(k, 1), … */
export type Row = readonly Extrapolated[]

/** The row of the next rung, from the row above it and the quotient at the new step. */
export const nextRow = ({ first, stride }: Powers, above: Row, quotient: number): Row => {
  const row: Extrapolated[] = [{ value: quotient, error: Infinity }]
  let newer = quotient
  above.slice(0, columns).forEach(({ value: older }, j) => {
    const value = newer + (newer - older) / (ratio ** (first + stride * j) - 1)
    row.push({ value, error: Math.max(Math.abs(value - newer), Math.abs(value - older)) })
    newer = value
  })
  return row
}

/** The entry of a row with the smallest E. An entry made of fewer than three rungs has no meaningful E. */
export const limit = (row: Row): Extrapolated =>
  row.slice(2).reduce((best, entry) => (entry.error < best.error ? entry : best), { value: NaN, error: Infinity })

export interface Neighbour {
  readonly t: number
  readonly value: number
}

/** p′(0) for the polynomial p through the origin (0, f₀) and its neighbours: Σᵢ (fᵢ − f₀)/tᵢ Πⱼ tⱼ/(tⱼ − tᵢ) */
export const slopeAtOrigin = (origin: number, neighbours: readonly Neighbour[]): number => {
  const weight = ({ t }: Neighbour) => product(neighbours, other => (other.t === t ? 1 : other.t / (other.t - t)))
  return sum(neighbours, neighbour => (weight(neighbour) * (neighbour.value - origin)) / neighbour.t)
}

/** The standard deviation of their noise, from that one combination: |Σᵢ wᵢ fᵢ| / √Σᵢ wᵢ², wᵢ = 1 / Πⱼ (tᵢ − tⱼ) */
export const deviation = (neighbours: readonly Neighbour[]): number => {
  const weight = ({ t }: Neighbour) => product(neighbours, other => (other.t === t ? 1 : 1 / (t - other.t)))
  const norm = Math.hypot(...neighbours.map(weight))
  return Math.abs(sum(neighbours, neighbour => (weight(neighbour) / norm) * neighbour.value))
}

const sum = <A>(terms: readonly A[], of: (term: A) => number): number =>
  terms.reduce((total, term) => total + of(term), 0)

const product = <A>(factors: readonly A[], of: (factor: A) => number): number =>
  factors.reduce((total, factor) => total * of(factor), 1)
