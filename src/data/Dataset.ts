import { pipe } from 'fp-ts/lib/function.js'
import { evaluate, map } from 'fp-ts/lib/State.js'
import { reshape } from '../algebra/Algebra.js'
import { requireValue } from '../layer/requirements.js'
import { slice } from '../algebra/kernel/layout.js'
import { type Random, type Seed, shuffle } from '../tensor/Random.js'
import { fraction, wholeNumber } from '../tensor/range.js'
import { type Batch, elementCount, positiveInteger, type Shape, shapeError } from '../tensor/Shape.js'
import { shown } from '../tensor/shown.js'
import { type IsUnion } from '../tensor/Nested.js'
import { type AnyTensor, type Batched, fresh, rowMajorNumbers, type Tensor } from '../tensor/Tensor.js'
import { batchSizeOf, combineBatches, mapBatches, tensorsOf, type Value } from '../algebra/Value.js'
import { splitRows } from './rows.js'
import { requireClasses, strataOf } from './strata.js'

/** A batch of inputs and the batch of their targets. */
export type Example<A extends Value, T extends Value> = readonly [input: A, target: T]

/** Describes a column of a table. A column of categories becomes several numbers per example, one per category. */
export interface Field {
  /** The name of the column. */
  readonly name: string
  /** The unit of measurement, for example `cm`. Empty if unknown. */
  readonly unit: string
  /** The categories, in the order of their one-hot numbers. Absent if the column holds numbers. */
  readonly categories?: readonly string[]
}

/** Examples: a batch of inputs and a batch of targets, row i of the targets belonging to row i of the inputs. */
export interface Dataset<A extends Value, T extends Value> {
  /** The number of examples. */
  readonly size: number
  /** The inputs of all examples, with a leading axis of length `size`. */
  readonly inputs: A
  /** The targets of all examples, with a leading axis of length `size`. */
  readonly targets: T
  /** The columns of inputs and targets, from left to right. Absent if the columns have no names. */
  readonly fields?: { readonly inputs: readonly Field[]; readonly targets: readonly Field[] } | undefined
}

/**
 * Returns the same rows with a type that does not fix the number of examples: `Tensor<readonly [N, ...S]>` → `Batched<S>`.
 *
 * @example asBatch(tensor([[0, 1], [1, 1]])) // Batched<readonly [2]>
 */
export const asBatch = <N extends number, S extends Shape>(rows: Tensor<readonly [N, ...S]>): Batched<S> => {
  const [size, ...example] = rows.shape
  return reshape<readonly [Batch, ...S]>([size, ...example], rows)
}

/** Rejects two different literal numbers of rows at compile time. */
type SameRowCount<N extends number> = number extends N
  ? unknown
  : true extends IsUnion<N>
    ? { readonly error: 'a dataset needs one target per input' }
    : unknown

/**
 * Makes a dataset from inputs and targets, one row per example.
 *
 * @param inputs tensor of shape [size, ...example]
 * @param targets tensor of shape [size, ...target]
 * @throws ShapeError if inputs and targets differ in the number of rows
 * @throws TypeError if inputs or targets are not a tensor
 * @example dataset(tensor([[0, 1], [1, 1]]), tensor([[1], [0]])) // Dataset<Batched<readonly [2]>, Batched<readonly [1]>>
 */
export const dataset = <N extends number, A extends Shape, M extends number, T extends Shape>(
  inputs: Tensor<readonly [N, ...A]>,
  targets: Tensor<readonly [M, ...T]> & SameRowCount<N | M>
): Dataset<Batched<A>, Batched<T>> => {
  requireValue('dataset: the inputs must be a tensor', inputs)
  requireValue('dataset: the targets must be a tensor', targets)
  const [size, found]: readonly [number, number] = [inputs.shape[0], targets.shape[0]]
  if (size !== found)
    throw shapeError(`A dataset needs one target per input, found ${size} inputs and ${found} targets`)
  return { size, inputs: asBatch(inputs), targets: asBatch<M, T>(targets) }
}

type Unfixed<R> = R extends AnyTensor
  ? R['shape'] extends readonly [number, ...infer S extends Shape]
    ? Batched<Readonly<S>>
    : AnyTensor
  : { readonly [I in keyof R]: Unfixed<R[I]> }

