/**
 * Reads formulas as people write them, and computes them on numbers: `dx = dy ⊙ (1 − y) ⊙ (1 + y)`. Tests compare the results with
 * what a layer computes, so that neither `explain` nor a docstring can state a formula that the layer does not have.
 *
 *     ⊙ ·      product element by element        x W, s x    product of matrices, or with a number
 *     Σ mean max   over the last axis, or over the axes named behind: Σ_batch, Σ over the batch of
 *
 * Sums and products repeat tensors along missing axes and axes of size one, as NumPy does.
 */

/** Numbers in row-major order. */
export interface Grid {
  readonly shape: readonly number[]
  readonly numbers: readonly number[]
}

export type Names = ReadonlyMap<string, Grid>

export const grid = (shape: readonly number[], numbers: Iterable<number>): Grid => ({ shape, numbers: [...numbers] })

const single = (x: number): Grid => grid([], [x])

const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

/** The index of an element, from its row-major index in another shape to which the grid is repeated. */
const indexIn = (own: readonly number[], shape: readonly number[], place: number): number => {
  let index = 0
  let stride = 1
  let rest = place
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1
    const at = axis - (shape.length - own.length)
    if (at >= 0) {
      if ((own[at] ?? 1) > 1) index += (rest % size) * stride
      stride *= own[at] ?? 1
    }
    rest = Math.floor(rest / size)
  }
  return index
}

const together = (shapes: readonly (readonly number[])[]): readonly number[] => {
  const rank = Math.max(...shapes.map(({ length }) => length))
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map(shape => shape[axis - rank + shape.length] ?? 1)
    const size = Math.max(...sizes)
    if (sizes.some(own => own !== 1 && own !== size)) throw new Error(`shapes ${JSON.stringify(shapes)} do not fit`)
    return size
  })
}

const each = (f: (...numbers: readonly number[]) => number, ...grids: readonly Grid[]): Grid => {
  const shape = together(grids.map(one => one.shape))
  return grid(
    shape,
    Array.from({ length: count(shape) }, (_, i) =>
      f(...grids.map(one => one.numbers[indexIn(one.shape, shape, i)] ?? NaN))
    )
  )
}

const transpose = ({ shape, numbers }: Grid): Grid => {
  const [m = 1, n = 1] = shape.slice(-2)
  return grid(
    [...shape.slice(0, -2), n, m],
    numbers.map((_, i) => {
      const matrix = Math.floor(i / (m * n)) * m * n
      const [row, column] = [Math.floor((i % (m * n)) / m), i % m]
      return numbers[matrix + column * n + row] ?? NaN
    })
  )
}

const multiply = (a: Grid, b: Grid): Grid => {
  if (a.shape.length === 0 || b.shape.length === 0) return each((x, y) => x * y, a, b)
  if (b.shape.length === 2 && a.shape.length > 2) {
    const flat = multiply(grid([count(a.shape.slice(0, -1)), a.shape.at(-1) ?? 1], a.numbers), b)
    return grid([...a.shape.slice(0, -1), b.shape[1] ?? 1], flat.numbers)
  }
  const [m = 1, k = 1] = a.shape.slice(-2)
  const [l = 1, n = 1] = b.shape.slice(-2)
  if (k !== l)
    throw new Error(`the product of ${JSON.stringify(a.shape)} and ${JSON.stringify(b.shape)} is not defined`)
  const shape = [...a.shape.slice(0, -2), m, n]
  return grid(
    shape,
    Array.from({ length: count(shape) }, (_, i) => {
      const matrix = Math.floor(i / (m * n))
      const [row, column] = [Math.floor((i % (m * n)) / n), i % n]
      let total = 0
      for (let j = 0; j < k; j++)
        total += (a.numbers[(matrix * m + row) * k + j] ?? NaN) * (b.numbers[(matrix * l + j) * n + column] ?? NaN)
      return total
    })
  )
}

type Fold = (numbers: readonly number[]) => number

const total: Fold = numbers => numbers.reduce((sum, x) => sum + x, 0)

const folds: Readonly<Record<string, Fold>> = {
  Σ: total,
  mean: numbers => total(numbers) / numbers.length,
  max: numbers => Math.max(...numbers),
  variance: numbers => {
    const centre = total(numbers) / numbers.length
    return total(numbers.map(x => (x - centre) ** 2)) / numbers.length
  }
}

