/**
 * Training steps on the same numbers for every contestant: the same examples in the same order and the same batches, from the same
 * parameters, by plain gradient descent on softmax cross-entropy. The numbers are float32, so that contestants in float64 start
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
  toArray,
  train,
  type TrainingState,
  trajectory
} from '../../src/index.js'
import { fresh } from '../../src/tensor/Tensor.js'
import { formed } from '../../src/algebra/Value.js'
import { type Contestant, present } from '../Contestant.js'
import { once } from '../once.js'
import { type Numbers } from './Numbers.js'

export interface Job<P extends Params, S extends Shape> {
  readonly numbers: Numbers
  readonly student: Learner<P, Batched<S>, Batched<readonly [10]>, Batched<readonly [10]>>
  readonly examples: Dataset<Batched<S>, Batched<readonly [10]>>
  readonly from: TrainingState<P>
}

export const job = <P extends Params, S extends Shape>(
  network: Layer<P, Batched<S>, Batched<readonly [10]>>,
  example: S,
  { batch, batches, learningRate }: { readonly batch: number; readonly batches: number; readonly learningRate: number }
): Job<P, S> => {
  const student = learner(network, softmaxCrossEntropy(), sgd(learningRate))
  const size = batches * batch
  const inputs = Float32Array.from(
    toArray(evaluate(Randoms.seed(1))(Randoms.uniform(-1, 1)<Shape>([size, ...example])))
  )
  const targets = Float32Array.from({ length: size * 10 }, (_, i) => (i % 10 === Math.floor(i / 10) % 10 ? 1 : 0))
  const from = initialState(student, 2)
  const parameters = from.params.map(tensor => ({ shape: tensor.shape, numbers: Float32Array.from(toArray(tensor)) }))
  const tensors = parameters.map(({ shape, numbers }) => fresh(shape, Float64Array.from(numbers)))
  return {
    numbers: { batch, learningRate, inputs, targets, parameters },
    student,
    examples: {
      size,
      inputs: forgetSize(fresh<readonly [number, ...S]>([size, ...example], Float64Array.from(inputs))),
      targets: forgetSize(fresh([size, 10], Float64Array.from(targets)))
    },
    from: { ...from, params: formed(from.params, tensors) }
  }
}

/** The loss of the last of `count` steps, before its update. */
export const lossAfter = <P extends Params, S extends Shape>(
  { student, examples, from, numbers }: Job<P, S>,
  steps: number,
  engine: Engine
): number =>
  train(1)(trajectory(student, examples, { engine, batchSize: numbers.batch, shuffle: false, stride: steps, from }))
    .loss

export const onEngine =
  <P extends Params, S extends Shape>(job: Job<P, S>) =>
  (engine: Engine): Contestant => {
    const compiled = once(engine)
    return present(steps => lossAfter(job, steps, compiled))
  }
