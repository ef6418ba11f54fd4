/** Types of combined losses, custom steps and averages are inferred from the network. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  andThen,
  type AsyncEngine,
  type Batched,
  compiled,
  dense,
  ema,
  fork,
  javascript,
  l2,
  type Learner,
  learner,
  type Loss,
  meanSquaredError,
  type ParamsOf,
  type Scalar,
  softmaxCrossEntropy,
  sumOf,
  tanh,
  train,
  trajectory,
  valueAndGradient,
  weighted
} from 'pullback'
import { expectTypeOf } from 'vitest'

type Rows<N extends number> = Batched<readonly [N]>

const heads = pipe(dense(2, 8), andThen(tanh()), andThen(fork(dense(8, 1), dense(8, 3))))
type P = ParamsOf<typeof heads>
type Pair = readonly [Rows<1>, Rows<3>]

// The losses of the heads get their shapes from the network, also inside a weight and a penalty.

const student = learner(heads, l2(0.1, sumOf(meanSquaredError(), weighted(0.5, softmaxCrossEntropy()))), adam(0.01))
expectTypeOf(student).toExtend<Learner<P, Rows<2>, Pair, Pair>>()

const three = learner(
  fork(dense(2, 1), dense(2, 3), dense(2, 4)),
  sumOf(meanSquaredError(), softmaxCrossEntropy(), meanSquaredError()),
  adam(0.01)
)
expectTypeOf(three.loss).toExtend<Loss<readonly [Rows<1>, Rows<3>, Rows<4>], readonly [Rows<1>, Rows<3>, Rows<4>]>>()

// @ts-expect-error -- the heads have the shapes [1] and [3], not [3] and [1]
learner(heads, sumOf(meanSquaredError<readonly [3]>(), softmaxCrossEntropy<readonly [1]>()), adam(0.01))
// @ts-expect-error -- one loss for two heads
learner(heads, meanSquaredError<readonly [1]>(), adam(0.01))

// Gradients have the types of the parameters and of the input. A compiled function keeps its type.

const at = valueAndGradient(heads, sumOf(meanSquaredError(), softmaxCrossEntropy()))
declare const params: P
declare const inputs: Rows<2>
declare const targets: Pair
const [value, gradient, inputGradient] = at(params, [inputs, targets])
expectTypeOf(value).toEqualTypeOf<Scalar>()
expectTypeOf(gradient).toEqualTypeOf<P>()
expectTypeOf(inputGradient).toEqualTypeOf<Rows<2>>()

const run = compiled(javascript, at)
expectTypeOf(run(params, [inputs, targets])[1]).toEqualTypeOf<P>()
declare const engine: AsyncEngine
const later = compiled(engine, at)
expectTypeOf(later(params, [inputs, targets])).toEqualTypeOf<Promise<ReturnType<typeof at>>>()
// @ts-expect-error -- the target lacks the second head
run(params, [inputs, [targets[0]]])

// An average has the type of the parameters.

const examples = { size: 1, inputs, targets }
expectTypeOf(pipe(trajectory(student, examples, { from: 1 }), ema(0.9), train(1)).average).toEqualTypeOf<P>()
expectTypeOf(pipe(trajectory(student, examples, { from: 1, engine }), ema(0.9), train(1))).toExtend<
  () => Promise<unknown>
>()
