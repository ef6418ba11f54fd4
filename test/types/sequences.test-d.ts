/** The types of networks on sequences are inferred without an annotation, and wrong sizes do not compile. `tsc --noEmit` checks it. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  backInTime,
  type Batched,
  concatenate,
  dense,
  embedding,
  first,
  fork,
  fromLearned,
  fromZeros,
  gru,
  gruCell,
  keeping,
  lastPosition,
  type Layer,
  lstm,
  lstmCell,
  overTime,
  type Params,
  perPosition,
  recompute,
  rnn,
  tie,
  unembedding,
  units,
  type Value
} from 'pullback'
import { expectTypeOf } from 'vitest'

declare const inputOf: <P extends Params, A extends Value, B extends Value>(layer: Layer<P, A, B>) => A
declare const outputOf: <P extends Params, A extends Value, B extends Value>(layer: Layer<P, A, B>) => B

const characters = pipe(
  embedding<readonly [64], 65, 32>(65, 32),
  andThen(lstm(32, 128)),
  andThen(perPosition(dense(128, 65)))
)
expectTypeOf(inputOf(characters)).toEqualTypeOf<Batched<readonly [64]>>()
expectTypeOf(outputOf(characters)).toEqualTypeOf<Batched<readonly [64, 65]>>()

const stacked = pipe(rnn<5, 3, 8>(3, 8), andThen(gru(8, 4)), andThen(lastPosition()), andThen(dense(4, 1)))
expectTypeOf(outputOf(stacked)).toEqualTypeOf<Batched<readonly [1]>>()

const gated = lstm<5, 3, 32>(3, 32)
const withState = pipe(gated, andThen(fromLearned(overTime(lstmCell(8)), [units(8), units(8)])))
expectTypeOf(outputOf(withState)).toEqualTypeOf<
  readonly [
    output: Batched<readonly [5, 8]>,
    state: readonly [output: Batched<readonly [8]>, memory: Batched<readonly [8]>]
  ]
>()

const forwards = lstm<5, 3, 8>(3, 8)
const bothWays = pipe(fork(forwards, gru<5, 3, 4>(3, 4)), andThen(concatenate()), andThen(lastPosition()))
expectTypeOf(outputOf(bothWays)).toEqualTypeOf<Batched<readonly [12]>>()

const backwards = pipe(
  rnn<5, 3, 24>(3, 24),
  andThen(fromZeros(backInTime(recompute(gruCell(8))), units(8))),
  andThen(first())
)
expectTypeOf(outputOf(backwards)).toEqualTypeOf<Batched<readonly [5, 8]>>()

const ragged = overTime(keeping(gruCell(8)))
expectTypeOf(outputOf(ragged)[1]).toEqualTypeOf<Batched<readonly [8]>>()

const tied = tie(embedding<readonly [4], 65, 8>(65, 8), lstm(8, 8), perPosition(unembedding(65, 8)))
expectTypeOf(outputOf(tied)).toEqualTypeOf<Batched<readonly [4, 65]>>()

// @ts-expect-error -- the state has another size than the cell
fromZeros(overTime(gruCell(8)), units(7))
// @ts-expect-error -- the state of an lstm is a pair
fromZeros(overTime(lstmCell(8)), units(8))
// @ts-expect-error -- 31 features are not the four gates of 8 units
pipe(rnn<5, 3, 31>(3, 31), andThen(fromZeros(overTime(lstmCell(8)), [units(8), units(8)])))
// @ts-expect-error -- the dense layer takes another number of features than the lstm gives
pipe(lstm<5, 3, 8>(3, 8), andThen(perPosition(dense(7, 2))))
// @ts-expect-error -- a layer that gives whole sequences does not take one position
pipe(lstm<5, 3, 8>(3, 8), andThen(dense(8, 2)))
// @ts-expect-error -- the tables have different sizes
tie(embedding<readonly [4], 65, 8>(65, 8), lstm(8, 8), perPosition(unembedding(64, 8)))
