import { type Shape, sameShape, shapeError, showShape } from '../tensor/Shape.js'
import { type AnyTensor, type Batched, fresh, rowMajorNumbers, type Tensor } from '../tensor/Tensor.js'
import { positiveInteger } from '../tensor/range.js'
import { type Example } from './Dataset.js'

/** One example: its input and its target, without a batch axis. */
type One<A extends Shape, T extends Shape> = readonly [input: Tensor<A>, target: Tensor<T>]

type BatchOfOnes<A extends Shape, T extends Shape> = Example<Batched<A>, Batched<T>>

/** Stacks tensors of one shape along a new batch axis. */
const stacked = <S extends Shape>(tensors: readonly Tensor<S>[], shape: S): Batched<S> => {
  const numbers = tensors.map(rowMajorNumbers)
  const width = numbers[0]?.length ?? 0
  const all = new Float64Array(tensors.length * width)
  numbers.forEach((own, i) => {
    const found: AnyTensor | undefined = tensors[i]
    if (found === undefined || !sameShape(found.shape, shape))
      throw shapeError(
        `inBatches: examples must have one shape, found ${showShape(shape)} and ${showShape(found?.shape ?? [])}`
      )
    all.set(own, i * width)
  })
  return fresh([tensors.length, ...shape], all)
}

/** A batch of some examples, of which there is at least one. */
const batchOf = <A extends Shape, T extends Shape>([first, ...rest]: readonly One<A, T>[]): BatchOfOnes<A, T> => {
  if (first === undefined) throw new RangeError('inBatches: a batch must have an example, found none')
  const all = [first, ...rest]
  return [
    stacked(
      all.map(([input]) => input),
      first[0].shape
    ),
    stacked(
      all.map(([, target]) => target),
      first[1].shape
    )
  ]
}

/**
 * Collects single examples into batches, for a source that gives one row after the other. The last batch is smaller if the batch
 * size does not divide the number of examples.
 *
 * @param batchSize number of examples per batch
 * @throws RangeError if the batch size is not a positive integer
 * @throws ShapeError later if the examples of a batch differ in shape
 * @example
 * const rows = Array.from({ length: 5 }, (_, i) => [tensor([i, 1]), tensor([i])] as const)
 * Array.from(inBatches(2)(rows), ([inputs]) => inputs.shape[0]) // [2, 2, 1]
 */
export const inBatches = (
  batchSize: number
): {
  <A extends Shape, T extends Shape>(examples: Iterable<One<A, T>>): Iterable<BatchOfOnes<A, T>>
  <A extends Shape, T extends Shape>(examples: AsyncIterable<One<A, T>>): AsyncIterable<BatchOfOnes<A, T>>
} => {
  positiveInteger('inBatches: the batch size', batchSize)
  function* now<A extends Shape, T extends Shape>(examples: Iterable<One<A, T>>) {
    let waiting: One<A, T>[] = []
    for (const example of examples) {
      waiting.push(example)
      if (waiting.length < batchSize) continue
      yield batchOf(waiting)
      waiting = []
    }
    if (waiting.length > 0) yield batchOf(waiting)
  }
  async function* later<A extends Shape, T extends Shape>(examples: AsyncIterable<One<A, T>>) {
    let waiting: One<A, T>[] = []
    for await (const example of examples) {
      waiting.push(example)
      if (waiting.length < batchSize) continue
      yield batchOf(waiting)
      waiting = []
    }
    if (waiting.length > 0) yield batchOf(waiting)
  }
  function either<A extends Shape, T extends Shape>(examples: Iterable<One<A, T>>): Iterable<BatchOfOnes<A, T>>
  function either<A extends Shape, T extends Shape>(
    examples: AsyncIterable<One<A, T>>
  ): AsyncIterable<BatchOfOnes<A, T>>
  function either<A extends Shape, T extends Shape>(
    examples: Iterable<One<A, T>> | AsyncIterable<One<A, T>>
  ): Iterable<BatchOfOnes<A, T>> | AsyncIterable<BatchOfOnes<A, T>> {
    return Symbol.asyncIterator in examples ? later(examples) : now(examples)
  }
  return either
}
