/**
 * The data of one tensor in one draw: the gradient that the layer claims, and the measured dependence of each output on the tensor.
 *
 *     J[o, i] = ∂yₒ / ∂xᵢ      (f(x + h eᵢ) − f(x − h eᵢ)) / 2h      the true gradient is Jᵀ dy
 *
 * A diagnosis needs many numbers, but only about ten digits of each, so a plain central quotient replaces the measurement of
 * the laws. Only some entries of a large tensor are measured.
 */
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { tensorsOf } from '../../src/algebra/Value.js'
import { type Case, namesOf } from '../generator/layer.js'
import { type Direction, moved, unit } from '../layer/Direction.js'
import { indices, numbersOf, withNumbers } from '../value/Numbers.js'
import { type PartName, partOf, valueOf } from '../layer/Part.js'
import { forward } from '../value/Passes.js'
import { type Row, at, closeness, dot, norm } from './Row.js'

/** A tensor of the parameters or of the input. */
export interface Place {
  readonly name: string
  readonly part: PartName
  readonly shape: Shape
  /** Index of its first number within the part. */
  readonly from: number
}

export interface Evidence {
  readonly drawn: Case
  readonly place: Place
  /** All tensors of the draw, including this one. */
  readonly places: readonly Place[]
  /** Row-major indices of the measured entries; all rows below hold these entries only. */
  readonly entries: readonly number[]
  readonly isWhole: boolean
  readonly numbers: Row
  readonly analytic: Row
  readonly numeric: Row
  /** Whether the analytic value is a derivative. At a kink there is more than one. */
  readonly right: readonly boolean[]
  /** For each entry, the derivatives of all outputs. */
  readonly columns: readonly Row[]
  readonly output: Row
  readonly outputShape: Shape
  readonly outputGradient: Row
}

/** Up to `small` entries all are measured, of larger tensors about `some`. */
const small = 48
const some = 16

const step = 2 ** -17

const placesOf = ({ layer, params, input }: Case): readonly Place[] => {
  const inputs = tensorsOf(input)
  const list = (part: PartName, tensors: readonly { readonly shape: Shape }[], nameOf: (i: number) => string) => {
    let from = 0
    return tensors.map(({ shape }, i) => {
      const place = { name: nameOf(i), part, shape, from }
      from += elementCount(shape)
      return place
    })
  }
  return [
    ...list('parameters', params, i => namesOf(layer)[i] ?? `parameter ${i}`),
    ...list('input', inputs, i => (inputs.length === 1 ? 'input' : `part ${i} of the input`))
  ]
}

const outputAt = ({ layer, params, input }: Case, { part }: Place, direction: Direction, t: number): Row => {
  const [output] =
    part === 'parameters'
      ? forward(layer, moved(params, direction, t), input)
      : forward(layer, params, moved(input, direction, t))
  return Array.from(numbersOf(output))
}

export const valueAt = (drawn: Case, { part, from, shape }: Place): Row =>
  Array.from(numbersOf(valueOf(drawn, part)).subarray(from, from + elementCount(shape)))

/** ∂y / ∂xᵢ: central, and from the left and the right, which differ at a kink. */
const column = (drawn: Case, place: Place, here: Row, i: number, x: number) => {
  const h = step * Math.max(1, Math.abs(x))
  const direction = unit(place.from + i)
  const [before, after] = [outputAt(drawn, place, direction, -h), outputAt(drawn, place, direction, h)]
  const left = here.map((y, o) => (y - at(before, o)) / h)
  const right = here.map((y, o) => (at(after, o) - y) / h)
  return { left, right, central: before.map((y, o) => (at(after, o) - y) / (2 * h)) }
}

/** The draw with the numbers of one tensor replaced. */
export const placed = (drawn: Case, { part, from }: Place, row: Row): Case => {
  const numbers = numbersOf(valueOf(drawn, part))
  numbers.set(row, from)
  return part === 'parameters'
    ? { ...drawn, params: withNumbers(drawn.params)(numbers) }
    : { ...drawn, input: withNumbers(drawn.input)(numbers) }
}

/** The given entries of a tensor. */
const pick = (numbers: Float64Array, { from }: Place, entries: readonly number[]): Row =>
  entries.map(i => numbers[from + i] ?? NaN)

