/** Changes of one tensor by mistake: of a gradient, an output gradient, a parameter, or a value inside of the layer. */
import { type Shape } from '../../src/tensor/Shape.js'
import { movedOut, only, repeated, reversed, shifted, summed, transposed, turned } from './axes.js'
import { type Row } from './Row.js'

export interface Change {
  /** The mistake, from the name of the tensor and of its axes. */
  readonly text: (name: string, axis: (axis: number) => string) => string
  /** Undefined if the tensor has no such axis. */
  readonly of: (shape: Shape, row: Row) => Row | undefined
}

const each = (text: Change['text'], f: (x: number) => number): Change => ({ text, of: (_, row) => row.map(f) })

const axes = [0, 1, 2, 3]

const along = (
  text: (name: string, axis: string) => string,
  change: (shape: Shape, axis: number, size: number) => (row: Row) => Row
): readonly Change[] =>
  axes.map(axis => ({
    text: (name, nameOf) => text(name, nameOf(axis)),
    of: (shape, row) => (axis < shape.length ? change(shape, axis, shape[axis] ?? 1)(row) : undefined)
  }))

/** Only the slice at one index is used, where a sum over all of them is due. */
const alone = (end: string, isAt: (index: number, size: number) => boolean): readonly Change[] =>
  along(
    (name, axis) =>
      axis === examples
        ? `a missing batch sum: ${name} is that of the ${end} example only`
        : `a missing sum over ${axis}: ${name} is that of the ${end} index only`,
    (shape, axis, size) => only(shape, axis, index => isAt(index, size))
  )

/** The name of the axis of the batch. */
export const examples = 'the examples'

export const changes: readonly Change[] = [
  ...axes.flatMap(axis =>
    axes.slice(axis + 1).map((other): Change => ({
      text: (name, nameOf) =>
        `a transpose: rows and columns of ${name} (${nameOf(axis)}, ${nameOf(other)}) are exchanged`,
      of: (shape, row) => (other < shape.length ? transposed(shape, axis, other)(row) : undefined)
    }))
  ),
  ...along((name, axis) => `permuted: ${name} is reversed along ${axis} (flipped, or in the opposite order)`, reversed),
  { text: name => `permuted: ${name} is in the opposite order`, of: (_, row) => row.toReversed() },
  {
    text: name =>
      `permuted: ${name} is rotated by 180°, reversed along both of the last axes (flipped by mistake, or not flipped)`,
    of: (shape, row) => (shape.length > 2 ? turned(shape)(row) : undefined)
  },
  ...[1, -1].flatMap(by => [
    ...along(
      (name, axis) => `off by one: ${name} is shifted along ${axis}`,
      (shape, axis) => shifted(shape, axis, by)
    ),
    ...along(
      (name, axis) => `off by one: ${name} is shifted along ${axis}, with zeros at the edge`,
      (shape, axis) => movedOut(shape, axis, by)
    )
  ]),
  ...along(
    (name, axis) => `off by one: the last index of ${name} along ${axis} is left out`,
    (shape, axis, size) => only(shape, axis, index => index < size - 1)
  ),
  ...along(
    (name, axis) => `off by one: the first index of ${name} along ${axis} is left out`,
    (shape, axis) => only(shape, axis, index => index > 0)
  ),
  ...along(
    (name, axis) => `${name} of the first index along ${axis} is used for all indices`,
    (shape, axis) => repeated(shape, axis, 0)
  ),
  ...along((name, axis) => `each entry has the sum over all of ${axis} of ${name}`, summed),
  ...alone('first', index => index === 0),
  ...alone('last', (index, size) => index === size - 1),
  { text: name => `${name} is normalised to length 1`, of: (_, row) => row.map(x => x / Math.hypot(...row)) },
  each(
    name => `1 is used instead of ${name}`,
    () => 1
  ),
  each(name => `the sign of ${name} is lost: its absolute value is used`, Math.abs),
  each(
    name => `${name} is squared`,
    x => x * x
  )
]
