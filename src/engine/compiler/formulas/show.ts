import { type Formula, type Name, number, type Reduction, type Term } from './Formula.js'

/** How tightly a text binds. A text is put into parentheses where a tighter one is needed. */
const level = { choice: 0, sum: 1, reduction: 1.5, product: 2, matrix: 3, application: 4, atom: 5 } as const

type Level = (typeof level)[keyof typeof level]

/** A formula as text, and how tightly it binds. */
export interface Shown {
  readonly text: string
  readonly level: number
}

/** A way to write formulas: plain text, LaTeX or HTML. */
export interface Notation {
  readonly name: (name: Name) => string
  readonly number: (value: number) => string
  /** The signs of a matrix product and of a product element by element, with their spaces. */
  readonly times: { readonly matrix: string; readonly each: string }
  readonly minus: string
  readonly parentheses: (text: string) => string
  readonly square: (base: string) => string
  readonly transpose: (base: string) => string
  /** Notations that draw a fraction with a bar, or a root with a line, need no parentheses. */
  readonly fraction: ((over: string, under: string) => string) | undefined
  readonly root: ((of: string) => string) | undefined
  readonly absolute: (of: string) => string
  readonly functionName: (name: string) => string
  readonly reduction: (what: Reduction, axes: string) => string
  readonly choice: (condition: string, positive: string, otherwise: string) => string
  readonly list: (items: readonly string[]) => string
  readonly part: (of: string, range: string) => string
  readonly plain: (text: string) => string
  readonly greater: string
  readonly less: string
}

const shown = (text: string, level: Level): Shown => ({ text, level })

const isWhole = (x: number): boolean => Math.abs(x - Math.round(x)) < 1e-12 * x

/** Whether a factor is written as a division: ½, ⅓, or 1/√3. A short decimal, such as 0.01, stays. */
const isDivision = (factor: number): boolean => {
  const inverse = 1 / factor
  const isExact = isWhole(inverse) || isWhole(inverse * inverse) || isWhole((inverse * inverse) / (2 * Math.PI))
  return factor < 1 && isExact && (factor === 0.5 || String(factor).length > 6)
}

/** Writes formulas in a notation. */
export const showIn = (notation: Notation): ((formula: Formula) => string) => {
  const { times, minus, parentheses } = notation

  const at = (least: Level, formula: Formula): string => {
    const { text, level: found } = show(formula)
    if (found >= least) return text
    if (formula.kind === 'function' || (formula.kind === 'over' && formula.what !== 'Σ'))
      return `${prefix(formula)}${parentheses(show(formula.of).text)}`
    return parentheses(text)
  }

  /** What a power or a transpose is written behind. Another power there, or a fraction, needs parentheses. */
  const base = (formula: Formula): string =>
    ['quotient', 'square', 'transpose'].includes(formula.kind)
      ? parentheses(show(formula).text)
      : at(level.atom, formula)

  const prefix = (formula: Extract<Formula, { readonly kind: 'function' | 'over' }>): string =>
    formula.kind === 'function' ? notation.functionName(formula.name) : notation.reduction(formula.what, formula.axes)

  const sumOf = (terms: readonly Term[]): Shown => {
    const positiveFirst = [...terms.filter(term => !term.isNegative), ...terms.filter(term => term.isNegative)]
    const ordered = terms[0]?.isNegative === true ? positiveFirst : terms
    const text = ordered
      .map(({ term, isNegative }, i) => {
        const own = at(i === ordered.length - 1 ? level.reduction : level.product, term)
        return i === 0 ? `${isNegative ? minus : ''}${own}` : ` ${isNegative ? minus : '+'} ${own}`
      })
      .join('')
    return shown(text, level.sum)
  }

  /** c > 0, or a > b for the condition a − b > 0. A number is written on the right. */
  const condition = (formula: Formula): string => {
    const side = (one: Formula): string => at(level.reduction, one)
    const [one, other, ...rest] = formula.kind === 'sum' ? formula.terms : []
    if (one === undefined || other?.isNegative !== true || one.isNegative || rest.length > 0)
      return `${side(formula)} ${notation.greater} ${notation.number(0)}`
    return one.term.kind === 'number'
      ? `${side(other.term)} ${notation.less} ${side(one.term)}`
      : `${side(one.term)} ${notation.greater} ${side(other.term)}`
  }

  const show = (formula: Formula): Shown => {
    switch (formula.kind) {
      case 'name':
        return shown(notation.name(formula), level.atom)
      case 'number':
        return shown(notation.number(formula.value), formula.value < 0 ? level.sum : level.atom)
      case 'sum':
        return sumOf(formula.terms)
      case 'product': {
        const { by, coefficient, factors } = formula
        const own = factors.length === 1 || by === 'matrix' ? level.matrix : level.product
        const last = factors.length - 1
        const text = factors
          .map((factor, i) => at(i === last && by === 'each' ? level.application : level.atom, factor))
          .join(times[by])
        if (coefficient === 1) return shown(text, own)
        if (coefficient < 0) return sumOf([{ isNegative: true, term: { ...formula, coefficient: -coefficient } }])
        if (isDivision(coefficient))
          return show({ kind: 'quotient', over: { ...formula, coefficient: 1 }, under: number(1 / coefficient) })
        return shown(`${notation.number(coefficient)}${times.matrix}${text}`, own)
      }
      case 'quotient': {
        const { over, under } = formula
        if (notation.fraction !== undefined)
          return shown(notation.fraction(show(over).text, show(under).text), level.atom)
        return shown(`${at(level.matrix, over)} / ${at(level.application, under)}`, level.product)
      }
      case 'square':
      case 'transpose':
        return shown(notation[formula.kind](base(formula.of)), level.atom)
      case 'root':
        return shown(
          notation.root === undefined ? `√${at(level.atom, formula.of)}` : notation.root(show(formula.of).text),
          level.atom
        )
      case 'absolute':
        return shown(notation.absolute(show(formula.of).text), level.atom)
      case 'function':
      case 'over': {
        const isSum = formula.kind === 'over' && formula.what === 'Σ'
        const inner = show(formula.of)
        if (isSum && inner.level < level.application && inner.level >= level.product)
          return shown(`${prefix(formula)} ${inner.text}`, level.reduction)
        return inner.level >= level.application || isSum
          ? shown(`${prefix(formula)} ${at(level.application, formula.of)}`, level.application)
          : shown(`${prefix(formula)}${parentheses(inner.text)}`, level.atom)
      }
      case 'where': {
        const { positive, otherwise } = formula
        return shown(
          notation.choice(condition(formula.condition), at(level.sum, positive), show(otherwise).text),
          level.choice
        )
      }
      case 'list':
        return shown(notation.list(formula.items.map(item => show(item).text)), level.atom)
      case 'part':
        return shown(notation.part(at(level.atom, formula.of), formula.range), level.atom)
      case 'call': {
        const operands = formula.operands.map(operand =>
          typeof operand === 'string' ? notation.plain(operand) : show(operand).text
        )
        return shown(`${notation.functionName(formula.name)}${parentheses(operands.join(', '))}`, level.atom)
      }
    }
  }

  return formula => show(formula).text
}
