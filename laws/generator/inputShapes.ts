import { isRight } from 'fp-ts/lib/Either.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { shapesOfSizes } from '../../src/layer/exampleShape.js'
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
  return found.length > 0 ? found : shapesOfSizes(layer.description).filter(accepted)
}
