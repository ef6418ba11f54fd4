import { isRight } from 'fp-ts/lib/Either.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { type Shapes } from '../tensor/Shape.js'
import { type AnyLayer } from './AnyLayer.js'

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

/**
 * The shape of an example that a layer takes: its input shape, or the first example shape that fits. `undefined` if none fits.
 */
export const exampleShapeOf = ({
  inputShape,
  outputShape
}: Pick<AnyLayer, 'inputShape' | 'outputShape'>): Shapes | undefined =>
  isSome(inputShape) ? inputShape.value : exampleShapes.find(shape => isRight(outputShape(shape)))
