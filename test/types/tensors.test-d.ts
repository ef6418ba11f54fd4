/** Tensors from nested lists and back, and the number of rows that functions of batches take: any. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  accuracy,
  Algebra,
  type AnyTensor,
  type Batched,
  beside,
  type Dataset,
  dataset,
  dense,
  f1,
  fromArray,
  learner,
  meanSquaredError,
  type Nested,
  normalise,
  predict,
  predictor,
  rescale,
  type Scaling,
  sgd,
  standardise,
  type Tensor,
  tensor,
  topK,
  toNested,
  trajectory
} from 'pullback'
import { expectTypeOf } from 'vitest'

// Nested lists.

declare const rows: number[][]
declare const row: readonly number[]
expectTypeOf(tensor(rows)).toEqualTypeOf<Tensor<readonly [number, number]>>()
expectTypeOf(tensor([row, row])).toEqualTypeOf<Tensor<readonly [2, number]>>()
expectTypeOf(tensor(rows.map(found => [found.length, 1] as const))).toEqualTypeOf<Tensor<readonly [number, 2]>>()
expectTypeOf(tensor([[0, 1]])).toEqualTypeOf<Tensor<readonly [1, 2]>>()
expectTypeOf(fromArray([2, 3], new Float32Array(6))).toEqualTypeOf<Tensor<readonly [2, 3]>>()

const matrix = tensor([[0, 1, 2]])
expectTypeOf(toNested(matrix)[0][0]).toEqualTypeOf<number>()
expectTypeOf(toNested(tensor(rows))[0][0]).toEqualTypeOf<number>()
expectTypeOf(toNested(tensor(7))).toEqualTypeOf<number>()
expectTypeOf(toNested(matrix).map(found => found.length)).toEqualTypeOf<number[]>()
expectTypeOf(tensor(toNested(matrix))).toEqualTypeOf<Tensor<readonly [number, number]>>()
declare const anyTensor: AnyTensor
expectTypeOf(toNested(anyTensor)).toEqualTypeOf<Nested>()
// @ts-expect-error: a matrix has two axes
expectTypeOf(toNested(matrix)[0][0][0])

// Any number of rows.

const network = dense(2, 1)
declare const params: Parameters<typeof network.forward>[0]
declare const batch: Batched<readonly [2]>
const one = tensor([[0, 0]])
const features = 2 as number

expectTypeOf(predict(network, params)(one)).toEqualTypeOf<Batched<readonly [1]>>()
predict(network, params)(batch)
predictor(network)(params)(one)
predict(network, params)(tensor(rows.map(found => [found.length, 1] as const)))
// @ts-expect-error: three features for a network that takes two
predict(network, params)(tensor([[0, 0, 0]]))
// @ts-expect-error: the features of `number[][]` are not known to be two
predict(network, params)(tensor(rows))
// @ts-expect-error: an example without its batch axis
predict(network, params)(tensor([0, 0]))
// @ts-expect-error: a pair for a network that takes one tensor
predict(network, params)([one, one])

const pair = beside(dense(2, 1), dense(3, 1))
declare const pairParams: Parameters<typeof pair.forward>[0]
const inPair = predict(pair, pairParams)
expectTypeOf(inPair([one, tensor([[0, 0, 0]])])).toEqualTypeOf<
  readonly [Batched<readonly [1]>, Batched<readonly [1]>]
>()
// @ts-expect-error: the second network takes three features
inPair([one, one])
// @ts-expect-error: one tensor for a pair
inPair(one)

const runtime = dense(features, 1)
declare const runtimeParams: Parameters<typeof runtime.forward>[0]
predict(runtime, runtimeParams)(tensor(rows))

const scaling = standardise(one)
expectTypeOf(normalise(scaling)(batch)).toEqualTypeOf<Batched<readonly [2]>>()
normalise(scaling)(tensor([[1, 2]]))
normalise(rescale(tensor(rows)))(tensor(rows))
export const annotated: Scaling<readonly [2]> = standardise(tensor([[0, 1]]))
// @ts-expect-error: a scaling of two features
normalise(scaling)(tensor([[1, 2, 3]]))

// Datasets.

const targets = tensor([[0], [1]])
type Examples = Dataset<Batched<readonly [2]>, Batched<readonly [1]>>
declare const anyTargets: Batched<readonly [1]>
const two = tensor([
  [0, 0],
  [0, 1]
])
expectTypeOf(dataset(two, targets)).toEqualTypeOf<Examples>()
expectTypeOf(dataset(batch, targets)).toEqualTypeOf<Examples>()
expectTypeOf(dataset(two, anyTargets)).toEqualTypeOf<Examples>()
expectTypeOf(dataset(batch, anyTargets)).toEqualTypeOf<Examples>()
trajectory(learner(network, meanSquaredError(), sgd(0.1)), dataset(batch, targets), { from: 1 })
// @ts-expect-error: one input and two targets
dataset(one, targets)

// Metrics.

const scores = tensor([
  [0, 1, 0],
  [1, 0, 0]
])
accuracy(scores, scores)
accuracy(Algebra.softplus(scores), scores)
topK(2)(scores, scores)
f1(predict(network, params)(one), tensor([[1]]))
// @ts-expect-error: predictions of three classes and targets of two
accuracy(scores, two)
// @ts-expect-error: predictions of one class and targets of three
pipe(scores, found => f1(predict(network, params)(one), found))
