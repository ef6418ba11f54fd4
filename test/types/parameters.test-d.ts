/** Types of parameters that are cut, frozen, loaded and streamed. Type equality; `tsc --noEmit` checks it. */
import { type Either } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type TaskEither } from 'fp-ts/lib/TaskEither.js'
import {
  adam,
  andThen,
  type AsyncEngine,
  type AsyncTrajectory,
  asyncStream,
  augment,
  batches,
  batchStream,
  type Batched,
  type Dataset,
  dataset,
  dense,
  type Dense,
  frozen,
  inBatches,
  javascript,
  kFold,
  type Layer,
  learner,
  meanSquaredError,
  named,
  paramsByName,
  type ParamsOf,
  paramsFromNames,
  predict,
  type Random,
  splitParams,
  stream,
  streamTrajectory,
  tanh,
  tensor,
  type Trajectory,
  tupleDataset,
  unpackParams
} from 'pullback'
import { loadParams, writeModel } from 'pullback/files'
import { expectTypeOf } from 'vitest'

const encoder = pipe(dense(2, 3), andThen(tanh()))
const head = dense(3, 1)
const network = pipe(named('encoder', encoder), andThen(named('head', head)))
type P = readonly [...Dense<2, 3>, ...Dense<3, 1>]
declare const params: P

// Names keep the types.

expectTypeOf<ParamsOf<typeof network>>().toEqualTypeOf<P>()
expectTypeOf(named('head', head)).toEqualTypeOf(head)
expectTypeOf(paramsFromNames(network)(paramsByName(network, params))).toEqualTypeOf<Either<string, P>>()
expectTypeOf(loadParams(network)('file')).toEqualTypeOf<TaskEither<string, P>>()
expectTypeOf(unpackParams(network)(new Float64Array(13))).toEqualTypeOf<P>()
void writeModel('file', { network, params, loss: meanSquaredError() })
// @ts-expect-error: the parameters of a part
void writeModel('file', { network, params: [params[0], params[1]] })
// @ts-expect-error: the parameters of another network
paramsByName(head, params)

// Parts.

const [ofEncoder, ofHead] = splitParams(encoder, head)(params)
expectTypeOf(ofEncoder).toEqualTypeOf<Dense<2, 3>>()
expectTypeOf(ofHead).toEqualTypeOf<Dense<3, 1>>()
predict(network, [...ofEncoder, ...ofHead])
// @ts-expect-error: the parts are in the wrong order
predict(network, [...ofHead, ...ofEncoder])
expectTypeOf(pipe(frozen(encoder, ofEncoder), andThen(head))).toEqualTypeOf<
  Layer<Dense<3, 1>, Batched<readonly [2]>, Batched<readonly [1]>>
>()
// @ts-expect-error: the parameters of the head
frozen(encoder, ofHead)

// Data.

const x = tensor([
  [0, 1],
  [1, 1]
])
type Row<N extends number> = Batched<readonly [N]>
expectTypeOf(tupleDataset([x, tensor([[1], [2]])], tensor([1, 2]))).toEqualTypeOf<
  Dataset<readonly [Row<2>, Row<1>], Batched<readonly []>>
>()
const data = dataset(x, tensor([[1], [2]]))
expectTypeOf(kFold(2)(data)).toEqualTypeOf<Random<readonly (readonly [typeof data, typeof data])[]>>()

// Streams: the engine or the stream decides on the kind of sequence.

const student = learner(network, meanSquaredError(), adam(0.01))
declare const asyncEngine: AsyncEngine
const later = asyncStream(async function* () {
  for (const batch of batches(2)(data)) yield await Promise.resolve(batch)
})
expectTypeOf(streamTrajectory(student, batchStream(2)(data), { from: 1 })).toEqualTypeOf<Trajectory<P>>()
expectTypeOf(streamTrajectory(student, batchStream(2)(data), { from: 1, engine: javascript })).toEqualTypeOf<
  Trajectory<P>
>()
expectTypeOf(streamTrajectory(student, later, { from: 1 })).toEqualTypeOf<AsyncTrajectory<P>>()
expectTypeOf(streamTrajectory(student, batchStream(2)(data), { from: 1, engine: asyncEngine })).toEqualTypeOf<
  AsyncTrajectory<P>
>()
streamTrajectory(student, later, { from: 1, signal: AbortSignal.timeout(1) })
// @ts-expect-error: nothing to cancel
streamTrajectory(student, batchStream(2)(data), { from: 1, signal: AbortSignal.timeout(1) })
const augmented = pipe(
  batchStream(2)(data),
  augment(batch => seed => [batch, seed])
)
expectTypeOf(augmented).toEqualTypeOf(batchStream(2)(data))
expectTypeOf(
  pipe(
    later,
    augment(batch => seed => [batch, seed])
  )
).toEqualTypeOf(later)
const wide = stream(() => inBatches(2)([[tensor([1, 2, 3]), tensor([1])] as const]))
// @ts-expect-error: three features
streamTrajectory(student, wide, { from: 1 })
