import { normal, uniform } from '../../tensor/Random.js'
import { elementCount, type Shape } from '../../tensor/Shape.js'
import { writtenShape } from '../../tensor/Tensor.js'
import { type Initializer } from './Initializer.js'

/** The variance of a weight, from fanIn and fanOut. */
export type Variance = (fanIn: number, fanOut: number) => number

const varianceOf = (variance: Variance, [outputs = 1, inputs = outputs, ...kernel]: Shape): number =>
  variance(inputs * elementCount(kernel), outputs * elementCount(kernel))

/** A normal distribution with mean 0 and this variance. */
export const normalOf =
  (name: string, variance: Variance): Initializer =>
  shape =>
    normal(0, Math.sqrt(varianceOf(variance, writtenShape(name, shape))))(shape)

/** A uniform distribution over ±√(3 v), which has the variance v. */
export const uniformOf =
  (name: string, variance: Variance): Initializer =>
  shape => {
    const limit = Math.sqrt(3 * varianceOf(variance, writtenShape(name, shape)))
    return uniform(-limit, limit)(shape)
  }
