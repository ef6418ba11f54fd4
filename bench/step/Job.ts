/**
 * Training steps on the same numbers for every contestant: the same examples in the same order and the same batches, from the same
 * parameters, by the same optimizer. The numbers are float32, so that contestants in float64 start
 * from the same values.
 *
 * The answers are for a whole number of epochs plus one step. The loss of a trajectory's state is the mean over the epoch so far,
 * so it is then the loss of the last step, which the other contestants give.
 */
import { evaluate } from 'fp-ts/lib/State.js'
import {
  asBatch as forgetSize,
  type Batched,
  type Dataset,
  type Engine,
  type Layer,
  type Learner,
  learner,
  type Params,
  Randoms,
  type Shape,
  sgd,
  softmaxCrossEntropy,
  initialState,
  type Tensor,
  toArray,
  train,
  type TrainingState,
  trajectory,
  type Value
} from '../../src/index.js'
import { fresh } from '../../src/tensor/Tensor.js'
import { formed } from '../../src/algebra/Value.js'
import { type Contestant, present } from '../Contestant.js'
import { once } from '../once.js'
import { type Numbers } from './Numbers.js'

export interface Job<P extends Params, A extends Value, B extends Value, T extends Value> {
  readonly numbers: Numbers
  readonly student: Learner<P, A, B, T>
  readonly examples: Dataset<A, T>
  readonly from: TrainingState<P>
}

interface Settings {
  readonly batch: number
  readonly learningRate: number
}

/** The nearest float32 numbers. */
const rounded = <S extends Shape>(tensor: Tensor<S>): Tensor<S> =>
  fresh(tensor.shape, Float64Array.from(toArray(tensor), Math.fround))

/** The job of a learner on given examples. */
export const jobOf = <P extends Params, S extends Shape, O extends Shape, T extends Shape>(
  student: Learner<P, Batched<S>, Batched<O>, Batched<T>>,
  given: { readonly inputs: Batched<S>; readonly targets: Batched<T> },
  { batch, learningRate }: Settings
): Job<P, Batched<S>, Batched<O>, Batched<T>> => {
  const [inputs, targets] = [rounded(given.inputs), rounded(given.targets)]
  const start = initialState(student, 2)
  const from = { ...start, params: formed(start.params, start.params.map(rounded)) }
  return {
    numbers: {
      batch,
      learningRate,
      inputs: Float32Array.from(toArray(inputs)),
      targets: Float32Array.from(toArray(targets)),
      parameters: from.params.map(tensor => ({ shape: tensor.shape, numbers: Float32Array.from(toArray(tensor)) }))
    },
    student,
    examples: { size: inputs.shape[0], inputs, targets },
    from
  }
}

/** The job of a network that tells ten classes apart, by plain gradient descent on random examples. */
export const job = <P extends Params, S extends Shape>(
  network: Layer<P, Batched<S>, Batched<readonly [10]>>,
  example: S,
  { batch, batches, learningRate }: Settings & { readonly batches: number }
): Job<P, Batched<S>, Batched<readonly [10]>, Batched<readonly [10]>> => {
  const size = batches * batch
  const targets = Float64Array.from({ length: size * 10 }, (_, i) => (i % 10 === Math.floor(i / 10) % 10 ? 1 : 0))
  return jobOf(
    learner(network, softmaxCrossEntropy(), sgd(learningRate)),
    {
      inputs: forgetSize(
        evaluate(Randoms.seed(1))(Randoms.uniform(-1, 1)<readonly [number, ...S]>([size, ...example]))
      ),
      targets: forgetSize(fresh([size, 10], targets))
    },
    { batch, learningRate }
  )
}

/** The loss of the last of `count` steps, before its update. */
export const lossAfter = <P extends Params, A extends Value, B extends Value, T extends Value>(
  { student, examples, from, numbers }: Job<P, A, B, T>,
  steps: number,
  engine: Engine
): number =>
  train(1)(trajectory(student, examples, { engine, batchSize: numbers.batch, shuffle: false, stride: steps, from }))
    .loss

export const onEngine =
  <P extends Params, A extends Value, B extends Value, T extends Value>(job: Job<P, A, B, T>) =>
  (engine: Engine): Contestant => {
    const compiled = once(engine)
    return present(steps => lossAfter(job, steps, compiled))
  }
