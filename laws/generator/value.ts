/** Shapes, tensors, and tuples of tensors. */
import * as fc from 'fast-check'
import { elementCount, type Shape, type Shapes } from '../../src/tensor/Shape.js'
import { type AnyTensor, fromArray } from '../../src/tensor/Tensor.js'
import { isTensor, type Params, type Value } from '../../src/algebra/Value.js'
import { batched, numbersOf, shaped, sizeOf, withNumbers } from '../value/Numbers.js'
import { numbers, type PaletteName } from './numbers.js'

/** Shapes of up to `axes` axes of one to four. */
export const shape = (axes = 3): fc.Arbitrary<Shape> => fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: axes })

export const tensor = (shape: Shape, palette: PaletteName = 'special'): fc.Arbitrary<AnyTensor> =>
  numbers(elementCount(shape), palette).map(row => fromArray(shape, row))

/** How many examples; often one. */
export const batchSize: fc.Arbitrary<number> = fc.constantFrom(1, 2, 3, 4)

const blank = (shapes: Shapes): Value =>
  shaped(shapes, shape => fromArray(shape, new Float64Array(elementCount(shape))))

const filled = <V extends Value>(like: V, palette: PaletteName): fc.Arbitrary<V> =>
  isTensor(like) || like.length === 0
    ? numbers(sizeOf(like), palette).map(withNumbers(like))
    : fc.tuple(...like.map(part => filled(part, palette))).map(parts => withNumbers(like)(numbersOf(parts)))

/** A batch of so many examples of these shapes. */
export const value = (examples: number, shapes: Shapes, palette: PaletteName = 'special'): fc.Arbitrary<Value> =>
  filled(blank(batched(examples, shapes)), palette)

/** Parameters of the shapes of those given. */
export const params = (like: Params, palette: PaletteName = 'special'): fc.Arbitrary<Params> => filled(like, palette)