/** Folds the axes `from` to `to` − 1. The last axis stays with size one. */
const over = (fold: Fold, { shape, numbers }: Grid, from: number, to: number): Grid => {
  const [outer, size, inner] = [count(shape.slice(0, from)), count(shape.slice(from, to)), count(shape.slice(to))]
  const kept = to === shape.length && from > 0 ? [1] : []
  return grid(
    [...shape.slice(0, from), ...kept, ...shape.slice(to)],
    Array.from({ length: outer * inner }, (_, i) =>
      fold(
        Array.from({ length: size }, (_, j) => numbers[(Math.floor(i / inner) * size + j) * inner + (i % inner)] ?? NaN)
      )
    )
  )
}

const axes = (name: string, { shape: { length } }: Grid): readonly [from: number, to: number] => {
  const [, first, last] = /^axes_(\d+)–(\d+)$/.exec(name) ?? []
  if (first !== undefined && last !== undefined) return [Number(first) - 1, Number(last)]
  if (name === 'batch') return [0, 1]
  if (name === 'rows') return [0, length - 1]
  if (name === 'all') return [0, length]
  if (name === 'example') return [1, length]
  if (name === 'pixels') return [length - 2, length]
  return [length - 1, length]
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

const functions: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp,
  log: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sign: Math.sign,
  round: Math.round,
  σ: sigmoid
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

const tokensOf = (text: string): readonly string[] => {
  const tokens: string[] = []
  const pattern = new RegExp(
    String.raw`\s*(Σ over the batch of|Σ over all rows of|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|[A-Za-zα-ωΦΣ]+′?(?:[₀₁₂₃₄₅₆₇₈₉]+(?:,[₀₁₂₃₄₅₆₇₈₉]+)*)?(?:_[A-Za-z.]+)?(?:_\d–\d)?′?|\d+(?:\.\d+)?|\S)`,
    'uy'
  )
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) tokens.push(found[1] ?? '')
  return tokens
}

/**
 * Computes a formula.
 *
 * @param unnamed the axes of a sum or mean that names none. Default: the last axis.
 */
