/**
 * Guesses that the Jacobian is right, but multiplied by something else than the output gradient: Jᵀ dy′.
 *
 * A missing sum is such a case: the gradient of the first example only belongs to an output gradient that is zero for all
 * other examples.
 */
import { at, dot, type Evidence, type Row } from './Evidence.js'
import { type Change, only, repeated, reversed, shifted, summed, transposed } from './axes.js'
import { type Guess } from './Guess.js'

/** Jᵀ dy′ */
export const pulledBack = ({ columns }: Evidence, outputGradient: Row): Row =>
  columns.map(column => dot(outputGradient, column))

const guess = (cause: string, change: (evidence: Evidence) => Row | undefined): Guess => ({
  cause,
  row: evidence => {
    const row = change(evidence)
    return row && pulledBack(evidence, row)
  }
})

/** The batch axis, and up to three axes of the output. */
const axes = [0, 1, 2, 3]

const onAxes = (cause: (axis: string) => string, change: (shape: readonly number[], axis: number) => Change) =>
  axes.map(axis =>
    guess(cause(axis === 0 ? 'the examples' : `axis ${axis} of the output`), ({ outputShape, outputGradient }) =>
      axis < outputShape.length ? change(outputShape, axis)(outputGradient) : undefined
    )
  )

const elementWise = (cause: string, f: (dy: number, y: number) => number) =>
  guess(cause, ({ outputGradient, output }) => outputGradient.map((dy, o) => f(dy, at(output, o))))

const last = (shape: readonly number[], axis: number): number => (shape[axis] ?? 1) - 1

const which = (axis: number, end: string): string =>
  axis === 0
    ? `a missing batch sum: the gradient is that of the ${end} example only`
    : `a missing sum over axis ${axis} of the output: the gradient is that of the ${end} index only`

export const outputGradients: readonly Guess[] = [
  ...axes.map(axis =>
    guess(which(axis, 'first'), ({ outputShape, outputGradient }) =>
      axis < outputShape.length ? only(outputShape, axis, index => index === 0)(outputGradient) : undefined
    )
  ),
  ...axes.map(axis =>
    guess(which(axis, 'last'), ({ outputShape, outputGradient }) =>
      axis < outputShape.length
        ? only(outputShape, axis, index => index === last(outputShape, axis))(outputGradient)
        : undefined
    )
  ),
  ...onAxes(
    axis => `off by one: the last index along ${axis} is left out`,
    (shape, axis) => only(shape, axis, index => index < last(shape, axis))
  ),
  ...onAxes(
    axis => `off by one: the first index along ${axis} is left out`,
    (shape, axis) => only(shape, axis, index => index > 0)
  ),
  elementWise('the output gradient is ignored: 1 is used instead', () => 1),
  elementWise('the output gradient is squared', dy => dy * dy),
  elementWise('the sign of the output gradient is lost: its absolute value is used', Math.abs),
  elementWise('only the sign of the output gradient is used', Math.sign),
  ...onAxes(axis => `the output gradient is reversed along ${axis}`, reversed),
  ...onAxes(
    axis => `off by one: the output gradient is shifted along ${axis}`,
    (shape, axis) => shifted(shape, axis, 1)
  ),
  ...onAxes(
    axis => `off by one: the output gradient is shifted along ${axis}`,
    (shape, axis) => shifted(shape, axis, -1)
  ),
  ...onAxes(axis => `the output gradient is summed over ${axis} first`, summed),
  ...onAxes(
    axis => `the output gradient of the first index along ${axis} is used for all indices`,
    (shape, axis) => repeated(shape, axis, 0)
  ),
  guess('a transpose: the output gradient is transposed', ({ outputShape, outputGradient }) =>
    outputShape.length >= 3
      ? transposed(outputShape, outputShape.length - 2, outputShape.length - 1)(outputGradient)
      : undefined
  ),
  elementWise('the slope of tanh at the output, 1 − y², is missing', (dy, y) => dy / (1 - y * y)),
  elementWise('the slope of the sigmoid at the output, y (1 − y), is missing', (dy, y) => dy / (y * (1 - y))),
  elementWise('the slope of tanh at the output, 1 − y², is applied twice', (dy, y) => dy * (1 - y * y)),
  elementWise('the slope of the sigmoid at the output, y (1 − y), is applied twice', (dy, y) => dy * y * (1 - y)),
  elementWise('the output gradient is multiplied by the output', (dy, y) => dy * y),
  elementWise('the output gradient is divided by the output', (dy, y) => dy / y)
]
