import { isRight } from 'fp-ts/lib/Either.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { type Description, parametersOf, type Setting } from '../../src/layer/Description.js'
import { type Shape, type Shapes } from '../../src/tensor/Shape.js'

const small: readonly Shape[] = [1, 2, 3, 4, 5].map(size => [size])
const tensors: readonly Shape[] = [...small, [], [2, 3], [3, 2], [1, 4, 4], [2, 4, 3]]
const pairs: readonly Shapes[] = small.flatMap(one => small.map(other => [one, other]))

/** Shapes for a layer that fixes no size: tensors, pairs, pairs of pairs. */
const anySizes: readonly Shapes[] = [
  ...tensors,
  ...pairs,
  [
    [2, 3],
    [2, 3]
  ],
  ...pairs.slice(0, 12).map(pair => [pair, pair])
]

const numbersIn = (setting: Setting): readonly number[] => {
  if (typeof setting === 'number') return [setting]
  return setting !== null && typeof setting === 'object' ? Object.values(setting).flatMap(numbersIn) : []
}

/** The sizes that a layer may fix: those of its parameters, and the whole numbers among its settings. */
const sizesOf = (description: Description): readonly number[] => {
  const settings = ({ configuration, parts }: Description): readonly number[] => [
    ...Object.values(configuration).flatMap(numbersIn),
    ...parts.flatMap(settings)
  ]
  const sizes = [...parametersOf(description).flatMap(({ shape }) => shape), ...settings(description)]
  return [...new Set(sizes)].filter(size => Number.isInteger(size) && size > 0)
}

/** Shapes with an axis of a size that the layer fixes: rows, sequences, images, pairs of sequences, sequences with a mask. */
const ofSize = (size: number): readonly Shapes[] => {
  const sequences: readonly Shape[] = [1, 2, 3].map(time => [time, size])
  return [
    [size],
    ...sequences,
    [2, 3, size],
    [size, 4],
    [size, 4, 4],
    ...sequences.flatMap(one => sequences.map(other => [one, other])),
    ...[1, 2, 3].map(time => [[time, size], [time]])
  ]
}

/** The shapes of one example that a layer takes: `inputShape`, or all small shapes that `outputShape` accepts. */
export const inputShapes = (layer: UntypedLayer): readonly Shapes[] => {
  const accepted = (shapes: Shapes): boolean => {
    try {
      return isRight(layer.outputShape(shapes))
    } catch {
      return false
    }
  }
  if (isSome(layer.inputShape)) return [layer.inputShape.value]
  const found = anySizes.filter(accepted)
  return found.length > 0 ? found : sizesOf(layer.description).flatMap(ofSize).filter(accepted)
}
