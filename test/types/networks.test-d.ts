/** The types of networks are inferred, without an annotation. Type equality, not assignability; `tsc --noEmit` checks it. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  type Batched,
  beside,
  concatenate,
  copy,
  dataset,
  type Dataset,
  dense,
  type Dense,
  type Descent,
  Descents,
  eraseTypes,
  fork,
  identity,
  type Layer,
  learner,
  type Learner,
  meanSquaredError,
  type Params,
  predict,
  repeat,
  type Repeated,
  residual,
  sgd,
  share,
  sum,
  tanh,
  type Tensor,
  tensor,
  train,
  type TrainingState,
  trajectory,
  type UntypedLayer
} from 'pullback'
import { expectTypeOf } from 'vitest'

/** Layer with the sizes of rows. */
type Rows<P extends Params, I extends number, O extends number> = Layer<P, Batched<readonly [I]>, Batched<readonly [O]>>

// The network of the design.

const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)), andThen(tanh()))
type NetworkParams = readonly [
  weight: Tensor<readonly [3, 2]>,
  bias: Tensor<readonly [3]>,
  weight: Tensor<readonly [1, 3]>,
  bias: Tensor<readonly [1]>
]

expectTypeOf(network).toEqualTypeOf<Layer<NetworkParams, Batched<readonly [2]>, Batched<readonly [1]>>>()
// @ts-expect-error: equality tells 3 from 4, so the line above says something
expectTypeOf(network).toEqualTypeOf<Layer<NetworkParams, Batched<readonly [3]>, Batched<readonly [1]>>>()

// dense(2, 3), tanh() and a network are the same kind of thing.

expectTypeOf(dense(2, 3)).toEqualTypeOf<
  Layer<
    readonly [weight: Tensor<readonly [3, 2]>, bias: Tensor<readonly [3]>],
    Tensor<readonly [number, 2]>,
    Tensor<readonly [number, 3]>
  >
>()
expectTypeOf(tanh<readonly [3]>()).toEqualTypeOf<Rows<readonly [], 3, 3>>()

// Pipes of the design.

expectTypeOf(
  pipe(dense(2, 8), andThen(copy()), andThen(beside(dense(8, 8), identity())), andThen(sum()), andThen(dense(8, 1)))
).toEqualTypeOf<Rows<readonly [...Dense<2, 8>, ...Dense<8, 8>, ...Dense<8, 1>], 2, 1>>()

expectTypeOf(pipe(fork(dense(2, 3), dense(2, 4)), andThen(concatenate()), andThen(dense(7, 1)))).toEqualTypeOf<
  Rows<readonly [...Dense<2, 3>, ...Dense<2, 4>, ...Dense<7, 1>], 2, 1>
>()

expectTypeOf(pipe(fork(dense(2, 3), dense(2, 4)), andThen(concatenate()))).toEqualTypeOf<
  Rows<readonly [...Dense<2, 3>, ...Dense<2, 4>], 2, 7>
>()

// Combinators. A size known only at run time:

const size = 3 as number

expectTypeOf(pipe(identity<Batched<readonly [8]>>(), andThen(dense(8, 1)))).toEqualTypeOf<Rows<Dense<8, 1>, 8, 1>>()
expectTypeOf(pipe(dense(2, 8), andThen(residual(start => pipe(start, andThen(dense(8, 8))))))).toEqualTypeOf<
  Rows<readonly [...Dense<2, 8>, ...Dense<8, 8>], 2, 8>
>()
expectTypeOf(
  pipe(
    dense(2, 8),
    andThen(residual(start => pipe(start, andThen(dense(8, 8)), andThen(tanh())))),
    andThen(dense(8, 1))
  )
).toEqualTypeOf<Rows<readonly [...Dense<2, 8>, ...Dense<8, 8>, ...Dense<8, 1>], 2, 1>>()

expectTypeOf(share(dense(2, 3))).toEqualTypeOf<
  Layer<
    Dense<2, 3>,
    readonly [Batched<readonly [2]>, Batched<readonly [2]>],
    readonly [Batched<readonly [3]>, Batched<readonly [3]>]
  >
>()

expectTypeOf(repeat(3, dense(4, 4))).toEqualTypeOf<
  Rows<readonly [...Dense<4, 4>, ...Dense<4, 4>, ...Dense<4, 4>], 4, 4>