export const evaluate = (formula: string, names: Names, unnamed = ''): Grid => {
  const tokens = tokensOf(formula)
  let place = 0
  const peek = (): string => tokens[place] ?? ''
  const take = (): string => tokens[place++] ?? ''
  const expect = (token: string): void => {
    const found = take()
    if (found !== token) throw new Error(`expected ${token}, found ${found} in ${formula}`)
  }

  const choice = (): Grid => {
    const positive = sum()
    if (peek() !== 'where') return positive
    take()
    const left = sum()
    const comparison = take()
    const right = sum()
    if (peek() === ',') take()
    expect('else')
    const otherwise = choice()
    const holds = comparison === '>' ? (x: number, y: number) => x > y : (x: number, y: number) => x < y
    return each((x = 0, y = 0, a = 0, b = 0) => (holds(x, y) ? a : b), left, right, positive, otherwise)
  }

  const sum = (): Grid => {
    let total = peek() === '−' ? (take(), each((x = 0) => -x, term())) : term()
    while (peek() === '+' || peek() === '−') {
      const minus = take() === '−'
      total = each((x = 0, y = 0) => (minus ? x - y : x + y), total, term())
    }
    return total
  }

  const term = (): Grid => {
    let product = factor()
    while (['⊙', '·', '/'].includes(peek())) {
      const divides = take() === '/'
      product = each((x = 0, y = 0) => (divides ? x / y : x * y), product, factor())
    }
    return product
  }

  const starts = (token: string): boolean =>
    token !== '' && !['where', 'else', 'for'].includes(token) && /^[A-Za-zα-ωΦΣ\d([√|∞]/u.test(token)

  const factor = (): Grid => {
    let product = powered()
    while (starts(peek()) && !(peek() === '|' && isInside)) product = multiply(product, powered())
    return product
  }

  let isInside = false

  const powered = (): Grid => {
    let base = atom()
    for (;;)
      if (peek() === '²') {
        take()
        base = each((x = 0) => x * x, base)
      } else if (peek() === '³') {
        take()
        base = each((x = 0) => x * x * x, base)
      } else if (peek() === 'ᵀ') {
        take()
        base = transpose(base)
      } else if (peek() === '[') base = part(base)
      else return base
  }

  /** x[0:2, :] without the batch axis. */
  const part = ({ shape, numbers }: Grid): Grid => {
    expect('[')
    const ranges: (readonly [number, number] | undefined)[] = []
    while (peek() !== ']') {
      if (peek() === ',') take()
      if (peek() === ':') {
        take()
        ranges.push(undefined)
      } else {
        const from = Number(take())
        expect(':')
        ranges.push([from, Number(take())])
      }
    }
    expect(']')
    const lead = shape.length - ranges.length
    return ranges.reduce<Grid>(
      (found, range, i) => {
        if (range === undefined) return found
        const axis = lead + i
        const [from, to] = range
        const inner = count(found.shape.slice(axis + 1))
        const size = found.shape[axis] ?? 1
        return grid(
          found.shape.with(axis, to - from),
          found.numbers.filter((_, k) => {
            const at = Math.floor(k / inner) % size
            return at >= from && at < to
          })
        )
      },
      { shape, numbers }
    )
  }

  const list = (): Grid => {
    const items: Grid[] = []
    do {
      take()
      items.push(choice())
    } while (peek() === ',')
    expect(']')
    const shape = together(items.map(({ shape }) => shape.slice(0, -1)))
    const rows = count(shape)
    const widths = items.map(item => item.shape.at(-1) ?? 1)
    return grid(
      [...shape, widths.reduce((total, width) => total + width, 0)],
      Array.from({ length: rows }, (_, row) =>
        items.flatMap((item, i) => item.numbers.slice(row * (widths[i] ?? 1), (row + 1) * (widths[i] ?? 1)))
      ).flat()
    )
  }

  /** The argument of a sum is a whole product: Σ dy ⊙ y. */
  const folded = (name: string): Grid => {
    const [what = '', ...words] = name.split('_')
    const fold = folds[what] ?? total
    const inner = what.startsWith('Σ') ? term() : powered()
    const named = words.join('_')
    const [from, to] = axes(
      what.includes('batch') ? 'batch' : what.includes('rows') ? 'rows' : named === '' ? unnamed : named,
      inner
    )
    return over(fold, inner, from, to)
  }

  const atom = (): Grid => {
    const token = take()
    const known = names.get(token)
    if (known !== undefined) return known
    if (token === '(') {
      const inner = choice()
      expect(')')
      return inner
    }
    if (token === '[') {
      place--
      return list()
    }
    if (token === '|') {
      const before = isInside
      isInside = true
      const inner = choice()
      isInside = before
      expect('|')
      return each((x = 0) => Math.abs(x), inner)
    }
    if (token === '√') return each((x = 0) => Math.sqrt(x), powered())
    if (token === '∞') return single(Infinity)
    if (token === 'π') return single(Math.PI)
    if (/^10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+$/.test(token)) {
      const digits = Array.from(token.slice(2), digit => (digit === '⁻' ? '-' : superscripts.indexOf(digit))).join('')
      return single(Number(`1e${digits}`))
    }
    if (/^\d/.test(token)) return single(Number(token))
    if ((token === 'max' || token === 'min') && peek() === '(') {
      const at = place
      take()
      const first = choice()
      if (peek() === ',') {
        take()
        const second = choice()
        expect(')')
        return each((x = 0, y = 0) => (token === 'max' ? Math.max(x, y) : Math.min(x, y)), first, second)
      }
      place = at
    }
    if (/^(Σ|mean|max|variance)(_|$| over)/.test(token)) return folded(token)
    if (token === 'softmax') {
      const powers = each((x = 0) => Math.exp(x), powered())
      return each((x = 0, y = 1) => x / y, powers, over(total, powers, powers.shape.length - 1, powers.shape.length))
    }
    if (token === 'erf') {
      return each((x = 0) => erfOf(x), powered())
    }
    const f = functions[token]
    if (f === undefined) throw new Error(`unknown ${token} in ${formula}`)
    return each((x = 0) => f(x), powered())
  }

  const found = choice()
  if (place < tokens.length) throw new Error(`cannot read ${peek()} in ${formula}`)
  return found
}

/** The error function, by its series. */
const erfOf = (x: number): number => {
  if (Math.abs(x) > 4) return Math.sign(x)
  let term = x
  let sum = x
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}
