/** Generates cases for a loss: a prediction and a target. */
import * as fc from 'fast-check'
import { type NumbersOf } from '../../src/catalogue/losses.js'
import { type UntypedLoss } from '../../src/learning/Loss.js'
import { type Shape, type Shapes } from '../../src/tensor/Shape.js'
import { shown } from '../../src/tensor/shown.js'
import { type AnyTensor, fromArray, toArray } from '../../src/tensor/Tensor.js'
import { exampleShape, isTensor, mapBatches, sameValue, type Value } from '../../src/algebra/Value.js'
import { type Exhibit } from '../law/Law.js'
import { type LossSubject, type NumbersOfParts } from '../subject/losses.js'
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

/** The same for numbers of any magnitude, which come near the ends of an interval. */
const madeFar = (kind: NumbersOf): ((row: Row) => Row) | undefined => {
  const weights = (row: Row): Row => row.map(x => Math.abs(x))
  if (kind === 'positive') return weights
  if (kind === 'fractions') return row => row.map(x => (x < 0 ? 1 + x / (1 - x) : x / (1 + x)))
  if (kind !== 'probabilities') return undefined
  return row => {
    const total = weights(row).reduce((sum, x) => sum + x, 0)
    return weights(row).map(x => x / total)
  }
}

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
    default:
      throw new RangeError(`Expected a kind of numbers, such as 'any' or 'oneHot', found ${shown(kind)}`)
  }
}

const lastSize = (shape: Shape): number => (shape.length < 2 ? 1 : (shape.at(-1) ?? 1))

const validTensor =
  (kind: NumbersOf, classes: number, isFar: boolean) =>
  (raw: AnyTensor): AnyTensor => {
    const numbers = toArray(raw)
    const size = lastSize(raw.shape)
    const rows = Array.from({ length: numbers.length / size }, (_, i) => numbers.slice(i * size, (i + 1) * size))
    return fromArray(raw.shape, rows.flatMap((isFar ? madeFar(kind) : undefined) ?? made(kind, classes)))
  }

/** The number of classes of a prediction: the size of the last axis. */
const classesOf = (shape: Shapes): number => {
  const last = shape.at(-1)
  return typeof last === 'number' ? last : 1
}

/** Makes a value valid. The shapes are those of the prediction; each part of a tuple has its own kind of numbers. */
const valid =
  (kind: NumbersOfParts, shapes: Shapes, isFar = false) =>
  (raw: Value): Value => {
    if (typeof kind === 'string') return mapBatches(validTensor(kind, classesOf(shapes), isFar))(raw)
    if (isTensor(raw) || raw.length !== kind.length)
      throw new TypeError(`A list of ${kind.length} kinds of numbers is for a tuple of ${kind.length}`)
    return raw.map((part, i) => valid(kind[i] ?? 'any', partOf(shapes, i), isFar)(part))
  }

const partOf = (shapes: Shapes, i: number): Shapes => {
  const part = shapes[i]
  return typeof part === 'object' ? part : []
}

const rows: readonly Shapes[] = [[1], [2], [3], [4]]

export const lossCase = (subject: LossSubject, palette: PaletteName = 'special'): fc.Arbitrary<LossCase> => {
  const { loss, shapes = rows, prediction = 'any', target = 'any' } = subject
  return fc.tuple(fc.constantFrom(...shapes), batchSize).chain(([shape, examples]) => {
    const predictions = value(examples, shape, palette).map(valid(prediction, shape, palette === 'far'))
    const targets = value(examples, loss.targetShape?.(shape) ?? shape).map(valid(target, shape))
    const usual = fc.record({ prediction: predictions, target: targets, other: predictions })
    const equal = usual.map(drawn =>
      target === prediction && sameShapes(drawn.target, drawn.prediction)
        ? { ...drawn, prediction: drawn.target }
        : drawn
    )
    return fc
      .oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: equal })
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
