/**
 * Which wrong slope replaces that of an activation f inside a layer.
 *
 *     r(z) = k(z) / f′(z)       r(z + δ), r(z − δ): the same with the bias of the unit moved by δ
 *
 * z is unknown, only r is measured. A guess of f and k gives z from r(z), and must then predict r(z + δ) and r(z − δ).
 */
import { at, type Row } from './Evidence.js'

interface Activation {
  readonly name: string
  readonly f: (z: number) => number
  /** The slope, as a function of f(z). */
  readonly slope: (y: number) => number
}

const activations: readonly Activation[] = [
  { name: 'tanh', f: Math.tanh, slope: y => 1 - y * y },
  { name: 'the sigmoid', f: z => 1 / (1 + Math.exp(-z)), slope: y => y * (1 - y) }
]

/** Wrong slopes k. */
const mistakes: readonly (readonly [text: (name: string) => string, k: (one: Activation, z: number) => number])[] = [
  [name => `the slope of ${name} is missing`, () => 1],
  [
    name => `the slope of ${name} is evaluated at its output instead of its input: the function is applied twice`,
    ({ f, slope }, z) => slope(f(f(z)))
  ],
  [name => `the slope of ${name} is a formula in its output, but evaluated at its input`, ({ slope }, z) => slope(z)],
  [name => `the slope of ${name} is applied twice`, ({ f, slope }, z) => slope(f(z)) ** 2],
  [name => `1 − y² is used instead of the slope of ${name}`, ({ f }, z) => 1 - f(z) ** 2],
  [name => `y (1 − y) is used instead of the slope of ${name}`, ({ f }, z) => f(z) * (1 - f(z))],
  [name => `1 − y is used instead of the slope of ${name}`, ({ f }, z) => 1 - f(z)],
  [name => `${name} itself is used instead of its slope`, ({ f }, z) => f(z)],
  [name => `the square root of the slope of ${name} is used`, ({ f, slope }, z) => Math.sqrt(slope(f(z)))]
]

/** How far a bias is moved. */
export const delta = 0.25

/** Points at which r crosses a number. */
const solutions = (r: (z: number) => number, wanted: number): readonly number[] => {
  const found: number[] = []
  const step = 0.1
  for (let z = -20; z < 20; z += step) {
    let [from, to] = [z, z + step]
    const below = r(from) < wanted
    if (below === r(to) < wanted) continue
    for (let i = 0; i < 60; i++) {
      const middle = (from + to) / 2
      if (r(middle) < wanted === below) from = middle
      else to = middle
    }
    found.push(from)
  }
  return found
}

const isAbout = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-3 * Math.abs(y)

/** The mistake that predicts all rows [r(z), r(z + δ), r(z − δ)]. */
export const slopeInside = (units: readonly Row[]): string | undefined => {
  for (const one of activations)
    for (const [text, k] of mistakes) {
      const r = (z: number): number => k(one, z) / one.slope(one.f(z))
      const isForetold = ([now = NaN, ...beside]: Row): boolean =>
        solutions(r, now).some(z => isAbout(r(z + delta), at(beside, 0)) && isAbout(r(z - delta), at(beside, 1)))
      if (units.every(isForetold)) return text(one.name)
    }
  return undefined
}
