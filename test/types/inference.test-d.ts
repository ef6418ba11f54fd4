/** Shapes are inferred as readonly tuples, without annotations. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  Algebra,
  type AnyTensor,
  asBatch,
  type Batched,
  dataset,
  type Initializer,
  Initializers,
  Randoms,
  type Shape,
  type Tensor
} from 'pullback'
import { expectTypeOf } from 'vitest'

type Row = Batched<readonly [3]>
type RowOf<N extends number> = Batched<readonly [N]>

declare const row: Row
declare const images: Batched<readonly [2, 5, 5]>
declare const losses: Batched<readonly []>
declare const matrix: Tensor<readonly [4, 3]>
declare const anyTensor: AnyTensor

// Operations that drop the batch axis.

expectTypeOf(Algebra.sumOverBatch(row)).toEqualTypeOf<Tensor<readonly [3]>>()
expectTypeOf(Algebra.sumOverBatch(images)).toEqualTypeOf<Tensor<readonly [2, 5, 5]>>()
expectTypeOf(Algebra.sumOverBatch(losses)).toEqualTypeOf<Tensor<readonly []>>()
expectTypeOf(Algebra.perExample(Algebra.sumOverBatch(row), row)).toEqualTypeOf<Tensor<readonly [3]>>()
expectTypeOf(asBatch(matrix)).toEqualTypeOf<Row>()
expectTypeOf(dataset(matrix, matrix)).toHaveProperty('inputs').toEqualTypeOf<Row>()

export const biasGradient = <N extends number>(dy: RowOf<N>): Tensor<readonly [N]> => Algebra.sumOverBatch(dy)
export const meanGradient = <N extends number>(dy: RowOf<N>): Tensor<readonly [N]> =>
  Algebra.perExample(Algebra.sumOverBatch(dy), dy)
export const ofAnyShape = <S extends Shape>(dy: Batched<S>): Tensor<S> => Algebra.sumOverBatch(dy)
export const inferred = <N extends number>(dy: RowOf<N>) => {
  const sum = Algebra.sumOverBatch(dy)
  const result: readonly [Tensor<readonly [N]>] = [sum]
  return result
}
export const piped = <N extends number>(dy: RowOf<N>): Tensor<readonly [N]> => pipe(dy, Algebra.sumOverBatch)

// Operations that keep the shape.

expectTypeOf(Algebra.perExample(row, row)).toEqualTypeOf<Row>()
expectTypeOf(Algebra.sumOfFeatures(row)).toEqualTypeOf<Row>()
expectTypeOf(Algebra.where(row, row, 0)).toEqualTypeOf<Row>()
expectTypeOf(Algebra.add(row, 1)).toEqualTypeOf<Row>()

// Operations that take a shape.

expectTypeOf(Algebra.broadcast([2, 3], anyTensor)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
expectTypeOf(Algebra.broadcast(matrix.shape, anyTensor)).toEqualTypeOf<Tensor<readonly [4, 3]>>()
expectTypeOf(Algebra.reshape([2, 6], matrix)).toEqualTypeOf<Tensor<readonly [2, 6]>>()
expectTypeOf(Algebra.gatherRows([2, 3], matrix, anyTensor)).toEqualTypeOf<Tensor<readonly [2, 3]>>()
expectTypeOf(Algebra.scatterRows([4, 3], anyTensor, anyTensor)).toEqualTypeOf<Tensor<readonly [4, 3]>>()

// Initializers.

declare const initializer: Initializer
const seed = Randoms.seed(1)
expectTypeOf(Initializers.zeros([3])(seed)[0]).toEqualTypeOf<Tensor<readonly [3]>>()
expectTypeOf(Initializers.constant(1)([3])(seed)[0]).toEqualTypeOf<Tensor<readonly [3]>>()
expectTypeOf(Initializers.glorotUniform([3, 3])(seed)[0]).toEqualTypeOf<Tensor<readonly [3, 3]>>()
expectTypeOf(Initializers.orthogonal()([3, 3])(seed)[0]).toEqualTypeOf<Tensor<readonly [3, 3]>>()
expectTypeOf(initializer([2, 3])(seed)[0]).toEqualTypeOf<Tensor<readonly [2, 3]>>()
