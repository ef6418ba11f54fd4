/** The sizes of images, computed by the compiler. Type equality, not assignability; `tsc --noEmit` checks it. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  averagePool,
  type Batched,
  type Convolution,
  type Convolution1d,
  convolution,
  convolution1d,
  type Dense,
  dense,
  type Embedding,
  embedding,
  flatten,
  globalAveragePool,
  glu,
  groupNorm,
  type GroupNorm,
  identity,
  type Layer,
  maxout,
  maxPool,
  maxPool1d,
  type Params,
  reshape,
  type Shape,
  tanh,
  type TransposedConvolution,
  transposedConvolution,
  upsample
} from 'pullback'
import { expectTypeOf } from 'vitest'

type Examples<P extends Params, A extends Shape, B extends Shape> = Layer<P, Batched<A>, Batched<B>>

const size = 3 as number

// Convolution.

expectTypeOf(convolution([1, 28, 28], 3, 5)).toEqualTypeOf<
  Examples<Convolution<1, 3, 5>, readonly [1, 28, 28], readonly [5, 26, 26]>
>()
expectTypeOf(convolution([3, 224, 224], 7, 64, { stride: 2, padding: 3 })).toEqualTypeOf<
  Examples<Convolution<3, 7, 64>, readonly [3, 224, 224], readonly [64, 112, 112]>
>()
expectTypeOf(convolution([1, 28, 28], 3, 5, { biasPer: 'position' })).toEqualTypeOf<
  Examples<Convolution<1, 3, 5, readonly [5, 26, 26]>, readonly [1, 28, 28], readonly [5, 26, 26]>
>()
expectTypeOf(convolution([1, 28, 3], 3, 5)).toEqualTypeOf<
  Examples<Convolution<1, 3, 5>, readonly [1, 28, 3], readonly [5, 26, 1]>
>()
expectTypeOf(convolution([1, 28, 28], size, 5)).toEqualTypeOf<
  Examples<Convolution<1, number, 5>, readonly [1, 28, 28], readonly [5, number, number]>
>()
expectTypeOf(convolution([1, size, 28], 3, 5, { padding: 1 })).toEqualTypeOf<
  Examples<Convolution<1, 3, 5>, readonly [1, number, 28], readonly [5, number, 28]>
>()

// @ts-expect-error: a kernel of 5 does not fit into 3 rows
convolution([1, 3, 28], 5, 5)
// @ts-expect-error: nor into 3 columns
convolution([1, 28, 3], 5, 5)
// @ts-expect-error: even with a zero around them, 5 fits but 6 does not
convolution([1, 3, 3], 6, 5, { padding: 1 })
convolution([1, 3, 3], 5, 5, { padding: 1 })
// @ts-expect-error: an image has channels, height and width
convolution([28, 28], 3, 5)
// @ts-expect-error: the next takes as many channels as this one gives
pipe(convolution([1, 28, 28], 3, 5), andThen(convolution([4, 26, 26], 3, 5)))
// @ts-expect-error: and of the size that it gives
pipe(convolution([1, 28, 28], 3, 5), andThen(convolution([5, 28, 28], 3, 5)))

// Rectangles, dilation, groups and `same`.

expectTypeOf(convolution([8, 20, 50], [1, 5], 4, { padding: 'same', dilation: [1, 2] })).toEqualTypeOf<
  Examples<Convolution<8, readonly [1, 5], 4>, readonly [8, 20, 50], readonly [4, 20, 50]>
>()
expectTypeOf(convolution([8, 21, 50], 3, 8, { padding: 'same', stride: [2, 3], groups: 8 })).toEqualTypeOf<
  Examples<Convolution<1, 3, 8>, readonly [8, 21, 50], readonly [8, 11, 17]>
>()
expectTypeOf(convolution([1, 28, 28], 3, 5, { dilation: 4, padding: [0, 2] })).toEqualTypeOf<
  Examples<Convolution<1, 3, 5>, readonly [1, 28, 28], readonly [5, 20, 24]>
>()
// @ts-expect-error: with dilation 2 a kernel of 3 reaches over 5 rows
convolution([1, 4, 28], 3, 5, { dilation: 2 })
// @ts-expect-error: 28 rows do not hold 29
convolution([1, 28, 28], [29, 1], 5)

// Series.

expectTypeOf(convolution1d([2, 24], 3, 8)).toEqualTypeOf<
  Examples<Convolution1d<2, 3, 8>, readonly [2, 24], readonly [8, 22]>
>()
expectTypeOf(
  pipe(convolution1d([2, 25], 3, 8, { padding: 'causal', dilation: 4, stride: 2 }), andThen(maxPool1d(2)))
).toEqualTypeOf<Examples<Convolution1d<2, 3, 8>, readonly [2, 25], readonly [8, 6]>>()
// @ts-expect-error: a window of 25 is longer than the series
convolution1d([2, 24], 25, 8)

// Transposed convolution, upsampling and global pooling.

expectTypeOf(transposedConvolution([8, 7, 5], 3, 4, { stride: 2, padding: 'same' })).toEqualTypeOf<
  Examples<TransposedConvolution<8, 3, 4>, readonly [8, 7, 5], readonly [4, 14, 10]>
>()
expectTypeOf(transposedConvolution([8, 7, 5], [3, 4], 4, { stride: [2, 1], padding: 1 })).toEqualTypeOf<
  Examples<TransposedConvolution<8, readonly [3, 4], 4>, readonly [8, 7, 5], readonly [4, 13, 6]>
>()
expectTypeOf(pipe(convolution([1, 28, 28], 3, 5), andThen(upsample([2, 1])))).toEqualTypeOf<
  Examples<Convolution<1, 3, 5>, readonly [1, 28, 28], readonly [5, 52, 26]>
>()
expectTypeOf(
  pipe(convolution([1, 28, 28], 3, 4), andThen(groupNorm(4, 2)), andThen(globalAveragePool()))
).toEqualTypeOf<Examples<readonly [...Convolution<1, 3, 4>, ...GroupNorm<4>], readonly [1, 28, 28], readonly [4]>>()

// Gates halve the features, and maxout divides them.

expectTypeOf(pipe(dense(2, 12), andThen(glu()), andThen(maxout(3)))).toEqualTypeOf<
  Examples<Dense<2, 12>, readonly [2], readonly [2]>
>()
// @ts-expect-error: half of 12 features are 6
pipe(dense(2, 12), andThen(glu()), andThen(dense(12, 1)))

// Pooling: channels, height and width are those of what comes before it, and the stride is the size.

expectTypeOf(pipe(convolution([1, 28, 28], 3, 5), andThen(maxPool(2)))).toEqualTypeOf<
  Examples<Convolution<1, 3, 5>, readonly [1, 28, 28], readonly [5, 13, 13]>
>()
expectTypeOf(
  pipe(
    convolution([3, 224, 224], 7, 64, { stride: 2, padding: 3 }),
    andThen(tanh()),
    andThen(averagePool(3, { stride: 2, padding: 1 })),
    andThen(flatten())
  )
).toEqualTypeOf<Examples<Convolution<3, 7, 64>, readonly [3, 224, 224], readonly [200704]>>()
expectTypeOf(pipe(convolution([1, 28, 28], 3, 5), andThen(maxPool(size)))).toEqualTypeOf<
  Examples<Convolution<1, 3, 5>, readonly [1, 28, 28], readonly [5, number, number]>
>()

// @ts-expect-error: a window of 27 does not fit into 26 rows
pipe(convolution([1, 28, 28], 3, 5), andThen(maxPool(27)))
// @ts-expect-error: a row is no image
pipe(dense(2, 784), andThen(averagePool(2)))

// Embedding: a row of features for every number, whatever the shape.

expectTypeOf(pipe(identity<Batched<readonly [7]>>(), andThen(embedding(100, 16)))).toEqualTypeOf<
  Examples<Embedding<100, 16>, readonly [7], readonly [7, 16]>
>()
expectTypeOf(embedding<readonly [7], 100, 16>(100, 16)).toEqualTypeOf<
  Examples<Embedding<100, 16>, readonly [7], readonly [7, 16]>
>()

// Reshape and flatten.

expectTypeOf(
  pipe(convolution([1, 28, 28], 3, 5), andThen(tanh()), andThen(flatten()), andThen(dense(3380, 100)))
).toEqualTypeOf<
  Examples<readonly [...Convolution<1, 3, 5>, ...Dense<3380, 100>], readonly [1, 28, 28], readonly [100]>
>()
expectTypeOf(pipe(identity<Batched<readonly [1, 224, 224]>>(), andThen(flatten()))).toEqualTypeOf<
  Examples<readonly [], readonly [1, 224, 224], readonly [50176]>
>()
expectTypeOf(pipe(dense(2, 784), andThen(reshape([1, 28, 28])))).toEqualTypeOf<
  Examples<Dense<2, 784>, readonly [2], readonly [1, 28, 28]>
>()
expectTypeOf(pipe(dense(2, 784), andThen(reshape([1, 28, 28])), andThen(convolution([1, 28, 28], 3, 5)))).toEqualTypeOf<
  Examples<readonly [...Dense<2, 784>, ...Convolution<1, 3, 5>], readonly [2], readonly [5, 26, 26]>
>()
expectTypeOf(pipe(dense(2, size), andThen(reshape([1, 3])))).toEqualTypeOf<
  Examples<Dense<2, number>, readonly [2], readonly [1, 3]>
>()

// @ts-expect-error: [1, 28, 27] holds 756 numbers, not 784
pipe(dense(2, 784), andThen(reshape([1, 28, 27])))
// @ts-expect-error: 5 · 26 · 26 is 3380
pipe(convolution([1, 28, 28], 3, 5), andThen(flatten()), andThen(dense(3381, 100)))
// @ts-expect-error: dense takes a row
pipe(convolution([1, 28, 28], 3, 5), andThen(dense(3380, 100)))