/** The gradient that backward gives for some entries of a tensor. */
export const claimedAt = (drawn: Case, place: Place, entries: readonly number[]): Row =>
  pick(partOf(drawn, place.part).gradient(), place, entries)

/** The measured gradient for some entries of a tensor. */
export const gradientAt = (drawn: Case, place: Place, entries: readonly number[]): Row => {
  const here = Array.from(numbersOf(forward(drawn.layer, drawn.params, drawn.input)[0]))
  const dy = Array.from(numbersOf(drawn.outputGradient))
  const numbers = pick(numbersOf(valueOf(drawn, place.part)), place, entries)
  return entries.map((i, j) => dot(dy, column(drawn, place, here, i, at(numbers, j)).central))
}

/** Entries spread over the whole tensor, plus the known ones and their neighbours in row and column. */
const entriesOf = (shape: Shape, known: readonly number[]): readonly number[] => {
  const size = elementCount(shape)
  const width = shape.at(-1) ?? 1
  const beside = known.flatMap(i => [i, i - 1, i + 1, i - width, i + width]).filter(i => i >= 0 && i < size)
  return size <= small
    ? Array.from({ length: size }, (_, i) => i)
    : [
        ...new Set([
          ...beside,
          ...Array.from({ length: some }, (_, k) => Math.floor(((k * 0.6180339887498949) % 1) * size))
        ])
      ]
}

const evidenceOf = (
  drawn: Case,
  places: readonly Place[],
  place: Place,
  all: Float64Array,
  gradient: Float64Array,
  wanted: readonly number[]
): Evidence => {
  const entries = entriesOf(
    place.shape,
    wanted.filter(i => i >= 0 && i < elementCount(place.shape))
  )
  const [value] = forward(drawn.layer, drawn.params, drawn.input)
  const output = Array.from(numbersOf(value))
  const outputGradient = Array.from(numbersOf(drawn.outputGradient))
  const numbers = pick(all, place, entries)
  const sides = entries.map((i, j) => column(drawn, place, output, i, at(numbers, j)))
  const columns = sides.map(({ central }) => central)
  const analytic = pick(gradient, place, entries)
  const numeric = columns.map(one => dot(outputGradient, one))
  const tolerance = closeness * Math.max(norm(analytic), norm(numeric))
  const right = sides.map(({ left, right }, j) => {
    const [x, y] = [at(analytic, j), at(numeric, j)]
    if (Math.abs(x - y) <= tolerance) return true
    // At a kink each output may have any slope between its two one-sided ones, independently of the other outputs.
    const ends = left.map((l, o) => [l * at(outputGradient, o), at(right, o) * at(outputGradient, o)] as const)
    const bends = left.some((l, o) => Math.abs(l - at(right, o)) > 1e-3 * Math.max(1, Math.abs(l)))
    const [lower, upper] = [Math.min, Math.max].map(f => ends.reduce((sum, [a, b]) => sum + f(a, b), 0))
    return bends && x >= (lower ?? NaN) - 1e-4 && x <= (upper ?? NaN) + 1e-4
  })
  return {
    drawn,
    place,
    places,
    entries,
    isWhole: entries.length === elementCount(place.shape),
    numbers,
    analytic,
    numeric,
    right,
    columns,
    output,
    outputShape: tensorsOf(value).length === 1 ? (tensorsOf(value)[0]?.shape ?? []) : [],
    outputGradient
  }
}

/** The evidence for each tensor of a part. `wanted` entries are among the measured ones. */
export const gather = (drawn: Case, part: PartName, wanted: readonly number[]): readonly Evidence[] => {
  const { numbers, gradient } = partOf(drawn, part)
  const found = gradient()
  const places = placesOf(drawn)
  return places
    .filter(place => place.part === part)
    .map(place =>
      evidenceOf(
        drawn,
        places,
        place,
        numbers,
        found,
        wanted.map(w => w - place.from)
      )
    )
}

export const isWrong = ({ right }: Evidence): boolean => right.includes(false)

/** The indices of each entry. */
export const indicesOf = ({ place, entries }: Evidence): readonly Shape[] => entries.map(i => indices(place.shape, i))
