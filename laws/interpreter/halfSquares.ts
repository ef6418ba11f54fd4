/**
 * Half the sum of squares, over any value: a loss that every layer can be trained with.
 *
 *     value     ½ Σ (y − t)²
 *     gradient  y − t
 */
import { meanWeight, scale, square, subtract, sumOfAll } from '../../src/algebra/Algebra.js'
import { type Loss } from '../../src/learning/Loss.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, filledTensor, type Scalar, scalar, type Tensor } from '../../src/tensor/Tensor.js'
import { formed, tensorsOf, type Value } from '../../src/algebra/Value.js'

export const halfSquares: Loss<Value, Value> = {
  description: { kind: 'halfSquares', configuration: {}, parameters: [], parts: [] },
  value: (prediction, target) => {
    const targets = tensorsOf(target)
    const sums = tensorsOf(prediction).map((y, i) =>
      sumOfAll(square(subtract<Shape>(shaped(y), shaped(targets[i] ?? y))))
    )
    return sums.reduce<Scalar>(
      (sum, next) => subtract(sum, scale(-0.5, next)),
      sums[0] === undefined ? scalar(0) : scale(0, sums[0])
    )
  },
  gradient: (prediction, target) => {
    const targets = tensorsOf(target)
    return formed(
      prediction,
      tensorsOf(prediction).map((y, i) => scale(meanWeight(1, y), subtract<Shape>(shaped(y), shaped(targets[i] ?? y))))
    )
  }
}

/** A tensor of a shape known at run time. */
const shaped = (x: AnyTensor): Tensor<Shape> => formed<Tensor<Shape>>(filledTensor<Shape>([1], 0), [x])
