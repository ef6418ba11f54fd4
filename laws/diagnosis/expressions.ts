/**
 * A gradient, or its error, as an expression in the tensors of the layer, for a batch of one (so that products are matrix products).
 *
 *     terms      x, y, dy, every parameter, and the gradients of all of these
 *     products   a b, aᵀ b, a bᵀ, a ∘ b      of two terms, then of such a product and a third
 *
 * The gradients of z = W x + b are such expressions: ∂b W for the input, ∂bᵀ x for the weight. So a missing path through W
 * shows as a missing term, and a missing slope as a product without that factor.
 */
import { atoms, type Term } from './atoms.js'
import { at, type Evidence, norm } from './Evidence.js'
import { type Aspect, errorOf, gradientOf, written as showFactor } from './Guess.js'
import { operations } from './Matrix.js'

/** Maximum number of expressions to try. */
const many = 40_000

interface Found {
  readonly name: string
  readonly factor: number
}

/** Whether one factor times the term is the aspect in all draws. */
const factorOf = (term: Term, all: readonly Evidence[], aspect: Aspect): number | undefined => {
  let factor: number | undefined
  for (const evidence of all) {
    const [found, target] = [term.of(evidence)?.numbers, aspect(evidence)]
    if (found?.length !== target.length) return undefined
    if (factor === undefined) {
      const largest = found.reduce((best, x, i) => (Math.abs(x) > Math.abs(at(found, best)) ? i : best), 0)
      factor = at(target, largest) / at(found, largest)
      if (!Number.isFinite(factor) || Math.abs(factor) < 1e-6) return undefined
    }
    const tolerance = 1e-6 * Math.max(norm(evidence.numeric), norm(target))
    for (const [i, x] of found.entries()) if (!(Math.abs(at(target, i) - factor * x) <= tolerance)) return undefined
  }
  return factor
}

/** Products of the terms whose shapes fit in the first draw, optionally only those with a given number of entries. */
const products = (
  left: readonly Term[],
  right: readonly Term[],
  [first]: readonly Evidence[],
  wanted?: number
): readonly Term[] => {
  const shapes = new Map([...left, ...right].map(term => [term, first && term.of(first)]))
  return left.flatMap(a =>
    right.flatMap(b =>
      operations.flatMap(({ sign, shape, of }): readonly Term[] => {
        const [x, y] = [shapes.get(a), shapes.get(b)]
        const size = x && y && shape(x, y)
        return size === undefined || (wanted !== undefined && size !== wanted)
          ? []
          : [
              {
                name: sign(a.name, b.name),
                of: evidence => {
                  const [x, y] = [a.of(evidence), b.of(evidence)]
                  return x && y && of(x, y)
                }
              }
            ]
      })
    )
  )
}

/** Computed once for the draws. */
const remembered = (terms: readonly Term[], all: readonly Evidence[]): readonly Term[] =>
  terms.flatMap(({ name, of }) => {
    const found = new Map(all.map(evidence => [evidence, of(evidence)]))
    return [...found.values()].includes(undefined) ? [] : [{ name, of: (evidence: Evidence) => found.get(evidence) }]
  })

const best = (terms: readonly Term[], all: readonly Evidence[], aspect: Aspect): Found | undefined => {
  let first: Found | undefined
  for (const term of terms) {
    const factor = factorOf(term, all, aspect)
    if (factor === undefined) continue
    if (Math.abs(Math.abs(factor) - 1) < 1e-5) return { name: term.name, factor: Math.sign(factor) }
    first ??= { name: term.name, factor }
  }
  return first
}

const showFound = ({ name, factor }: Found): string =>
  Math.abs(factor) === 1 ? name : `${showFactor(Math.abs(factor))} × ${name}`

interface Expressed {
  readonly said: string
  /** The expression is for the whole gradient, not for its error. */
  readonly isWhole: boolean
}

/** The shortest expression for the error of the gradient, or for the gradient. */
export const expression = (all: readonly Evidence[]): Expressed | undefined => {
  const one = all
    .filter(({ isWhole, output, outputShape }) => isWhole && (outputShape.length > 0 || output.length === 1))
    .toSorted((a, b) => b.entries.length - a.entries.length)
  const [{ entries } = { entries: [] }] = one
  if (one.length < 3 || one.reduce((sum, { entries }) => sum + entries.length, 0) < 6) return undefined
  const say = (terms: readonly Term[]): Expressed | undefined => {
    const off = best(terms, one, errorOf)
    if (off !== undefined) {
      const term = showFound(off)
      const said = off.factor < 0 ? `a dropped term, or path: ${term} is missing` : `a term too much: ${term}`
      return { said, isWhole: false }
    }
    const whole = best(terms, one, gradientOf)
    return whole && { said: `the gradient is ${whole.factor < 0 ? '−' : ''}${showFound(whole)}`, isWhole: true }
  }
  const terms = remembered(atoms(one), one)
  const pairs = remembered(products(terms, terms, one), one)
  return (
    say(terms) ??
    say(pairs) ??
    (pairs.length * terms.length > many ? undefined : say(products(pairs, terms, one, entries.length)))
  )
}
