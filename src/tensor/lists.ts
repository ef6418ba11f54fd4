import { showSize } from './open.js'
import { elementCount, type Shape, showShape } from './Shape.js'

/** Numbers in nested lists, one level per axis: `[[0, 1], [1, 1]]`. A plain number is a scalar. */
export type Nested = number | readonly Nested[]

/**
 * The type of the nested lists for a tensor of shape S: `NestedOf<readonly [2, 3]>` is a list of lists of numbers. The lists
 * are typed as non-empty, because every size is at least 1. `Nested` if the number of axes is unknown.
 */
export type NestedOf<S extends Shape> = number extends S['length']
  ? Nested
  : S extends readonly [number, ...infer Inner extends Shape]
    ? readonly [NestedOf<Inner>, ...NestedOf<Inner>[]]
    : number

/** Nests numbers in row-major order into lists of the given shape, reading from index `from`. Default: 0. */
export const nest = (shape: Shape, numbers: ArrayLike<number>, from = 0): Nested => {
  const [size, ...inner] = shape
  if (size === undefined) return numbers[from] ?? NaN
  const length = elementCount(inner)
  return Array.from({ length: size }, (_, i) => nest(inner, numbers, from + i * length))
}

const showNumber = (x: number): string => (Object.is(x, -0) ? '-0' : String(Number(x.toPrecision(6))))

/**
 * Formats numbers in row-major order as text: `[[0, 1], [1, 1]]`, with at most six significant digits per number. Long axes show
 * only their ends: three entries each for at most two axes, otherwise one.
 */
export const showNumbers = (shape: Shape, numbers: ArrayLike<number>): string => {
  const ends = shape.length > 2 ? 1 : 3
  const show = ([size, ...inner]: Shape, from: number): string => {
    if (size === undefined) return showNumber(numbers[from] ?? NaN)
    const length = elementCount(inner)
    const entry = (i: number): string => show(inner, from + i * length)
    const entries = (first: number, last: number) => Array.from({ length: last - first }, (_, i) => entry(first + i))
    const isLong = size > 2 * ends + 2
    const shown = isLong ? [...entries(0, ends), '…', ...entries(size - ends, size)] : entries(0, size)
    return `[${shown.join(', ')}]`
  }
  return show(shape, 0)
}

/** The text of a tensor in `console.log`: `Tensor [2, 2]: [[0, 1], [1, 1]]`. */
export const printed = (shape: Shape, numbers: ArrayLike<number>): string =>
  `Tensor ${showShape(shape)}: ${showNumbers(shape, numbers)}`

/** The text of a traced tensor in `console.log`: `Tensor [batch, 2] (traced)`. */
export const printedTraced = (shape: Shape): string => `Tensor [${shape.map(showSize).join(', ')}] (traced)`
