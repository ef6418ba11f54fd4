import * as fc from 'fast-check'
import { elementCount, type Shape, type Shapes } from '../../src/tensor/Shape.js'
import { type AnyTensor, fromArray } from '../../src/tensor/Tensor.js'
import { isTensor, type Params, type Value } from '../../src/algebra/Value.js'
import { batched, numbersOf, shaped, sizeOf, withNumbers } from '../value/Numbers.js'
import { numbers, type PaletteName } from './numbers.js'

/**
 * Generates shapes whose axes have sizes from 1 to 4.
 *
 * @param axes maximum number of axes. Default: 3.
 */
export const shape = (axes = 3): fc.Arbitrary<Shape> => fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: axes })

/**
 * Generates tensors of one shape.
 *
 * @param palette the numbers. Default: `special`.
 * @example const tensors = fc.sample(tensor([2, 3]), 10)
 */
export const tensor = (shape: Shape, palette: PaletteName = 'special'): fc.Arbitrary<AnyTensor> =>
  numbers(elementCount(shape), palette).map(row => fromArray(shape, row))

/** Generates batch sizes from 1 to 4. */
export const batchSize: fc.Arbitrary<number> = fc.constantFrom(1, 2, 3, 4)

const blank = (shapes: Shapes): Value =>
  shaped(shapes, shape => fromArray(shape, new Float64Array(elementCount(shape))))

/** A tuple is drawn part by part, or as one row, so that numbers of different parts are tied. */
const filled = <V extends Value>(like: V, palette: PaletteName): fc.Arbitrary<V> => {
  const whole = numbers(sizeOf(like), palette).map(withNumbers(like))
  if (isTensor(like) || like.length < 2) return whole
  const parts = fc.tuple(...like.map(part => filled(part, palette))).map(parts => withNumbers(like)(numbersOf(parts)))
  return palette === 'special' ? fc.oneof({ weight: 2, arbitrary: parts }, { weight: 1, arbitrary: whole }) : parts
}

/**
 * Generates batches: a tensor, or nested tuples of tensors.
 *
 * @param examples the batch size
 * @param shapes the shapes of one example
 * @param palette the numbers. Default: `special`.
 */
export const value = (examples: number, shapes: Shapes, palette: PaletteName = 'special'): fc.Arbitrary<Value> =>
  filled(blank(batched(examples, shapes)), palette)

/**
 * Generates parameters.
 *
 * @param like parameters of the same shapes
 * @param palette the numbers. Default: `special`.
 */
export const params = (like: Params, palette: PaletteName = 'special'): fc.Arbitrary<Params> => filled(like, palette)
