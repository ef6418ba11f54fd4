import { add, meanWeight, reshape, scale } from '../algebra/Algebra.js'
import { scan } from '../algebra/scan.js'
import { combine } from '../layer/Description.js'
import { type Shape } from '../tensor/Shape.js'
import { type AnyTensor, type Batched, scalar, type Scalar } from '../tensor/Tensor.js'
import { type Loss } from './Loss.js'

/** One row as a batch of one example: [...s] → [1, ...s]. */
const alone = <S extends Shape>(row: AnyTensor | undefined): Batched<S> => {
  if (row === undefined) throw new TypeError('weightedExamples: an example needs a prediction, a target and a weight')
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a row of a batch of examples of shape S
  return reshape<Shape>([1, ...row.shape], row) as unknown as Batched<S>
}

/** A weight as a scalar. */
const weightOf = (row: AnyTensor | undefined): Scalar => reshape<readonly []>([], row ?? scalar(1))

/**
 * A loss whose examples count differently: the mean of the losses of the examples, each times its weight. The target of an example
 * is the pair of its target and its weight, a number of at least 0.
 *
 *     value      L   = Σ wᵢ loss(yᵢ, tᵢ) / batch
 *     gradient   dyᵢ = wᵢ dloss(yᵢ, tᵢ) / batch
 *
 * Every loss(yᵢ, tᵢ) is that of a batch of one example. `classWeights` makes weights that let all classes count alike. Weights
 * with the mean 1 keep the scale of the learning rate. Validate with the loss itself, on targets without weights.
 *
 * @param loss loss of the examples
 * @example
 * const student = learner(dense(2, 2), weightedExamples(softmaxCrossEntropy()), adam(0.01))
 * const data = tupleDataset(x, [tensor([[1, 0], [1, 0], [1, 0], [0, 1]]), classWeights([0, 0, 0, 1])])
 * trajectory(student, data, { from: 1 })
 */
export const weightedExamples = <S extends Shape, T extends Shape>(
  loss: Loss<Batched<S>, Batched<T>>
): Loss<Batched<S>, readonly [target: Batched<T>, weight: Batched<readonly []>]> => ({
  description: combine('weightedExamples', [loss.description]),
  targetShape: prediction => [loss.targetShape?.(prediction) ?? prediction, []],
  value: (prediction, [target, weight]) => {
    const [sum] = scan(
      (sum: Scalar, [y, t, w]: readonly AnyTensor[]) => [
        add(sum, scale(weightOf(w), loss.value(alone(y), alone(t)))),
        []
      ],
      scalar(0),
      [prediction, target, weight]
    )
    return scale(meanWeight(1, prediction), sum)
  },
  gradient: (prediction, [target, weight]) => {
    const [, gradients] = scan(
      (none: Scalar, [y, t, w]: readonly AnyTensor[]) => {
        const gradient = scale(weightOf(w), loss.gradient(alone(y), alone(t)))
        return [none, [reshape<Shape>(gradient.shape.slice(1), gradient)]]
      },
      scalar(0),
      [prediction, target, weight]
    )
    const [gradient] = gradients
    return scale(meanWeight(1, prediction), reshape(prediction.shape, gradient))
  }
})
