/** Generates cases for a loss: a prediction and a target. */
import * as fc from 'fast-check'
import { type NumbersOf } from '../../src/catalogue/losses.js'
import { type UntypedLoss } from '../../src/learning/Loss.js'
import { type Shape, type Shapes } from '../../src/tensor/Shape.js'
import { type AnyTensor, fromArray, toArray } from '../../src/tensor/Tensor.js'
import { exampleShape, mapBatches, sameValue, type Value } from '../../src/algebra/Value.js'
import { type Exhibit } from '../law/Law.js'
import { type LossSubject } from '../subject/losses.js'
import { numbersOf, sameShapes, showValue } from '../value/Numbers.js'
import { kindsOf, type PaletteName } from './numbers.js'
import { batchSize, value } from './value.js'

export interface LossCase {
  readonly loss: UntypedLoss
  readonly examples: number
  readonly prediction: Value
  readonly target: Value
  /** Another prediction for that target. */
  readonly other: Value
}

type Row = readonly number[]

const largestPlace = (row: Row): number => row.indexOf(Math.max(...row))

/** Maps any row along the last axis to a valid one. `classes` is the number of classes of the prediction. */
const made = (kind: NumbersOf, classes: number): ((row: Row) => Row) => {
  const each = (f: (x: number) => number) => (row: Row) => row.map(f)
  switch (kind) {
    case 'any':
      return row => row
    case 'positive':
      return each(x => Math.abs(x) + 0.125)
    case 'fractions':
      return each(x => 1 / (1 + Math.exp(-Math.min(Math.max(x, -6), 6))))
    case 'probabilities':
      return row => {
        const exponentials = row.map(x => Math.exp(Math.min(Math.max(x, -6), 6)))
        const total = exponentials.reduce((sum, x) => sum + x, 0)
        return exponentials.map(x => x / total)
      }
    case 'oneHot':
      return row => row.map((_, i) => (i === largestPlace(row) ? 1 : 0))
    case 'bits':
      return each(x => (x < 0 ? 0 : 1))
    case 'signs':
      return each(x => (x < 0 ? -1 : 1))
    case 'classes':
      return each(x => Math.floor(Math.abs(x)) % classes)
  }
}

const lastSize = (shape: Shape): number => (shape.length < 2 ? 1 : (shape.at(-1) ?? 1))

const valid = (kind: NumbersOf, classes: number): (<V extends Value>(raw: V) => V) => {
  const make = made(kind, classes)
  return mapBatches((raw: AnyTensor): AnyTensor => {
    const numbers = toArray(raw)
    const size = lastSize(raw.shape)
    const rows = Array.from({ length: numbers.length / size }, (_, i) => numbers.slice(i * size, (i + 1) * size))
    return fromArray(raw.shape, rows.flatMap(make))
  })
}

const rows: readonly Shapes[] = [[1], [2], [3], [4]]

export const lossCase = (subject: LossSubject, palette: PaletteName = 'special'): fc.Arbitrary<LossCase> => {
  const { loss, shapes = rows, prediction = 'any', target = 'any' } = subject
  return fc.tuple(fc.constantFrom(...shapes), batchSize).chain(([shape, examples]) => {
    const [first] = shape.slice(-1)
    const classes = typeof first === 'number' ? first : 1
    const predictions = value(examples, shape, palette).map(valid(prediction, classes))
    const targets = value(examples, loss.targetShape?.(shape) ?? shape).map(valid(target, classes))
    const any = fc.record({ prediction: predictions, target: targets, other: predictions })
    const equal = any.map(drawn =>
      target === prediction && sameShapes(drawn.target, drawn.prediction)
        ? { ...drawn, prediction: drawn.target }
        : drawn
    )
    return fc
      .oneof({ weight: 5, arbitrary: any }, { weight: 1, arbitrary: equal })
      .map(drawn => ({ loss, examples, ...drawn }))
  })
}

export const exhibitsOfLoss = ({ prediction, target }: LossCase): readonly Exhibit[] => [
  ['prediction', showValue(prediction)],
  ['target', showValue(target)]
]

export const reachedByLoss = ({ examples, prediction, target }: LossCase): readonly string[] => [
  ...kindsOf(numbersOf(prediction)),
  ...(sameValue(prediction, target) ? ['the target itself'] : []),
  ...(examples === 1 ? ['batch of one'] : ['batch of several']),
  ...(exampleShape(prediction).length === 0 ? ['a number'] : [])
]
