/** Examples: inputs and their targets, row by row. */
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
import { combineBatches, mapBatches, type Value } from '../algebra/Value.js'

/** An input and its target, each a batch of one example or more. */
export type Example<A extends Value, T extends Value> = readonly [input: A, target: T]

/** What a column of a table holds, which may be several numbers of an example: one for each category. */
export interface Field {
  readonly name: string
  /** `cm`; empty where none was told. */
  readonly unit: string
  /** The categories, in the order of their numbers; none where it holds numbers. */
  readonly categories?: readonly string[]
}

export interface Dataset<A extends Value, T extends Value> {
  readonly size: number
  readonly inputs: A
  readonly targets: T
  /** What inputs and targets are, where they have names: from left to right. */
  readonly fields?: { readonly inputs: readonly Field[]; readonly targets: readonly Field[] }
}

/** Forgets how many examples there are. */
export const asBatch = <N extends number, S extends Shape>(rows: Tensor<readonly [N, ...S]>): Batched<S> => {
  const [size, ...example] = rows.shape
  return reshape<readonly [Batch, ...S]>([size, ...example], rows)
}

/** Makes the compiler say that two literal numbers of rows differ. */
type SameRowCount<N extends number> = number extends N
  ? unknown
  : true extends IsUnion<N>
    ? { readonly error: 'a dataset needs one target per input' }
    : unknown

/**
 * A dataset of inputs and their targets, row by row.
 *
 * @throws ShapeError if there are more inputs than targets or fewer, TypeError if one of the two is no tensor
 * @example dataset(tensor([[0, 1], [1, 1]]), tensor([[1], [0]])) // Dataset<Batched<readonly [2]>, Batched<readonly [1]>>
 */
export const dataset = <N extends number, A extends Shape, M extends number, T extends Shape>(
  inputs: Tensor<readonly [N, ...A]>,
  targets: Tensor<readonly [M, ...T]> & SameRowCount<N | M>
): Dataset<Batched<A>, Batched<T>> => {
  requireValue('dataset: the inputs are a tensor', inputs)
  requireValue('dataset: the targets are a tensor', targets)
  const [size, found]: readonly [number, number] = [inputs.shape[0], targets.shape[0]]
  if (size !== found)
    throw shapeError(`A dataset needs one target per input, found ${size} inputs and ${found} targets`)
  return { size, inputs: asBatch(inputs), targets: asBatch<M, T>(targets) }
}

const placesOf = ({ size }: { readonly size: number }): readonly number[] =>
  Array.from({ length: size }, (_, place) => place)

/** Whether the places follow one another. */
export const areNeighbours = (places: ArrayLike<number>): boolean => {
  const first = places[0] ?? 0
  for (let i = 1; i < places.length; i++) if (places[i] !== first + i) return false
  return true
}

/** The rows at these places, in their order: a view where they are neighbours. */
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
 * The examples at these places, in their order.
 *
 * @throws RangeError if there are no places, or a place is not a whole number, or later if there is no example at a place
 */
export const selectExamples = (
  places: readonly number[]
): (<A extends Value, T extends Value>(examples: Dataset<A, T>) => Dataset<A, T>) => {
  const isList: boolean = Array.isArray(places)
  if (!isList) throw new TypeError(`select takes a list of places, found ${shown(places)}`)
  positiveInteger('select: the number of places', places.length)
  places.forEach((place, i) => wholeNumber(`select: place ${i}`, place))
  return examples => {
    const { size, inputs, targets } = examples
    const outside = places.findIndex(place => place >= size)
    if (outside !== -1)
      throw new RangeError(
        `select: place ${outside} must be below ${size}, the number of examples, found ${places[outside] ?? NaN}`
      )
    const rows = rowsAt(places)
    return { ...examples, size: places.length, inputs: rows(inputs), targets: rows(targets) }
  }
}

/**
 * Draws a share of the examples for validation, and leaves the others for training: `holdOut(0.2)`.
 *
 * @throws RangeError if the share is not between 0 and 1, or later if it leaves no examples on one of the sides
 */
export const holdOut = (
  share: number
): (<A extends Value, T extends Value>(
  examples: Dataset<A, T>
) => Random<readonly [training: Dataset<A, T>, validation: Dataset<A, T>]>) => {
  fraction('holdOut: the share', share)
  return examples => {
    const held = Math.round(share * examples.size)
    if (!(held > 0 && held < examples.size))
      throw new RangeError(
        `holdOut: the share must leave examples on both sides, found ${share} of ${examples.size} examples`
      )
    return pipe(
      shuffle(placesOf(examples)),
      map(places => [selectExamples(places.slice(held))(examples), selectExamples(places.slice(0, held))(examples)])
    )
  }
}

/** The examples of all batches, one after the other: what `batches` cut, put together again. */
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

/** The places of the examples in their order, or in a random one where a seed is given. */
export const orderOf = (examples: { readonly size: number }, seed?: Seed): readonly number[] =>
  seed === undefined ? placesOf(examples) : evaluate(seed)(shuffle(placesOf(examples)))

/**
 * Cut into batches, the last one smaller where they do not come out even; shuffled first where a seed is given.
 *
 * @throws RangeError if the batch size is not a positive integer
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
