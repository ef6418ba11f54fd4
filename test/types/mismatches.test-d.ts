/** What does not fit does not compile: `tsc --noEmit` fails where an expected error is missing. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  Algebra,
  andThen,
  type AnyTensor,
  type Batched,
  beside,
  concatenate,
  copy,
  dataset,
  dense,
  type Dense,
  type Descent,
  Descents,
  fork,
  identity,
  type Layer,
  learner,
  meanSquaredError,
  predict,
  repeat,
  residual,
  type Scalar,
  sgd,
  share,
  sum,
  tanh,
  type Tensor,
  tensor,
  type TrainingState,
  trajectory
} from 'pullback'

const size = 3 as number

// Between layers.

// @ts-expect-error: dense(2, 3) gives 3, dense(4, 1) takes 4
pipe(dense(2, 3), andThen(dense(4, 1)))
// @ts-expect-error: tanh gives the 3 that it takes
pipe(dense(2, 3), andThen(tanh()), andThen(dense(4, 1)))
// @ts-expect-error: a pair is not a row
pipe(dense(2, 8), andThen(copy()), andThen(dense(8, 1)))
// @ts-expect-error: the two parts of a sum differ, 8 and 7
pipe(dense(2, 8), andThen(copy()), andThen(beside(dense(8, 7), identity())), andThen(sum()))
// @ts-expect-error: 3 + 4 is not 8
pipe(fork(dense(2, 3), dense(2, 4)), andThen(concatenate()), andThen(dense(8, 1)))
// @ts-expect-error: one takes 2 and the other 5
fork(dense(2, 3), dense(5, 4))
// @ts-expect-error: what is added to its input has its shape
pipe(dense(2, 8), andThen(residual(start => pipe(start, andThen(dense(8, 7))))))
// @ts-expect-error: what is repeated gives what it takes
repeat(2, dense(8, 7))
// @ts-expect-error: a shared layer takes a pair of equals
pipe(fork(dense(2, 3), dense(2, 4)), andThen(share(dense(3, 1))))

// Sizes known only at run time meet only each other.

// @ts-expect-error: a size of the type number need not be 3
pipe(dense(2, size), andThen(dense(3, 1)))
// @ts-expect-error: 3 is not any number
pipe(dense(2, 3), andThen(dense(size, 1)))
// @ts-expect-error: a batch of any size is not a batch of four
export const four = (batch: Batched<readonly [2]>): Tensor<readonly [4, 2]> => batch
// @ts-expect-error: nor is a batch of four one of any size; `batch` makes it one
export const any = (rows: Tensor<readonly [4, 2]>): Batched<readonly [2]> => rows

// Inside a layer.

export const literal = (weight: Tensor<readonly [3, 2]>, input: Tensor<readonly [5, 2]>) => {
  // @ts-expect-error: x W, where it is x Wᵀ
  Algebra.matmul(input, weight)
  // @ts-expect-error: Wᵀ xᵀ reversed fits nothing either
  Algebra.matmul(Algebra.transpose(input), Algebra.transpose(weight))
  return Algebra.matmul(input, Algebra.transpose(weight)) satisfies Tensor<readonly [5, 3]>
}

export const generic = <I extends number, O extends number>(
  weight: Tensor<readonly [O, I]>,
  input: Batched<readonly [I]>,
  outputGradient: Batched<readonly [O]>
) => {
  // @ts-expect-error: I is not O, though both may be 3
  Algebra.matmul(input, weight)
  // @ts-expect-error: the output gradient has O columns, Wᵀ has I rows
  Algebra.matmul(outputGradient, Algebra.transpose(weight))
  // @ts-expect-error: the batch is not a number of features
  Algebra.matmul(outputGradient, input)
  // @ts-expect-error: the gradient of a weight [O, I] is not [I, O]
  Algebra.subtract(weight, Algebra.matmul(Algebra.transpose(input), outputGradient))
  return [
    Algebra.matmul(outputGradient, weight),
    Algebra.matmul(Algebra.transpose(outputGradient), input),
    Algebra.matmul(input, Algebra.transpose(weight))
  ] satisfies [Batched<readonly [I]>, Tensor<readonly [O, I]>, Batched<readonly [O]>]
}

export const batchAgainstLiteral = (input: Batched<readonly [2]>, outputGradient: Batched<readonly [3]>) => {
  // @ts-expect-error: the batch axis of one meets the 2 features of the other
  Algebra.matmul(Algebra.transpose(outputGradient), Algebra.transpose(input))
  // @ts-expect-error: 3 features meet the batch axis
  Algebra.matmul(outputGradient, input)
  return Algebra.matmul(Algebra.transpose(outputGradient), input) satisfies Tensor<readonly [3, 2]>
}

export const axes = <B extends number, T extends number>(
  x: Tensor<readonly [B, T, 4, 8]>,
  images: Batched<readonly [3, 5]>
) => {
  // @ts-expect-error: three axes of four
  Algebra.permute([0, 2, 1], x)
  // @ts-expect-error: an order of four axes for three
  Algebra.permute([0, 2, 1, 3], images)
  // @ts-expect-error: B and T change places, which may be different sizes
  Algebra.add(x, Algebra.permute([1, 0, 2, 3], x))
  // @ts-expect-error: rows and columns are exchanged
  Algebra.add(images, Algebra.transpose(images))
  return [Algebra.permute([0, 2, 1, 3], x), Algebra.transpose(x), Algebra.transpose(images)] satisfies [
    Tensor<readonly [B, 4, T, 8]>,
    Tensor<readonly [B, T, 8, 4]>,
    Batched<readonly [5, 3]>
  ]
}

export const attention = <B extends number, H extends number, T extends number, K extends number>(
  queries: Tensor<readonly [B, H, T, 8]>,
  keys: Tensor<readonly [B, H, K, 8]>,
  values: Tensor<readonly [B, H, K, 8]>,
  outputGradient: Tensor<readonly [B, H, T, 8]>,
  matrix: Tensor<readonly [K, 8]>
) => {
  // @ts-expect-error: the transpose of the keys is missing
  Algebra.matmul(queries, keys)
  // @ts-expect-error: the queries have their features in the rows
  Algebra.matmul(Algebra.transpose(queries), Algebra.transpose(keys))
  const weights = Algebra.matmul(queries, Algebra.transpose(keys))
  // @ts-expect-error: K keys for T weights
  Algebra.matmul(Algebra.transpose(weights), values)
  // @ts-expect-error: the leading axes are exchanged
  Algebra.matmul(Algebra.permute([1, 0, 2, 3], weights), values)
  // @ts-expect-error: there is a leading axis less
  Algebra.matmul(weights, matrix)
  return [
    weights,
    Algebra.matmul(weights, values),
    Algebra.matmul(Algebra.transpose(weights), outputGradient)
  ] satisfies [Tensor<readonly [B, H, T, K]>, Tensor<readonly [B, H, T, 8]>, Tensor<readonly [B, H, K, 8]>]
}

export const leading = <B extends number>(
  batch: Batched<readonly [3, 4]>,
  one: Tensor<readonly [2, 4, 5]>,
  other: Tensor<readonly [B, 4, 5]>,
  any: Batched<readonly [4, 5]>
) => {
  // @ts-expect-error: a batch of any size and one of two
  Algebra.matmul(batch, one)
  // @ts-expect-error: a batch of any size and one of B
  Algebra.matmul(batch, other)
  return Algebra.matmul(batch, any) satisfies Batched<readonly [3, 5]>
}

export const elementwise = (
  row: Tensor<readonly [3]>,
  rows: Tensor<readonly [4, 3]>,
  other: Tensor<readonly [4, 2]>
) => {
  // @ts-expect-error: a row is added to rows by addToRows
  Algebra.add(rows, row)
  // @ts-expect-error: 3 columns and 2
  Algebra.multiply(rows, other)
  // @ts-expect-error: three numbers are not added to rows of two
  Algebra.addToRows(row)(other)
  return Algebra.addToRows(row)(rows)
}

// Generic networks: the sizes of a function's caller.

export const hidden = <const N extends number>(units: N) =>
  pipe(dense(2, units), andThen(tanh()), andThen(dense(units, 1))) satisfies Layer<
    readonly [...Dense<2, N>, ...Dense<N, 1>],
    Batched<readonly [2]>,
    Batched<readonly [1]>
  >
export const misfit = <const N extends number>(
  units: N,
  network: Layer<Dense<2, N>, Batched<readonly [2]>, Batched<readonly [N]>>
) => [
  pipe(network, andThen(dense(units, 1))),
  // @ts-expect-error: N may be 3, but is not 3
  pipe(network, andThen(dense(3, 1)))
]

// Parameters, inputs, targets.

const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)))
const corners = tensor([
  [0, 0],
  [0, 1]
])
const student = learner(network, meanSquaredError(), sgd(0.1))
declare const params: Parameters<typeof network.forward>[0]
type WideParams = readonly [...Dense<2, 4>, ...Dense<4, 1>]
declare const wideParams: WideParams
declare const wideState: TrainingState<WideParams>
declare const anyParams: readonly AnyTensor[]

// @ts-expect-error: the parameters of another network
predict(network, wideParams)
// @ts-expect-error: parameters of unknown shapes
predict(network, anyParams)
// @ts-expect-error: a part of the parameters
predict(network, [params[0], params[1]])
// @ts-expect-error: the parameters of the layers the other way round
predict(network, [params[2], params[3], params[0], params[1]])
// @ts-expect-error: three features for a network that takes two
predict(network, params)(Algebra.reshape<readonly [number, 3]>([2, 3], corners))

// @ts-expect-error: two targets for an output of one
trajectory(student, dataset(corners, corners), { from: 1 })
// @ts-expect-error: targets without an axis of their own
trajectory(student, dataset(corners, tensor([0, 1])), { from: 1 })
// @ts-expect-error: inputs of three features
trajectory(student, dataset(tensor([[1, 2, 3]]), tensor([[1]])), { from: 1 })
// @ts-expect-error: two inputs and three targets
dataset(corners, tensor([[0], [1], [1]]))
// @ts-expect-error: a state of another network is no place to start from
trajectory(student, dataset(corners, tensor([[0], [1]])), { from: wideState })

// Tensors.

// @ts-expect-error: rows of different lengths
tensor([[0, 1], [2]])
// @ts-expect-error: rows of different lengths, deep inside
tensor([[[1, 2]], [[3]]])
// @ts-expect-error: a number beside a row
tensor([1, [2]])
// @ts-expect-error: text is not a number
tensor(['1'])
// @ts-expect-error: what only looks like a tensor is none
export const forged: Tensor<readonly [3]> = { shape: [3] }
// @ts-expect-error: a vector is not a scalar
export const vector: Scalar = tensor([1, 2, 3])
// @ts-expect-error: three numbers are not two
export const shorter: Tensor<readonly [2]> = tensor([1, 2, 3])
// @ts-expect-error: a tensor is read, never written
tensor([1]).shape[0] = 2

// A descent is not a layer, nor a layer a descent.

const descent = Descents.descend(0.1)(dense(3, 1))
// @ts-expect-error: a descent where a layer is composed
pipe(dense(2, 3), andThen(descent))
// @ts-expect-error: a layer where a descent is composed
pipe(Descents.descend(0.1)(dense(2, 3)), Descents.andThen(dense(3, 1)))
// @ts-expect-error: a descent does not learn by gradients
learner(descent, meanSquaredError(), sgd(0.1))
// @ts-expect-error: a descent of a descent
Descents.descend(0.1)(descent)
// @ts-expect-error: a descent is no layer
export const asLayer: Layer<Dense<3, 1>, Batched<readonly [3]>, Batched<readonly [1]>> = descent
// @ts-expect-error: a layer is no descent
export const asDescent: Descent<Dense<3, 1>, Batched<readonly [3]>, Batched<readonly [1]>> = dense(3, 1)

export const parts = <B extends number>(x: Tensor<readonly [B, 8, 12]>, y: Batched<readonly [4, 12]>) => {
  // @ts-expect-error: three of eight positions are no eight
  Algebra.add(x, Algebra.slice(1, 0, 3, x))
  // @ts-expect-error: the leading axes differ
  Algebra.concatenate(x, y)
  return [
    Algebra.slice(1, 2, 3, x),
    Algebra.padded(x.shape, 1, 2, Algebra.slice(1, 2, 3, x)),
    Algebra.concatenateAlong(1, x, Algebra.slice(1, 2, 3, x)),
    Algebra.featuresOf(3, 4, x),
    Algebra.concatenate(y, y)
  ] satisfies [
    Tensor<readonly [B, 3, 12]>,
    Tensor<readonly [B, 8, 12]>,
    Tensor<readonly [B, 11, 12]>,
    Tensor<readonly [B, 8, 4]>,
    Batched<readonly [4, 24]>
  ]
}
