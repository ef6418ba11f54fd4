/** Guesses that the gradient is right up to a factor: a constant, a power of a size, or a number that depends on the entry. */
import { elementCount } from '../../src/tensor/Shape.js'
import { tensorsOf } from '../../src/algebra/Value.js'
import { at, close, dot, type Evidence, norm, type Place, type Row, valueAt } from './Evidence.js'
import { type Guess, type Select, written } from './Guess.js'

const sizes: readonly (readonly [name: string, size: (evidence: Evidence) => number])[] = [
  ['the batch size', ({ drawn }) => drawn.examples],
  [
    'the number of inputs',
    ({ drawn }) => tensorsOf(drawn.input).reduce((sum, { shape }) => sum + elementCount(shape.slice(1)), 0)
  ],
  [
    'the number of all inputs of the batch',
    ({ drawn }) => tensorsOf(drawn.input).reduce((sum, { shape }) => sum + elementCount(shape), 0)
  ],
  ['the number of outputs', ({ drawn, output }) => output.length / drawn.examples],
  ['the number of all outputs of the batch', ({ output }) => output.length],
  ['the number of its entries', ({ place }) => elementCount(place.shape)],
  ['the number of its rows', ({ place }) => place.shape[0] ?? 1],
  ['the number of its columns', ({ place }) => place.shape.at(-1) ?? 1]
]

const powers: readonly (readonly [power: number, text: (size: string) => string])[] = [
  [-1, size => `divided by ${size}`],
  [1, size => `multiplied by ${size} (a missing 1/n)`],
  [-0.5, size => `divided by the square root of ${size}`],
  [0.5, size => `multiplied by the square root of ${size}`],
  [-2, size => `divided by the square of ${size}`],
  [2, size => `multiplied by the square of ${size}`]
]

const isAbout = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-5 * Math.abs(y)

const meanOverBatch = 'the mean over the batch is used instead of the sum'

/** Entries at which both are zero fit any factor. */
const isBlank = ({ analytic, numeric, outputGradient }: Evidence): boolean =>
  Math.max(norm(analytic), norm(numeric)) <= 1e-8 * norm(outputGradient)

/** One factor per draw, compared with powers of the sizes. */
export const sizeFactor = (draws: readonly Evidence[], select: Select): string | undefined => {
  const all = draws.filter(evidence => !isBlank(evidence))
  const factors = all.map(evidence => {
    const [found, right] = [select(evidence, evidence.analytic), select(evidence, evidence.numeric)]
    const factor = dot(found, right) / dot(right, right)
    return close(
      found,
      right.map(x => factor * x)
    )
      ? factor
      : NaN
  })
  const [first = NaN] = factors
  if (factors.some(Number.isNaN)) return undefined
  const fitting = sizes.flatMap(([name, size]) =>
    powers.flatMap(([power, text]) =>
      all.every((evidence, i) => isAbout(at(factors, i), size(evidence) ** power))
        ? [name === 'the batch size' && power === -1 ? meanOverBatch : `a factor: the gradient is ${text(name)}`]
        : []
    )
  )
  const constant = factors.every(factor => isAbout(factor, first))
  if (constant && isAbout(first, -1)) return 'the sign: the gradient points the opposite way'
  // With a single size, the size and a constant factor cannot be told apart.
  if (constant)
    return [`a factor: the gradient is ${written(first)} times the right one`, ...fitting.slice(0, 2)].join(', or ')
  return fitting[0]
}

/** Numbers that depend on the entry. */
const companions = ({ places }: Evidence): readonly (readonly [name: string, row: Guess['row']])[] => [
  ['the number itself', ({ numbers }) => numbers],
  ['the output', ({ output, numbers, isWhole }) => (isWhole && output.length === numbers.length ? output : undefined)],
  [
    'the output gradient',
    ({ outputGradient, numbers, isWhole }) =>
      isWhole && outputGradient.length === numbers.length ? outputGradient : undefined
  ],
  [
    'the slope of the sigmoid at the number itself',
    ({ numbers }) => numbers.map(x => 1 / (2 + Math.exp(x) + Math.exp(-x)))
  ],
  ['the slope of tanh at the number itself', ({ numbers }) => numbers.map(x => 1 - Math.tanh(x) ** 2)],
  ...places.map(({ name }, which): readonly [string, Guess['row']] => [
    name,
    ({ drawn, places, place, entries }) => {
      const other = places[which]
      if (other === undefined || other.name === place.name) return undefined
      const size = elementCount(other.shape)
      if (elementCount(place.shape) % size !== 0) return undefined
      const numbers = valueAt(drawn, other)
      return entries.map(i => at(numbers, i % size))
    }
  ]),
  ...statistics
]

