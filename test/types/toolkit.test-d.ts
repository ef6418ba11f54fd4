/** Layers and losses take their types from where they stand; what does not fit does not compile. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  andThen,
  asBatch,
  type Batched,
  type BatchNorm,
  batchNorm,
  binaryCrossEntropy,
  convolution,
  dataset,
  dense,
  type Dense,
  dropout,
  elu,
  flatten,
  filledTensor,
  gelu,
  hinge,
  huber,
  type Layer,
  type LayerNorm,
  layerNorm,
  leakyRelu,
  learner,
  logSoftmax,
  type Loss,
  relu,
  repeat,
  residual,
  type RmsNorm,
  rmsNorm,
  softmax,
  softmaxCrossEntropy,
  trajectory
} from 'pullback'
import { expectTypeOf } from 'vitest'

type Row<N extends number> = Batched<readonly [N]>
const size = 8 as number

// Inferred in a pipe, without an annotation.

expectTypeOf(
  pipe(
    dense(2, 8),
    andThen(layerNorm(8)),
    andThen(gelu()),
    andThen(dropout(0.1)),
    andThen(rmsNorm(8)),
    andThen(leakyRelu(0.2)),
    andThen(batchNorm(8)),
    andThen(elu()),
    andThen(dense(8, 3)),
    andThen(softmax())
  )
).toEqualTypeOf<
  Layer<readonly [...Dense<2, 8>, ...LayerNorm<8>, ...RmsNorm<8>, ...BatchNorm<8>, ...Dense<8, 3>], Row<2>, Row<3>>
>()
expectTypeOf(pipe(layerNorm(8), andThen(dense(8, 1)))).toEqualTypeOf<
  Layer<readonly [...LayerNorm<8>, ...Dense<8, 1>], Row<8>, Row<1>>
>()
const image = pipe(convolution([1, 28, 28], 3, 5), andThen(batchNorm(5)), andThen(relu()), andThen(flatten()))
expectTypeOf(pipe(image, andThen(dense(3380, 10)), andThen(logSoftmax())).forward)
  .parameter(1)
  .toEqualTypeOf<Batched<readonly [1, 28, 28]>>()
expectTypeOf(pipe(dense(2, size), andThen(layerNorm(size)))).toEqualTypeOf<
  Layer<readonly [...Dense<2, number>, ...LayerNorm<number>], Row<2>, Row<number>>
>()
pipe(dense(2, 8), andThen(residual(start => pipe(start, andThen(layerNorm(8)), andThen(dense(8, 8))))))
repeat(2, pipe(dense(8, 8), andThen(relu()), andThen(dropout())))

// @ts-expect-error: 8 features, and a normalisation of 7
pipe(dense(2, 8), andThen(layerNorm(7)))
// @ts-expect-error: 8 features, and a normalisation of 7
pipe(dense(2, 8), andThen(rmsNorm(7)))
// @ts-expect-error: 5 channels, and a normalisation of 26
pipe(convolution([1, 28, 28], 3, 5), andThen(batchNorm(26)))
// @ts-expect-error: 8 is not any number
pipe(dense(2, 8), andThen(layerNorm(size)))
// @ts-expect-error: a number alone has no features to weigh
softmax<readonly []>()

// Losses: of the shapes of prediction and target.

expectTypeOf(huber<readonly [3]>()).toEqualTypeOf<Loss<Row<3>, Row<3>>>()
const classifier = learner(pipe(dense(2, 3), andThen(relu())), softmaxCrossEntropy(), adam(0.01))
trajectory(classifier, dataset(filledTensor([4, 2], 0), filledTensor([4, 3], 0)), { from: 1 })
// @ts-expect-error: targets of two classes for three
trajectory(classifier, dataset(filledTensor([4, 2], 0), filledTensor([4, 2], 0)), { from: 1 })
// @ts-expect-error: a prediction of 3 and a target of 2
binaryCrossEntropy<readonly [3]>().value(asBatch(filledTensor([1, 3], 0)), asBatch(filledTensor([1, 2], 0)))
// @ts-expect-error: a prediction without features
softmaxCrossEntropy<readonly []>()
// @ts-expect-error: the loss of rows of 2 for a network that gives 3
learner(dense(2, 3), hinge<readonly [2]>(), adam(0.01))
