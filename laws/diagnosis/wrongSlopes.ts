/** Slopes and Jacobians that are mistaken for the right ones. */
import { type AnyTensor } from '../../src/tensor/Tensor.js'
import { type Segment, along } from '../program/Tape.js'
import { type Row, at } from './Evidence.js'
import { rowOf } from './Scene.js'
import { changed } from './sites.js'
import { slopes } from './slopes.js'

/** A wrong slope of an element-wise stretch: a row for the numbers of its root. */
export type Slope = (segment: Segment) => Row

export const rightSlope = (segment: Segment): Row => rowOf(along(segment, segment.root.value)[1])

const slopeAt =
  (place: (x: AnyTensor, y: AnyTensor) => AnyTensor): Slope =>
  segment =>
    rowOf(along(segment, place(segment.root.value, segment.end.value))[1])

/** The slope of a function of two straight pieces, with the pieces exchanged. */
export const exchanged: Slope = segment => {
  const row = rightSlope(segment)
  const pieces = [...new Set(row.map(t => Number(t.toPrecision(9))))]
  const [one = NaN, other = NaN] = pieces
  return pieces.length === 2 ? row.map(t => one + other - t) : row.map(() => NaN)
}

export const wrongSlopes: readonly (readonly [text: string, of: Slope])[] = [
  ['the slopes of its two sides are exchanged (swapped, on the wrong side)', exchanged],
  ...slopes.map(
    ([name, of]) =>
      [
        `${name} is used instead of its derivative`,
        (segment: Segment) => {
          const [y, t] = [rowOf(segment.end.value), rightSlope(segment)]
          return rowOf(segment.root.value).map((x, i) => of(x, at(y, i), at(t, i)))
        }
      ] as const
  ),
  ['the derivative is evaluated at the output instead of the input', slopeAt((_, y) => y)],
  [
    'the derivative is evaluated at −x, the input with the opposite sign',
    slopeAt(x => changed(x, row => row.map(u => -u)) ?? x)
  ],
  [
    'the derivative is evaluated at the absolute value of the input',
    slopeAt(x => changed(x, row => row.map(Math.abs)) ?? x)
  ]
]

/** What is used instead of a Jacobian that mixes numbers, such as that of a softmax. */
export const wrongJacobians: readonly (readonly [text: string, of: Slope])[] = [
  ['is missing: the output gradient is passed on unchanged', ({ end }) => rowOf(end.value).map(() => 1)],
  [
    'has only its diagonal y (1 − y), the terms through the sum are dropped',
    ({ end }) => rowOf(end.value).map(y => y * (1 - y))
  ],
  ['is replaced by y: the terms through the sum are dropped', ({ end }) => rowOf(end.value)]
]

/** Whether the slope of a stretch is no constant: a constant factor is a path. */
export const isCurved = (segment: Segment): boolean => {
  const [first = 0, ...rest] = rightSlope(segment)
  return rest.some(t => Math.abs(t - first) > 1e-9 * Math.abs(first))
}
