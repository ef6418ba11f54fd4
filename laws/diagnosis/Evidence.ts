/**
 * The gradient of one tensor in one draw, claimed by the layer and measured.
 *
 *     ∂y / ∂xᵢ ≈ (f(x + h eᵢ) − f(x − h eᵢ)) / 2h
 *
 * A diagnosis needs many numbers, but only about ten digits of each, so a plain central quotient replaces the measurement of
 * the laws. Only some entries of a large tensor are measured.
 */
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { tensorsOf } from '../../src/algebra/Value.js'
import { type Case, namesOf } from '../generator/layer.js'
import { moved, unit } from '../layer/Direction.js'
import { indices, numbersOf } from '../value/Numbers.js'
import { type PartName, partOf, valueOf } from '../layer/Part.js'
import { forward } from '../value/Passes.js'
import { type Row, at, closeness, norm } from './Row.js'

export interface Evidence {
  readonly drawn: Case
  readonly part: PartName
  readonly name: string
  readonly shape: Shape
  /** Row-major indices of the measured entries; the rows of the tensor hold these entries only. */
  readonly entries: readonly number[]
  readonly isWhole: boolean
  readonly numbers: Row
  readonly analytic: Row
  readonly numeric: Row
  /** Whether the analytic value is a derivative. At a kink there is more than one. */
  readonly right: readonly boolean[]
  readonly output: Row
  readonly outputGradient: Row
}

/** Up to `small` entries all are measured, of larger tensors about `some`. */
const small = 48
const some = 16

const step = 2 ** -17

/** Entries spread over the whole tensor, plus the known ones and their neighbours in row and column. */
const entriesOf = (shape: Shape, known: readonly number[]): readonly number[] => {
  const size = elementCount(shape)
  if (size <= small) return Array.from({ length: size }, (_, i) => i)
  const width = shape.at(-1) ?? 1
  const beside = known.flatMap(i => [i, i - 1, i + 1, i - width, i + width])
  const spread = Array.from({ length: some }, (_, k) => Math.floor(((k * 0.6180339887498949) % 1) * size))
  return [...new Set([...beside.filter(i => i >= 0 && i < size), ...spread])]
}

const outputOf = ({ layer, params, input }: Case): Row => Array.from(numbersOf(forward(layer, params, input)[0]))

interface Measured {
  readonly numeric: number
  /** The smallest and the largest slope at a kink, where each output may have any slope between its two one-sided ones. */
  readonly between?: readonly [least: number, most: number]
}

/** The derivative along the i-th number x of a part. */
const measured = (drawn: Case, part: PartName, i: number, x: number, here: Row): Measured => {
  const h = step * Math.max(1, Math.abs(x))
  const [before = [], after = []] = [-h, h].map(t =>
    outputOf(
      part === 'parameters'
        ? { ...drawn, params: moved(drawn.params, unit(i), t) }
        : { ...drawn, input: moved(drawn.input, unit(i), t) }
    )
  )
  const sides = Array.from(numbersOf(drawn.outputGradient), (dy, o) => {
    const [left, right] = [(at(here, o) - at(before, o)) / h, (at(after, o) - at(here, o)) / h]
    const bends = Math.abs(left - right) > 1e-3 * Math.max(1, Math.abs(left))
    return { bends, central: (dy * (at(after, o) - at(before, o))) / (2 * h), ends: [dy * left, dy * right] }
  })
  const sum = (of: (side: (typeof sides)[number]) => number) => sides.reduce((total, side) => total + of(side), 0)
  return {
    numeric: sum(({ central }) => central),
    ...(sides.some(({ bends }) => bends)
      ? { between: [sum(({ ends }) => Math.min(...ends)), sum(({ ends }) => Math.max(...ends))] }
      : {})
  }
}

/** The evidence for each tensor of a part. `wanted` entries are among the measured ones. */
export const gather = (drawn: Case, part: PartName, wanted: readonly number[]): readonly Evidence[] => {
  const own = partOf(drawn, part)
  const gradient = own.gradient()
  const [output, outputGradient] = [outputOf(drawn), Array.from(numbersOf(drawn.outputGradient))]
  const tensors = tensorsOf(valueOf(drawn, part))
  return tensors.map(({ shape }, which) => {
    const [from] = own.tensors[which] ?? [0]
    const inputName = tensors.length === 1 ? 'input' : `part ${which} of the input`
    const name = part === 'parameters' ? (namesOf(drawn.layer)[which] ?? `parameter ${which}`) : inputName
    const entries = entriesOf(
      shape,
      wanted.map(w => w - from)
    )
    const pick = (all: Float64Array): Row => entries.map(i => all[from + i] ?? NaN)
    const [numbers, analytic] = [pick(own.numbers), pick(gradient)]
    const found = entries.map((i, j) => measured(drawn, part, from + i, at(numbers, j), output))
    const numeric = found.map(one => one.numeric)
    const tolerance = closeness * Math.max(norm(analytic), norm(numeric))
    const right = found.map(({ numeric, between: [least, most] = [NaN, NaN] }, j) => {
      const x = at(analytic, j)
      return Math.abs(x - numeric) <= tolerance || (x >= least - 1e-4 && x <= most + 1e-4)
    })
    const isWhole = entries.length === elementCount(shape)
    return { drawn, part, name, shape, entries, isWhole, numbers, analytic, numeric, right, output, outputGradient }
  })
}

export const isWrong = ({ right }: Evidence): boolean => right.includes(false)

/** The indices of each entry. */
export const indicesOf = ({ shape, entries }: Evidence): readonly Shape[] => entries.map(i => indices(shape, i))