/**
 * The same rows with a type that does not fix the number of examples: `Tensor<readonly [N, ...S]>` → `Batched<S>`, also inside
 * tuples.
 */
export type BatchOf<R> = Extract<Unfixed<R>, Value>

/**
 * Makes a dataset whose inputs or targets are tuples, for a network that takes or returns several tensors: row i of every tensor
 * belongs to example i.
 *
 * @param inputs tensor of shape [size, ...example], or a tuple of such tensors
 * @param targets tensor of shape [size, ...target], or a tuple of such tensors
 * @throws ShapeError if the tensors differ in the number of rows
 * @throws TypeError if inputs or targets are neither a tensor nor a tuple of tensors
 * @example tupleDataset([tensor([[0, 1]]), tensor([[1, 1]])], tensor([[1]])) // inputs: two batches of [2]
 */
export const tupleDataset = <const A, const T>(
  inputs: A & Value,
  targets: T & Value
): Dataset<BatchOf<A>, BatchOf<T>> => {
  requireValue('tupleDataset: the inputs must be a tensor or a tuple of tensors', inputs)
  requireValue('tupleDataset: the targets must be a tensor or a tuple of tensors', targets)
  const size = batchSizeOf(inputs)
  const sizes = tensorsOf([inputs, targets]).map(({ shape }) => shape[0] ?? 1)
  if (sizes.some(other => other !== size))
    throw shapeError(`A dataset needs tensors with the same number of rows, found ${sizes.join(', ')}`)
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the same tensors: from here on the number of rows is known only at run time
  return { size, inputs, targets } as unknown as Dataset<BatchOf<A>, BatchOf<T>>
}

const placesOf = ({ size }: { readonly size: number }): readonly number[] =>
  Array.from({ length: size }, (_, place) => place)

/** Whether the row indices are consecutive. */
const areNeighbours = (places: ArrayLike<number>): boolean => {
  const first = places[0] ?? 0
  for (let i = 1; i < places.length; i++) if (places[i] !== first + i) return false
  return true
}

/** The rows at these indices, in the order given: a view if the indices are consecutive, otherwise a copy. */
export const rowsAt = (places: ArrayLike<number>) =>
  mapBatches((all: AnyTensor): AnyTensor => {
    const [size = 1, ...example] = all.shape
    const shape = [places.length, ...example]
    if (areNeighbours(places)) return slice(shape, all, 0, places[0] ?? 0)
    const numbers = rowMajorNumbers(all)
    const width = numbers.length / size
    const result = new Float64Array(places.length * width)
    for (let row = 0; row < places.length; row++) {
      const from = (places[row] ?? NaN) * width
      result.set(numbers.subarray(from, from + width), row * width)
    }
    return fresh(shape, result)
  })

/**
 * Selects examples by row index, in the order given. An index can occur more than once.
 *
 * @param places row indices, starting at 0
 * @throws RangeError if there are no indices, if an index is not an integer of at least 0, or later if an index is not below the
 * number of examples
 * @throws TypeError if the argument is not a list
 * @example pipe(dataset(tensor([[5], [6], [7]]), tensor([[0], [1], [0]])), selectExamples([2, 0])).inputs // [[7], [5]]
 */
export const selectExamples = (
  places: readonly number[]
): (<A extends Value, T extends Value>(examples: Dataset<A, T>) => Dataset<A, T>) => {
  const isList: boolean = Array.isArray(places)
  if (!isList) throw new TypeError(`selectExamples takes a list of row indices, found ${shown(places)}`)
  positiveInteger('selectExamples: the length of places', places.length)
  places.forEach((place, i) => wholeNumber(`selectExamples: places[${i}]`, place))
  return examples => {
    const { size, inputs, targets } = examples
    const outside = places.findIndex(place => place >= size)
    if (outside !== -1)
      throw new RangeError(
        `selectExamples: places[${outside}] must be below ${size}, the number of examples, found ${places[outside] ?? NaN}`
      )
    const rows = rowsAt(places)
    return { ...examples, size: places.length, inputs: rows(inputs), targets: rows(targets) }
  }
}

