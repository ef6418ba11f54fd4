import { expOf } from './exp.js'

/** Coefficients, highest power first. */
type Polynomial = readonly number[]

// Printed by test/number/erfFit.py.
const centre: Polynomial = [
  -7.795898827002142e-10, 1.3720064546777686e-8, -1.6208483801871705e-7, 1.6447424703317362e-6, -1.492473690741966e-5,
  0.00012055294904839707, -0.0008548325975389692, 0.0052239776071164225, -0.02686617064323777, 0.11283791670945006,
  -0.37612638903183543, 0.12837916709551256
]
const above: Polynomial = [
  0.008909642060425035, 0.08420912653542652, 0.3731562903921625, 0.9487729519116785, 1.3899699192847876,
  0.9999998889282554
]
const below: Polynomial = [
  0.015792053163589673, 0.14925285062419516, 0.6693582171862728, 1.755705546565474, 2.7904301643729212,
  2.5183479151459203, 1
]

/** The value of a polynomial, by Horner's rule. */
const valueAt = (x: number, polynomial: Polynomial): number => {
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