>()
expectTypeOf(repeat(1, dense(4, 4))).toEqualTypeOf<Rows<Dense<4, 4>, 4, 4>>()
expectTypeOf<Repeated<100, Dense<4, 4>>['length']>().toEqualTypeOf<200>()
expectTypeOf(repeat(size, dense(4, 4))).toEqualTypeOf<Rows<readonly Dense<4, 4>[number][], 4, 4>>()
expectTypeOf(pipe(dense(2, 4), andThen(repeat(2, pipe(dense(4, 4), andThen(tanh())))))).toEqualTypeOf<
  Rows<readonly [...Dense<2, 4>, ...Dense<4, 4>, ...Dense<4, 4>], 2, 4>
>()

expectTypeOf(beside(dense(2, 3), dense(4, 5))).toEqualTypeOf<
  Layer<
    readonly [...Dense<2, 3>, ...Dense<4, 5>],
    readonly [Batched<readonly [2]>, Batched<readonly [4]>],
    readonly [Batched<readonly [3]>, Batched<readonly [5]>]
  >
>()

expectTypeOf(eraseTypes(network)).toEqualTypeOf<UntypedLayer>()
expectTypeOf([eraseTypes(network), eraseTypes(dense(5, 5))]).toEqualTypeOf<UntypedLayer[]>()

// However composition nests, the type is the same.

const nestedRight = pipe(dense(2, 3), andThen(pipe(dense(3, 4), andThen(dense(4, 1)))))
expectTypeOf(nestedRight).toEqualTypeOf(pipe(dense(2, 3), andThen(dense(3, 4)), andThen(dense(4, 1))))

// A pipe takes twenty arguments.

expectTypeOf(
  pipe(
    dense(2, 3),
    andThen(tanh()),
    andThen(dense(3, 4)),
    andThen(tanh()),
    andThen(dense(4, 5)),
    andThen(tanh()),
    andThen(dense(5, 6)),
    andThen(tanh()),
    andThen(dense(6, 7)),
    andThen(tanh()),
    andThen(dense(7, 8)),
    andThen(tanh()),
    andThen(dense(8, 9)),
    andThen(tanh()),
    andThen(dense(9, 10)),
    andThen(tanh()),
    andThen(dense(10, 11)),
    andThen(tanh()),
    andThen(dense(11, 12)),
    andThen(tanh())
  ).forward
)
  .parameter(1)
  .toEqualTypeOf<Batched<readonly [2]>>()

// Sizes known only at run time are of the type number, and meet number.

expectTypeOf(pipe(dense(2, size), andThen(tanh()), andThen(dense(size, 1)))).toEqualTypeOf<
  Rows<readonly [...Dense<2, number>, ...Dense<number, 1>], 2, 1>
>()

// What is made of a network.

expectTypeOf(pipe(network, Descents.descend(0.1))).toEqualTypeOf<
  Descent<NetworkParams, Batched<readonly [2]>, Batched<readonly [1]>>
>()
expectTypeOf(
  pipe(Descents.descend(0.1)(dense(2, 3)), Descents.andThen(Descents.descend(0.1)(dense(3, 1))))
).toEqualTypeOf<Descent<readonly [...Dense<2, 3>, ...Dense<3, 1>], Batched<readonly [2]>, Batched<readonly [1]>>>()

const examples = dataset(
  tensor([
    [0, 0],
    [0, 1]
  ]),
  tensor([[0], [1]])
)
expectTypeOf(examples).toEqualTypeOf<Dataset<Batched<readonly [2]>, Batched<readonly [1]>>>()

const student = learner(network, meanSquaredError(), sgd(0.1))
expectTypeOf(student).toEqualTypeOf<
  Learner<NetworkParams, Batched<readonly [2]>, Batched<readonly [1]>, Batched<readonly [1]>>
>()
const trained = pipe(trajectory(student, examples, { from: 1 }), train(3))
expectTypeOf(trained).toEqualTypeOf<TrainingState<NetworkParams>>()
expectTypeOf(predict(network, trained.params)).returns.toEqualTypeOf<Batched<readonly [1]>>()

// Tensors as they are written down.

expectTypeOf(
  tensor([
    [0, 1],
    [2, 3],
    [4, 5]
  ])
).toEqualTypeOf<Tensor<readonly [3, 2]>>()
expectTypeOf(tensor([1, 2, 3])).toEqualTypeOf<Tensor<readonly [3]>>()
expectTypeOf(tensor(7)).toEqualTypeOf<Tensor<readonly []>>()
expectTypeOf(tensor([[[1], [2]]])).toEqualTypeOf<Tensor<readonly [1, 2, 1]>>()
expectTypeOf(tensor([1, 2, 3] as readonly number[])).toEqualTypeOf<Tensor<readonly [number]>>()