/**
 * Splits examples at random into training and validation data.
 *
 * With classes the split is stratified: the validation data have the same share of the examples of every class.
 *
 * @param share fraction of the examples for validation, at least 0 and below 1
 * @param classes the class of every example, such as `classesOf(examples.targets)`. Default: not stratified.
 * @throws RangeError if the share is not at least 0 and below 1, or later if training or validation would have no examples
 * @throws ShapeError later if the number of classes is not the number of examples
 * @example const [training, validation] = pipe(Datasets.moons(100), chain(holdOut(0.2)), evaluate(Randoms.seed(1)))
 */
export const holdOut = (
  share: number,
  classes?: readonly number[]
): (<A extends Value, T extends Value>(
  examples: Dataset<A, T>
) => Random<readonly [training: Dataset<A, T>, validation: Dataset<A, T>]>) => {
  fraction('holdOut: the share', share)
  return examples => {
    const all = placesOf(examples)
    if (classes !== undefined) requireClasses('holdOut', classes, examples.size)
    const strataIn = (places: readonly number[]) => (classes === undefined ? [places] : strataOf(classes, places))
    const heldOf = ({ length }: readonly number[]): number => Math.round(share * length)
    const held = strataIn(all).reduce((sum, stratum) => sum + heldOf(stratum), 0)
    if (!(held > 0 && held < examples.size))
      throw new RangeError(
        `holdOut: the share must leave examples on both sides, found ${share} of ${examples.size} examples`
      )
    return pipe(
      shuffle(all),
      map(order => {
        const [training, validation] = splitRows(share, classes)(order)
        return [selectExamples(training)(examples), selectExamples(validation)(examples)]
      })
    )
  }
}

/**
 * Concatenates the rows of all batches, tensor by tensor: the inverse of `batches`.
 *
 * @example joinBatches([tensor([[1], [2]]), tensor([[3]])]) // [[1], [2], [3]]
 */
export const joinBatches = combineBatches(parts => {
  const example = parts[0]?.shape.slice(1) ?? []
  const size = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0)
  const result = new Float64Array(size * elementCount(example))
  let place = 0
  for (const part of parts) {
    const numbers = rowMajorNumbers(part)
    result.set(numbers, place)
    place += numbers.length
  }
  return fresh([size, ...example], result)
})

/**
 * Joins batches into one dataset: the inverse of `batches`. Reads a generator to its end, so the examples must fit into memory;
 * `stream` trains on batches without keeping them.
 *
 * @param examples batches of inputs and targets
 * @throws RangeError if there are no batches
 * @example fromBatches(batches(2)(data)).size // the size of `data`
 */
export const fromBatches = <A extends Value, T extends Value>(examples: Iterable<Example<A, T>>): Dataset<A, T> => {
  const all = [...examples]
  positiveInteger('fromBatches: the number of batches', all.length)
  const inputs = joinBatches(all.map(([input]) => input))
  return { size: batchSizeOf(inputs), inputs, targets: joinBatches(all.map(([, target]) => target)) }
}

/** The row indices of all examples: shuffled if a seed is given, otherwise in order. */
export const orderOf = (examples: { readonly size: number }, seed?: Seed): readonly number[] =>
  seed === undefined ? placesOf(examples) : evaluate(seed)(shuffle(placesOf(examples)))

/**
 * Splits a dataset into mini-batches. The last batch is smaller if the batch size does not divide the number of examples.
 *
 * @param batchSize number of examples per batch
 * @param seed seed to shuffle the examples first. Default: no shuffling.
 * @throws RangeError if the batch size is not a positive integer
 * @example pipe(Datasets.xor(10), evaluate(Randoms.seed(1)), batches(4)).map(([inputs]) => inputs.shape[0]) // [4, 4, 2]
 */
export const batches = (
  batchSize: number,
  seed?: Seed
): (<A extends Value, T extends Value>(examples: Dataset<A, T>) => readonly Example<A, T>[]) => {
  positiveInteger('batches: the batch size', batchSize)
  return ({ size, inputs, targets }) => {
    const order = orderOf({ size }, seed)
    return Array.from({ length: Math.ceil(size / batchSize) }, (_, i) => {
      const rows = rowsAt(order.slice(i * batchSize, (i + 1) * batchSize))
      return [rows(inputs), rows(targets)]
    })
  }
}
