/**
 * Sums, means and maxima along axes.
 *
 * The size of the batch axis is known to operations only, never to JavaScript, so that it can stay open in a program.
 */
import { interpreterOf as of, interpreterOfBoth as ofBoth } from './Interpreter.js'
import { divide as divideKernel } from './kernel/elementwise.js'
import * as kernel from './kernel/reduction.js'
import { type Batch, type Shape } from '../tensor/Shape.js'
import { type AnyTensor, type Batched, type Scalar, type Tensor } from '../tensor/Tensor.js'
import { broadcast } from './arrangement.js'
import { divide, exp, log, subtract } from './elementwise.js'

const dropBatch = <S extends Shape>(_: Batch, ...shape: S): S => shape

export const sumOverBatch = <S extends Shape>(x: Batched<S>): Tensor<S> =>
  (of(x)?.sum ?? kernel.sum)(dropBatch<S>(...x.shape), x, 0, 1)

const batchSize = (x: AnyTensor): Scalar | number => of(x)?.batchSize(x) ?? x.shape[0] ?? 1

/** `x` divided by the number of examples in a batch. */
export const perExample = <S extends Shape>(x: Tensor<S>, batch: AnyTensor): Tensor<S> =>
  (ofBoth(x, batch)?.divide ?? divideKernel)(x.shape, x, batchSize(batch))

/** What an example's number weighs in a mean over the batch: `weight` divided by the number of examples. */
export const meanWeight = (weight: number, batch: AnyTensor): Scalar | number => {
  const examples = batchSize(batch)
  return typeof examples === 'number' ? weight / examples : divide(weight, examples)
}

/** The sum of all elements. */
export const sumOfAll = (x: AnyTensor): Scalar => (of(x)?.sum ?? kernel.sum)<readonly []>([], x, 0, x.shape.length)

/** The sum over every axis but the last: of all rows of features. */
export const sumOfRows = <F extends number>(features: F, x: AnyTensor): Tensor<readonly [F]> =>
  (of(x)?.sum ?? kernel.sum)<readonly [F]>([features], x, 0, x.shape.length - 1)

const withoutFeatures = (shape: Shape): Shape => [...shape.slice(0, -1), 1]

/** For every element the sum along the last axis, of the features that it belongs to. Keeps the shape, as a view. */
export const sumOfFeatures = <S extends Shape>(x: Tensor<S>): Tensor<S> => {
  const sum = of(x)?.sum ?? kernel.sum
  return broadcast(x.shape, sum(withoutFeatures(x.shape), x, x.shape.length - 1, x.shape.length))
}

/** For every element the largest along the last axis, of the features that it belongs to. Keeps the shape, as a view. */
export const maxOfFeatures = <S extends Shape>(x: Tensor<S>): Tensor<S> => {
  const max = of(x)?.max ?? kernel.max
  return broadcast(x.shape, max(withoutFeatures(x.shape), x, x.shape.length - 1, x.shape.length))
}

/** The sum over the two axes of pixels: of every channel of an image. */
export const sumOfPixels = <C extends number>(image: Tensor<readonly [C, number, number]>): Tensor<readonly [C]> =>
  (of(image)?.sum ?? kernel.sum)<readonly [C]>([image.shape[0]], image, 1, 3)

/** The weight of every feature among those of its row: exp x / Σ exp x, with the largest taken off first, so that no power is too large. */
export const softmaxOfFeatures = <S extends Shape>(x: Tensor<S>): Tensor<S> => {
  const powers = exp(subtract(x, maxOfFeatures(x)))
  return divide(powers, sumOfFeatures(powers))
}

/** The logarithm of `softmaxOfFeatures`, x − log Σ exp x, which stays finite where that is 0. */
export const logSoftmaxOfFeatures = <S extends Shape>(x: Tensor<S>): Tensor<S> => {
  const shifted = subtract(x, maxOfFeatures(x))
  return subtract(shifted, log(sumOfFeatures(exp(shifted))))
}
