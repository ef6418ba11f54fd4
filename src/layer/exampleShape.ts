import { isRight } from 'fp-ts/lib/Either.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { type Shapes } from '../tensor/Shape.js'
import { type AnyLayer } from './AnyLayer.js'
import { type Description, parametersOf, type Setting } from './Description.js'

/** Two queries, and four keys and values. */
const reading: Shapes = [
  [2, 3],
  [
    [4, 3],
    [4, 5]
  ]
]

/** Input shapes to try for a layer that takes several. */
const exampleShapes: readonly Shapes[] = [
  [2, 3],
  [2, 6, 6],
  [[3], [3]],
  [3, 4],
  [4, 2],
  [2, 3, 2],
  [
    [3, 4],
    [2, 4]
  ],
  [[3, 4], [3]],
  reading,
  [reading, [4]]
]

const numbersIn = (setting: Setting): readonly number[] => {
  if (typeof setting === 'number') return [setting]
  return setting !== null && typeof setting === 'object' ? Object.values(setting).flatMap(numbersIn) : []
}

const settingsIn = ({ configuration, parts }: Description): readonly number[] => [
  ...numbersIn(configuration),
  ...parts.flatMap(settingsIn)
]

/** The sizes that a layer may fix: those of its parameters, and the whole numbers among its settings. */
const sizesOf = (description: Description): readonly number[] => {
  const sizes = [...parametersOf(description).flatMap(({ shape }) => shape), ...settingsIn(description)]
  return [...new Set(sizes)].filter(size => Number.isInteger(size) && size > 0)
}

/** Shapes with an axis of one size: rows, sequences, images, pairs of sequences, sequences with a mask. */
const ofSize = (size: number): readonly Shapes[] => {
  const times = [3, 2, 1]
  return [
    [size],
    ...times.map(time => [time, size]),
    [2, 3, size],
    [size, 4],
    [size, 4, 4],
    ...times.flatMap(time =>
      times.map(other => [
        [time, size],
        [other, size]
      ])
    ),
    ...times.map(time => [[time, size], [time]])
  ]
}

/** Shapes that a layer may take which fixes some sizes, but no shape: `lstm(7, 5)` takes sequences of rows of 7 numbers. */
export const shapesOfSizes = (description: Description): readonly Shapes[] => sizesOf(description).flatMap(ofSize)

/**
 * The shape of an example that a layer takes: its input shape, or the first example shape that fits. `undefined` if none fits.
 */
export const exampleShapeOf = ({
  description,
  inputShape,
  outputShape
}: Pick<AnyLayer, 'description' | 'inputShape' | 'outputShape'>): Shapes | undefined => {
  if (isSome(inputShape)) return inputShape.value
  const fits = (shape: Shapes): boolean => isRight(outputShape(shape))
  return exampleShapes.find(fits) ?? shapesOfSizes(description).find(fits)
}
