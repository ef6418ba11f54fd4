/** Wrong losses, each with one realistic mistake. They claim to be the mean squared error. */
import { abs, add, divide, exp, multiply, scale, sign, square, subtract, sumOfAll } from '../../src/algebra/Algebra.js'
import { describe } from '../../src/layer/Description.js'
import { type Loss } from '../../src/learning/Loss.js'
import { meanSquaredError } from '../../src/learning/loss/meanSquaredError.js'
import { elementCount, type Shape } from '../../src/tensor/Shape.js'
import { type Batched, filledTensor, rowMajorNumbers, type Scalar, scalar, toNumber } from '../../src/tensor/Tensor.js'
import { lossLaws } from '../learning/lossLaws.js'
import { type Wrong } from './Wrong.js'

type Squared = Loss<Batched<Shape>, Batched<Shape>>

const right: Squared = meanSquaredError()

const known = { shapes: [[], [1], [3], [2, 2]], convex: true, zeroAtTarget: true }

const wrong = (name: string, change: Partial<Squared>): Wrong => ({
  name,
  laws: lossLaws({ ...right, description: describe('wrongLoss'), ...change }, known)
})

/** Counts calls, so that a result can depend on their number. */
const counter = () => {
  let calls = 0
  return () => ++calls
}

const times =
  (factor: number): Squared['gradient'] =>
  (y, t) =>
    scale(factor, right.gradient(y, t))

const plus =
  (more: (y: Batched<Shape>, t: Batched<Shape>) => Scalar | number): Squared['value'] =>
  (y, t) =>
    add(right.value(y, t), more(y, t))

/** e^−(y − t)² */
const bell = (y: Batched<Shape>, t: Batched<Shape>): Batched<Shape> => exp(scale(-1, square(subtract(y, t))))

const anyNegative = (y: Batched<Shape>): boolean => rowMajorNumbers(y).some(x => x < 0)

export const wrongLosses: readonly Wrong[] = [
  wrong('the gradient of the mean absolute error', {
    gradient: (y, t) => scale(1 / elementCount(y.shape), sign(subtract(y, t)))
  }),
  wrong('no gradient at predictions beyond 60', {
    gradient: (y, t) => (rowMajorNumbers(y).some(x => Math.abs(x) > 60) ? times(0)(y, t) : right.gradient(y, t))
  }),
  wrong('half the gradient', { gradient: times(0.5) }),
  wrong('a gradient with the wrong sign', { gradient: times(-1) }),
  wrong('a sum over the batch instead of the mean, in value and gradient', {
    value: (y, t) => scale(y.shape[0], right.value(y, t)),
    gradient: (y, t) => scale(y.shape[0], right.gradient(y, t))
  }),
  wrong('a mean in the value, a sum in the gradient', {
    gradient: (y, t) => scale(y.shape[0], right.gradient(y, t))
  }),
  wrong('the value of the first example only', {
    value: (y, t) => {
      const [, ...rest] = y.shape
      const first = Float64Array.from(rowMajorNumbers(square(subtract(y, t)))).subarray(0, elementCount(rest))
      return scalar(first.reduce((sum, x) => sum + x, 0) / elementCount(rest))
    }
  }),
  wrong('a value that is not 0 at the target', { value: plus(() => 1) }),
  wrong('a value that jumps where a prediction is negative', { value: plus(y => (anyNegative(y) ? 1 : 0)) }),
  wrong('a value for every example', {
    // TypeScript rejects a value of another shape, but a loss written in JavaScript may return one.
    value: (y, t) => Object.assign(scalar(toNumber(right.value(y, t))), { shape: [1] })
  }),
  wrong('a square root that gives NaN at the target', {
    gradient: (y, t) => {
      const difference = subtract(y, t)
      return multiply(right.gradient(y, t), divide(abs(difference), abs(difference)))
    }
  }),
  wrong('exponentials that overflow', {
    value: plus(y => (toNumber(sumOfAll(abs(y))) > 600 ? Infinity : 0))
  }),
  wrong('a value that depends on the number of calls', {
    value: plus(counter())
  }),
  wrong('a gradient that is wrong by a millionth', { gradient: times(1 + 1e-6) }),
  wrong('a loss that is declared convex, but levels off', {
    value: (y, t) => scale(1 / elementCount(y.shape), sumOfAll(subtract(1, bell(y, t)))),
    gradient: (y, t) => scale(2 / elementCount(y.shape), multiply(subtract(y, t), bell(y, t)))
  }),
  wrong('a gradient that negates the zeros of its target', {
    gradient: (y, t) => {
      const gradient = right.gradient(y, t)
      rowMajorNumbers(t).forEach((x, i, all) => (all[i] = x === 0 ? -0 : x))
      return gradient
    }
  }),
  wrong('a gradient that changes the prediction', {
    gradient: (y, t) => {
      const gradient = right.gradient(y, t)
      rowMajorNumbers(y).set(rowMajorNumbers(filledTensor<Shape>(y.shape, 3)))
      return gradient
    }
  })
]
