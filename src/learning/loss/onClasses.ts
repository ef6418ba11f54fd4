import {
  abs,
  add,
  broadcast,
  divide,
  gatherRows,
  maximum,
  multiply,
  reshape,
  scale,
  subtract,
  sumOfAll,
  where
} from '../../algebra/Algebra.js'
import { describe } from '../../layer/Description.js'
import { type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, type Batched, filledTensor, fromArray, type Scalar } from '../../tensor/Tensor.js'
import { type Loss } from '../Loss.js'
import { perRow } from './weight.js'

/** 1 for every position that counts, 0 where the class number is −1: [n, ...s] → [n, ...s, 1]. */
const counted = (classes: number, target: AnyTensor): AnyTensor => {
  const shape = [...target.shape, 1]
  const counts = where(add(0.5, target), 1, 0)
  // Looks up ones, because a lookup refuses class numbers that are too large.
  const known = gatherRows(shape, filledTensor([classes, 1], 1), maximum(target, 0), 'onClasses')
  return multiply(known, reshape(shape, counts))
}

/** One-hot rows, and rows of zeros where the class number is −1. */
const oneHotRows = (shape: Shape, target: AnyTensor): AnyTensor => {
  const classes = shape.at(-1) ?? 1
  const places = broadcast(
    shape,
    fromArray(
      [classes],
      Array.from({ length: classes }, (_, i) => i)
    )
  )
  const wanted = broadcast(shape, reshape([...target.shape, 1], target))
  return where(subtract(0.5, abs(subtract(places, wanted))), 1, 0)
}

/** The share of the positions that count, at least one. */
const share = (prediction: AnyTensor, target: AnyTensor): Scalar =>
  scale(perRow(1, prediction), maximum(sumOfAll(counted(prediction.shape.at(-1) ?? 1, target)), 1))

/**
 * A loss on class numbers instead of one-hot targets: the mean over the positions that count. A position with the class number −1
 * does not count, such as the padding after a short sequence.
 *
 *     value      L  = loss(y, oneHot t) · positions / positions that count
 *     gradient   dy = dloss(y, oneHot t) · positions / positions that count
 *
 * The prediction has the shape [...s, classes] for one example, the target [...s]. A row of zeros stands for −1. If no position
 * counts, L and dy are 0. With `softmaxCrossEntropy`, agrees with PyTorch's CrossEntropyLoss with `ignore_index=-1`.
 *
 * @param loss mean over rows, to which a target row of zeros contributes nothing: `softmaxCrossEntropy()` or
 * `categoricalCrossEntropy()`
 * @throws RangeError if a class number is not below the number of classes, on the engines eager and javascript
 * @example learner(dense(4, 3), onClasses(softmaxCrossEntropy()), adam(0.01)) // targets 0, 1 and 2
 */
export const onClasses = <S extends Shape, C extends number>(
  loss: Loss<Batched<readonly [...S, C]>, Batched<readonly [...S, C]>>
): Loss<Batched<readonly [...S, C]>, Batched<S>> => {
  const rows = (prediction: Batched<readonly [...S, C]>, target: Batched<S>): Batched<readonly [...S, C]> =>
    reshape(prediction.shape, oneHotRows(prediction.shape, target))
  return {
    description: describe('onClasses', { loss: loss.description.kind }),
    targetShape: prediction => prediction.slice(0, -1),
    value: (prediction, target) => divide(loss.value(prediction, rows(prediction, target)), share(prediction, target)),
    gradient: (prediction, target) =>
      scale(divide(1, share(prediction, target)), loss.gradient(prediction, rows(prediction, target)))
  }
}
