/** Guesses that the gradient is right up to a factor: a constant, a power of a size, or a number that depends on the entry. */
import { showDescription } from '../../src/layer/Description.js'
import { elementCount } from '../../src/tensor/Shape.js'
import { tensorsOf } from '../../src/algebra/Value.js'
import { at, close, dot, type Evidence, norm, type Row, valueAt } from './Evidence.js'
import { type Guess, type Select, written } from './Guess.js'
import { type Slope, slopes } from './slopes.js'

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
  [0.5, size => `multiplied by the square root of ${size}`]
]

const isAbout = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-5 * Math.abs(y)

const meanOverBatch = 'the mean over the batch is used instead of the sum'

/** Entries at which both are zero fit any factor. */
const isBlank = ({ analytic, numeric, outputGradient }: Evidence): boolean =>
  Math.max(norm(analytic), norm(numeric)) <= 1e-8 * norm(outputGradient)

/** Whether every row of a tensor has its own factor, different from 1. */
const ofRows = (all: readonly Evidence[], select: Select): string | undefined => {
  const rows = all.flatMap(evidence => {
    const { numeric, analytic, place } = evidence
    const width = place.shape.at(-1) ?? 1
    const cut = (row: Row, i: number): Row => row.slice(i * width, (i + 1) * width)
    return select(evidence, analytic).length < elementCount(place.shape) || width < 2
      ? [{ isTimes: false, factor: NaN }]
      : Array.from({ length: numeric.length / width }, (_, i) => {
          const [found, right] = [cut(analytic, i), cut(numeric, i)]
          const factor = dot(found, right) / dot(right, right)
          return {
            factor,
            isTimes: close(
              found,
              right.map(x => factor * x)
            )
          }
        })
  })
  return rows.length > 5 && rows.every(({ isTimes }) => isTimes) && rows.every(({ factor }) => !isAbout(factor, 1))
    ? 'a separate factor for each row or example: a norm, a scale or a weight is missing or wrong'
    : undefined
}

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
  if (factors.some(Number.isNaN)) return ofRows(all, select)
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
  return fitting[0] ?? ofLayers(all, factors)
}

/** A factor for each layer, such as one over the size of its window. */
const ofLayers = (all: readonly Evidence[], factors: Row): string | undefined => {
  const layers = new Map<string, Set<string>>()
  all.forEach(({ drawn }, i) => {
    const layer = showDescription(drawn.layer.description)
    layers.set(layer, new Set([...(layers.get(layer) ?? []), written(Number(at(factors, i).toPrecision(6)))]))
  })
  return layers.size > 1 &&
    all.length >= 3 * layers.size &&
    [...layers.values()].every(known => known.size === 1 && !known.has('1'))
    ? `a factor that differs with the size of the layer (a 1/n is missing, or too much): ${[...layers].map(([layer, [factor]]) => `${factor ?? ''} in ${layer}`).join(', ')}`
    : undefined
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
  ])
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

const isElementWise = ({ columns, output, numbers, isWhole, place }: Evidence): boolean =>
  isWhole &&
  place.part === 'input' &&
  output.length === numbers.length &&
  columns.every((column, i) => norm(column.map((slope, o) => (o === i ? 0 : slope))) === 0)

const slopeRow =
  (slope: Slope): Guess['row'] =>
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
