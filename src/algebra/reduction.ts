import { interpreterOf as of, interpreterOfBoth as ofBoth } from './Interpreter.js'
import { divide as divideKernel } from './kernel/elementwise.js'
import * as kernel from './kernel/reduction.js'
import { type Batch, type Shape } from '../tensor/Shape.js'
import { type AnyTensor, type Batched, type Scalar, type Tensor } from '../tensor/Tensor.js'
import { broadcast } from './arrangement.js'
import { divide, exp, log, subtract } from './elementwise.js'

/** The shape of one example. `slice` is several times as fast as a rest parameter or destructuring, and every step calls it. */
const withoutBatch = <S extends Shape>(shape: readonly [Batch, ...S]): Readonly<S> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript does not follow `slice` on tuples
  shape.slice(1) as unknown as Readonly<S>

/**
 * The sum over the batch axis: [batch, ...s] → [...s].
 *
 * @throws TypeError if x is not a tensor
 * @example Algebra.sumOverBatch(asBatch(tensor([[1, 2], [3, 4]]))) // [4, 6]
 */
export const sumOverBatch = <S extends Shape>(x: Batched<S>): Tensor<Readonly<S>> =>
  (of(x)?.sum ?? kernel.sum)(withoutBatch<S>(x.shape), x, 0, 1)

/**
 * The sum over every axis except the batch axis: [batch, ...s] → [batch].
 *
 * @throws TypeError if x is not a tensor
 * @example Algebra.sumPerExample(asBatch(tensor([[1, 2], [3, 4]]))) // [3, 7]
 */
export const sumPerExample = <S extends Shape>(x: Batched<S>): Batched<readonly []> =>
  (of(x)?.sum ?? kernel.sum)<readonly [number]>([x.shape[0]], x, 1, x.shape.length)

/** The batch size. Only the interpreter knows the size, because a compiled program can leave the batch size open. */
const batchSize = (x: AnyTensor): Scalar | number => of(x)?.batchSize(x) ?? x.shape[0] ?? 1

/**
 * Divides x by the batch size of `batch`. Use `perExample` instead of `batch.shape[0]`, which is unknown in a program with an
 * open batch size. Keeps the shape of x.
 *
 * @throws TypeError if x or batch is not a tensor
 * @example Algebra.perExample(scalar(6), tensor([[1], [2], [3]])) // 2
 */
export const perExample = <S extends Shape>(x: Tensor<S>, batch: AnyTensor): Tensor<S> =>
  (ofBoth(x, batch)?.divide ?? divideKernel)(x.shape, x, batchSize(batch))

/**
 * The weight of one example in a mean over the batch: `weight` divided by the batch size of `batch`.
 *
 * @returns a number for a tensor that holds numbers, a scalar for a traced tensor
 * @throws TypeError if batch is not a tensor
 * @example Algebra.scale(Algebra.meanWeight(2, tensor([[1], [2]])), tensor([5])) // [5]
 */
export const meanWeight = (weight: number, batch: AnyTensor): Scalar | number => {
  const examples = batchSize(batch)
  return typeof examples === 'number' ? weight / examples : divide(weight, examples)
}

/**
 * The sum of all elements: [...s] → [].
 *
 * @throws TypeError if x is not a tensor
 * @example Algebra.sumOfAll(tensor([[1, 2], [3, 4]])) // 10
 */
export const sumOfAll = (x: AnyTensor): Scalar => (of(x)?.sum ?? kernel.sum)<readonly []>([], x, 0, x.shape.length)

/**
 * The sum of all rows, over every axis except the last: [...s, f] → [f].
 *
 * @param features size of the last axis, f
 * @throws TypeError if x is not a tensor
 * @example Algebra.sumOfRows(2, tensor([[1, 2], [3, 4]])) // [4, 6]
 */
export const sumOfRows = <F extends number>(features: F, x: AnyTensor): Tensor<readonly [F]> =>
  (of(x)?.sum ?? kernel.sum)<readonly [F]>([features], x, 0, x.shape.length - 1)

const withoutFeatures = (shape: Shape): Shape => [...shape.slice(0, -1), 1]

/**
 * The sum along the last axis, broadcast to the shape of x: [...s, f] → [...s, f]. The result is a view.
 *
 * @throws TypeError if x is not a tensor
 * @example Algebra.sumOfFeatures(tensor([[1, 2], [3, 4]])) // [[3, 3], [7, 7]]
 */
export const sumOfFeatures = <S extends Shape>(x: Tensor<S>): Tensor<S> => {
  const sum = of(x)?.sum ?? kernel.sum
  return broadcast(x.shape, sum(withoutFeatures(x.shape), x, x.shape.length - 1, x.shape.length))
}

/**
 * The maximum along the last axis, broadcast to the shape of x: [...s, f] → [...s, f]. The result is a view.
 *
 * @throws TypeError if x is not a tensor
 * @example Algebra.maxOfFeatures(tensor([[1, 2], [3, 4]])) // [[2, 2], [4, 4]]
 */
export const maxOfFeatures = <S extends Shape>(x: Tensor<S>): Tensor<S> => {
  const max = of(x)?.max ?? kernel.max
  return broadcast(x.shape, max(withoutFeatures(x.shape), x, x.shape.length - 1, x.shape.length))
}

/**
 * The sum over the pixels of every channel: [c, h, w] → [c].
 *
 * @throws TypeError if image is not a tensor
 * @example Algebra.sumOfPixels(filledTensor<readonly [3, number, number]>([3, 2, 2], 1)) // [4, 4, 4]
 */
export const sumOfPixels = <C extends number>(image: Tensor<readonly [C, number, number]>): Tensor<readonly [C]> =>
  (of(image)?.sum ?? kernel.sum)<readonly [C]>([image.shape[0]], image, 1, 3)

/**
 * Softmax along the last axis: exp x / Σ exp x. The maximum of every row is subtracted first, to avoid overflow. Keeps the shape.
 *
 * @throws TypeError if x is not a tensor
 * @example Algebra.softmaxOfFeatures(tensor([[1, 1]])) // [[0.5, 0.5]]
 */
export const softmaxOfFeatures = <S extends Shape>(x: Tensor<S>): Tensor<S> => {
  const powers = exp(subtract(x, maxOfFeatures(x)))
  return divide(powers, sumOfFeatures(powers))
}

/**
 * The logarithm of softmax along the last axis: x − log Σ exp x. Stays finite where `softmaxOfFeatures` underflows to 0. Keeps
 * the shape.
 *
 * @throws TypeError if x is not a tensor
 * @example Algebra.logSoftmaxOfFeatures(tensor([[0, 1000]])) // [[-1000, 0]]
 */
export const logSoftmaxOfFeatures = <S extends Shape>(x: Tensor<S>): Tensor<S> => {
  const shifted = subtract(x, maxOfFeatures(x))
  return subtract(shifted, log(sumOfFeatures(exp(shifted))))
}
