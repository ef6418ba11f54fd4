/** A gradient that is right up to a factor: a constant, or a power of a size. */
import { showDescription } from '../../src/layer/Description.js'
import { elementCount } from '../../src/tensor/Shape.js'
import { tensorsOf } from '../../src/algebra/Value.js'
import { type Evidence } from './Evidence.js'
import { type Row, at, close, dot, isAbout, norm, written } from './Row.js'

/** Selects the entries of a row that the factor must explain. */
type Select = (evidence: Evidence, row: Row) => Row

export const everywhere: Select = (_, row) => row

export const whereWrong: Select = ({ right }, row) => row.filter((_, j) => right[j] === false)

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
  ['the number of its entries', ({ shape }) => elementCount(shape)],
  ['the number of its rows', ({ shape }) => shape[0] ?? 1],
  ['the number of its columns', ({ shape }) => shape.at(-1) ?? 1]
]

const powers: readonly (readonly [power: number, text: (size: string) => string])[] = [
  [-1, size => `divided by ${size}`],
  [1, size => `multiplied by ${size} (a missing 1/n)`],
  [-0.5, size => `divided by the square root of ${size}`],
  [0.5, size => `multiplied by the square root of ${size}`]
]

const meanOverBatch = 'the mean over the batch is used instead of the sum'

/** Entries at which both are zero fit any factor. */
const isBlank = ({ analytic, numeric, outputGradient }: Evidence): boolean =>
  Math.max(norm(analytic), norm(numeric)) <= 1e-8 * norm(outputGradient)

/** The factor between two rows, or NaN if neither is a multiple of the other. */
const factorOf = (found: Row, right: Row): number => {
  const factor = dot(found, right) / dot(right, right)
  return close(
    found,
    right.map(x => factor * x)
  )
    ? factor
    : NaN
}

/** Whether every row of a tensor has its own factor, different from 1. */
const ofRows = (all: readonly Evidence[], select: Select): string | undefined => {
  const factors = all.flatMap(evidence => {
    const { numeric, analytic, shape } = evidence
    const width = shape.at(-1) ?? 1
    if (select(evidence, analytic).length < elementCount(shape) || width < 2) return [NaN]
    const cut = (row: Row, i: number): Row => row.slice(i * width, (i + 1) * width)
    return Array.from({ length: numeric.length / width }, (_, i) => factorOf(cut(analytic, i), cut(numeric, i)))
  })
  return factors.length > 5 && factors.every(factor => Number.isFinite(factor) && !isAbout(factor, 1))
    ? 'a separate factor for each row or example: a norm, a scale or a weight is missing or wrong'
    : undefined
}

/** One factor per draw, compared with powers of the sizes. */
export const sizeFactor = (draws: readonly Evidence[], select: Select): string | undefined => {
  const all = draws.filter(evidence => !isBlank(evidence))
  const factors = all.map(evidence => factorOf(select(evidence, evidence.analytic), select(evidence, evidence.numeric)))
  const [first = NaN] = factors
  if (factors.length === 0) return undefined
  if (factors.some(Number.isNaN)) return ofRows(all, select)
  const fitting = sizes.flatMap(([name, size]) =>
    powers.flatMap(([power, text]) =>
      all.every((evidence, i) => isAbout(at(factors, i), size(evidence) ** power))
        ? [name === 'the batch size' && power === -1 ? meanOverBatch : `a factor: the gradient is ${text(name)}`]
        : []
    )
  )
  const constant = factors.every(factor => isAbout(factor, first))
  if (constant && written(first, 8) === '1') return undefined
  if (constant && isAbout(first, -1)) return 'the sign: the gradient points the opposite way'
  // With a single size, the size and a constant factor cannot be told apart.
  if (constant)
    return [`a factor: the gradient is ${written(first, 8)} times the right one`, ...fitting.slice(0, 2)].join(', or ')
  return fitting[0] ?? ofLayers(all, factors)
}

/** A factor for each layer, such as one over the size of its window. */
const ofLayers = (all: readonly Evidence[], factors: Row): string | undefined => {
  const names = all.map(({ drawn }) => showDescription(drawn.layer.description))
  const layers = [...new Set(names)].map(name => ({
    name,
    known: new Set(factors.filter((_, i) => names[i] === name).map(factor => written(factor)))
  }))
  return layers.length > 1 &&
    all.length >= 3 * layers.length &&
    layers.every(({ known }) => known.size === 1 && !known.has('1'))
    ? `a factor that differs with the size of the layer (a 1/n is missing, or too much): ${layers.map(({ name, known }) => `${[...known].join()} in ${name}`).join(', ')}`
    : undefined
}
