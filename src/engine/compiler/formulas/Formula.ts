/** A name in a formula: `W` with the indices `['1']` is W₁. The gradient of a name has the same letter. */
export interface Name {
  readonly kind: 'name'
  /** A letter, or a word for a parameter with a name of its own. */
  readonly letter: string
  readonly indices: readonly string[]
  /** Whether this is the gradient of the name: dW₁. */
  readonly isGradient: boolean
}

/** A term of a sum. */
export interface Term {
  readonly isNegative: boolean
  readonly term: Formula
}

/** How a formula reduces axes. */
export type Reduction = 'Σ' | 'mean' | 'max'

/**
 * A formula as data. Broadcasts leave no trace in it, as usual on paper. `showIn` prints a formula as text, LaTeX or HTML.
 */
export type Formula =
  | Name
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'sum'; readonly terms: readonly Term[] }
  /** A number times factors. `matrix` is the matrix product, `each` the product element by element. */
  | {
      readonly kind: 'product'
      readonly by: 'matrix' | 'each'
      readonly coefficient: number
      readonly factors: readonly Formula[]
    }
  | { readonly kind: 'quotient'; readonly over: Formula; readonly under: Formula }
  | { readonly kind: 'square' | 'transpose' | 'root' | 'absolute'; readonly of: Formula }
  /** A function of one argument. */
  | { readonly kind: 'function'; readonly name: string; readonly of: Formula }
  /** A sum, mean or maximum over axes. The last axis has no name. */
  | { readonly kind: 'over'; readonly what: Reduction; readonly axes: string; readonly of: Formula }
  /** `positive` where the condition is above 0, otherwise `otherwise`. */
  | { readonly kind: 'where'; readonly condition: Formula; readonly positive: Formula; readonly otherwise: Formula }
  /** Several values side by side: [x, u]. */
  | { readonly kind: 'list'; readonly items: readonly Formula[] }
  /** A part of a tensor: x[0:2, :]. */
  | { readonly kind: 'part'; readonly of: Formula; readonly range: string }
  /** An operation that has no sign of its own: `maxPool(x)`. */
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly (Formula | string)[] }

/** Names a value that is computed. */
export interface Equation {
  readonly kind: 'equation'
  readonly name: Formula
  readonly value: Formula
}

/** A fold over time: the lines of one step. */
export interface Fold {
  readonly kind: 'fold'
  readonly steps: number
  readonly isBackwards: boolean
  readonly lines: readonly Line[]
}

export type Line = Equation | Fold

export const number = (value: number): Formula => ({ kind: 'number', value })

export const named = (letter: string, indices: readonly string[] = [], isGradient = false): Name => ({
  kind: 'name',
  letter,
  indices,
  isGradient
})

const isNumber = (formula: Formula, value: number): boolean => formula.kind === 'number' && formula.value === value

/** The terms of a formula, with their signs: those of a sum, or the formula itself. */
const termsOf = (formula: Formula, isNegative: boolean): readonly Term[] => {
  if (formula.kind === 'sum')
    return formula.terms.map(({ term, isNegative: sign }) => ({ term, isNegative: sign !== isNegative }))
  if (formula.kind === 'number' && (formula.value < 0 || Object.is(formula.value, -0)))
    return [{ term: number(-formula.value), isNegative: !isNegative }]
  if (formula.kind === 'product' && formula.coefficient < 0)
    return [{ term: scaled(-formula.coefficient, { ...formula, coefficient: 1 }), isNegative: !isNegative }]
  return [{ term: formula, isNegative }]
}

/** x + y, or x − y. Sums of sums are one sum. */
export const sum = (x: Formula, y: Formula, isNegative = false): Formula => {
  const terms = [...termsOf(x, false), ...termsOf(y, isNegative)].filter(({ term }) => !isNumber(term, 0))
  const [only, ...others] = terms
  if (only === undefined) return number(0)
  return others.length === 0 ? scaled(only.isNegative ? -1 : 1, only.term) : { kind: 'sum', terms }
}

/** A number times a formula. */
export const scaled = (factor: number, formula: Formula): Formula => {
  if (factor === 1) return formula
  if (factor === 0) return number(0)
  if (formula.kind === 'number') return number(factor * formula.value)
  if (factor === -1 && formula.kind === 'sum') return { kind: 'sum', terms: termsOf(formula, true) }
  if (formula.kind === 'product') {
    const { factors, coefficient } = formula
    const [only] = factors
    return coefficient * factor === 1 && factors.length === 1 && only !== undefined
      ? only
      : { ...formula, coefficient: coefficient * factor }
  }
  return { kind: 'product', by: 'each', coefficient: factor, factors: [formula] }
}

/** The number and the factors of a product of this kind. */
const factorsOf = (
  by: 'matrix' | 'each',
  formula: Formula
): { readonly coefficient: number; readonly factors: readonly Formula[] } =>
  formula.kind === 'product' && (formula.by === by || formula.factors.length === 1)
    ? formula
    : formula.kind === 'number' && by === 'each'
      ? { coefficient: formula.value, factors: [] }
      : { coefficient: 1, factors: [formula] }

/**
 * x ⊙ y, or the matrix product x y. Products of products are one product. A factor that is 1 in one branch of a choice, or 0, moves
 * into the choice: dy ⊙ (1 where y > 0, else 0) is dy where y > 0, else 0.
 */
export const product = (by: 'matrix' | 'each', x: Formula, y: Formula): Formula => {
  if (by === 'each')
    for (const [one, other] of [
      [x, y],
      [y, x]
    ] as const)
      if (other.kind === 'where' && one.kind === 'name' && isSimple(other))
        return {
          ...other,
          positive: product(by, one, other.positive),
          otherwise: product(by, one, other.otherwise)
        }
  const [left, right] = [factorsOf(by, x), factorsOf(by, y)]
  const coefficient = left.coefficient * right.coefficient
  const factors = [...left.factors, ...right.factors]
  const [only] = factors
  if (coefficient === 0 || only === undefined) return number(coefficient)
  return coefficient === 1 && factors.length === 1 ? only : { kind: 'product', by, coefficient, factors }
}

const isSimple = ({ positive, otherwise }: Extract<Formula, { readonly kind: 'where' }>): boolean =>
  [positive, otherwise].some(branch => isNumber(branch, 0) || isNumber(branch, 1))
