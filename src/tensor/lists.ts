/** Numbers in row-major order as nested lists and as text: what tensors are written, printed and saved as. */
import { elementCount, type Shape, showShape } from './Shape.js'

/** Numbers in nested lists, one level per axis: `[[0, 1], [1, 1]]`. */
export type Nested = number | readonly Nested[]

/**
 * The nested lists that hold the numbers of a tensor of shape S: `NestedOf<readonly [2, 3]>` is a list of lists of numbers.
 * No list is empty, because every size is at least 1. `Nested` if the number of axes is unknown.
 */
export type NestedOf<S extends Shape> = number extends S['length']
  ? Nested
  : S extends readonly [number, ...infer Inner extends Shape]
    ? readonly [NestedOf<Inner>, ...NestedOf<Inner>[]]
    : number

/** The numbers of a tensor of this shape as nested lists. */
export const nest = (shape: Shape, numbers: ArrayLike<number>, from = 0): Nested => {
  const [size, ...inner] = shape
  if (size === undefined) return numbers[from] ?? NaN
  const length = elementCount(inner)
  return Array.from({ length: size }, (_, i) => nest(inner, numbers, from + i * length))
}

const showNumber = (x: number): string => (Object.is(x, -0) ? '-0' : String(Number(x.toPrecision(6))))

/**
 * The numbers of a tensor of this shape as text: `[[0, 1], [1, 1]]`. At most six digits a number. Of a long axis only the ends:
 * three entries each if there are at most two axes, else one.
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

/** A tensor as `console.log` prints it: `Tensor [2, 2]: [[0, 1], [1, 1]]`. */
export const printed = (shape: Shape, numbers: ArrayLike<number>): string =>
  `Tensor ${showShape(shape)}: ${showNumbers(shape, numbers)}`

/** A tensor without numbers as `console.log` prints it: `Tensor [batch, 2] (traced)`. An open batch size is infinite. */
export const printedTraced = (shape: Shape): string =>
  `Tensor [${shape.map(size => (size === Infinity ? 'batch' : String(size))).join(', ')}] (traced)`
