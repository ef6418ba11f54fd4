import { expOf } from './exp.js'
import * as tables from './tables.js'

const centre = tables.erfCentre
const above = tables.erfAbove
const below = tables.erfBelow

/** The value of a polynomial, by Horner's rule. */
const valueAt = (x: number, polynomial: Float64Array): number => {
  let value = polynomial[0]!
  for (let i = 1; i < polynomial.length; i++) value = value * x + polynomial[i]!
  return value
}

/**
 * The error function of a number, with a relative error below 2⁻⁵².
 *
 *     erf x = 2 / √π · ∫ exp(−t²) dt from 0 to x
 *
 *     |x| < 1        erf x = x + x p(x²)                             p a polynomial
 *     1 ≤ |x| < 6    erf |x| = 1 − exp(−x²) q(|x|)                   q a quotient of polynomials with positive coefficients
 *     6 ≤ |x|        erf |x| = 1                                     1 − erf 6 is below 2⁻⁵⁵
 *
 * The formulas follow W. J. Cody, Rational Chebyshev approximations for the error function, Mathematics of Computation 23
 * (1969). In the second formula exp(−x²) is at most 0.37 and q at most 0.43, so the subtraction loses no digits.
 */
export const erfOf = (x: number): number => {
  const size = Math.abs(x)
  if (size < 1) return x + x * valueAt(x * x, centre)
  if (size >= 6) return Math.sign(x)
  const erfOfSize = 1 - (expOf(-x * x) * valueAt(size, above)) / valueAt(size, below)
  return x < 0 ? -erfOfSize : erfOfSize
}