const widthOf = ({ shape }: Place): number => shape.at(-1) ?? 1

/** A statistic of the row of each entry. */
const ofRow =
  (statistic: (row: Row) => number): Guess['row'] =>
  ({ numbers, place, isWhole }) => {
    const width = widthOf(place)
    if (!isWhole || width < 2) return undefined
    return numbers.map((_, i) => statistic(numbers.slice(i - (i % width), i - (i % width) + width)))
  }

const mean = (row: Row): number => row.reduce((a, b) => a + b, 0) / row.length

const statistics: readonly (readonly [name: string, row: Guess['row']])[] = [
  ['the mean of its row', ofRow(mean)],
  ['the norm of its row', ofRow(row => Math.hypot(...row))],
  ['the standard deviation of its row', ofRow(row => Math.sqrt(mean(row.map(x => (x - mean(row)) ** 2))))],
  ['the largest number of its row', ofRow(row => Math.max(...row))]
]

const exponents: readonly (readonly [power: number, text: (name: string) => string])[] = [
  [1, name => `a factor: the gradient is multiplied by ${name} once too often`],
  [-1, name => `a factor: the gradient is not multiplied by ${name}, or divided by it once too often`],
  [2, name => `a factor: the gradient is multiplied by ${name} twice too often`],
  [-2, name => `a factor: the gradient is not multiplied by the square of ${name}`]
]

/** The right gradient times a power of a number that depends on the entry. */
export const entryFactors = (evidence: Evidence): readonly Guess[] =>
  companions(evidence).flatMap(([name, companion]) =>
    exponents.map(([power, text]) => ({
      cause: text(name),
      row: (one: Evidence) => {
        const numbers = companion(one)
        const row = numbers && one.numeric.map((x, i) => x * at(numbers, i) ** power)
        return row?.every(Number.isFinite) === true ? row : undefined
      }
    }))
  )

/** Wrong slopes, used instead of the derivative t of an element-wise function y of x. */
const slopes: readonly (readonly [name: string, slope: (x: number, y: number, t: number) => number])[] = [
  // Of a product x g(x), g(x) + x g′(x).
  ['the function divided by the input (for a product: a dropped term)', (x, y) => y / x],
  ['the derivative minus the function divided by the input (for a product: a dropped term)', (x, y, t) => t - y / x],
  ['the function itself', (_, y) => y],
  ['the input', x => x],
  ['the square of the derivative (applied twice)', (_, __, t) => t * t],
  ['the square of the function', (_, y) => y * y],
  ['1 minus the function', (_, y) => 1 - y],
  ['1 minus the square of the function', (_, y) => (1 - y) * (1 + y)],
  ['y (1 − y), as for a sigmoid', (_, y) => y * (1 - y)],
  ['1 − tanh² x', x => 1 - Math.tanh(x) ** 2],
  ['the sigmoid of the input', x => 1 / (1 + Math.exp(-x))],
  ['the exponential of the input', Math.exp],
  ['the function times the input', (x, y) => x * y],
  ['the square of the input', x => x * x],
  ['the sign of the input', Math.sign],
  ['the absolute value of the input', Math.abs],
  ['1 / x', x => 1 / x],
  ['the reciprocal of the derivative', (_, __, t) => 1 / t],
  ['the square root of the derivative', (_, __, t) => Math.sqrt(Math.abs(t))],
  ['the absolute value of the derivative', (_, __, t) => Math.abs(t)],
  ['the derivative times the input', (x, _, t) => x * t],
  ['the derivative times the function', (_, y, t) => y * t]
]

const isElementWise = ({ columns, output, numbers, isWhole, place }: Evidence): boolean =>
  isWhole &&
  place.part === 'input' &&
  output.length === numbers.length &&
  columns.every((column, i) => norm(column.map((slope, o) => (o === i ? 0 : slope))) === 0)

const slopeRow =
  (slope: (x: number, y: number, t: number) => number): Guess['row'] =>
  evidence => {
    if (!isElementWise(evidence)) return undefined
    const { numbers, output, outputGradient, columns } = evidence
    const row = numbers.map((x, i) => at(outputGradient, i) * slope(x, at(output, i), at(columns[i] ?? [], i)))
    return row.every(Number.isFinite) ? row : undefined
  }

export const elementSlopes: readonly Guess[] = slopes.map(([name, slope]) => ({
  cause: `${name} is used instead of its derivative`,
  row: slopeRow(slope)
}))

export const elementTerms: readonly Guess[] = slopes.map(([name, slope]) => ({
  cause: `the output gradient times ${name}`,
  row: slopeRow(slope)
}))
