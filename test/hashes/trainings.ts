/** Trainings from fixed seeds, which end with the same bits in every JavaScript engine. A new one is one more entry of `trainings`. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  adam,
  andThen,
  averagePool,
  binaryCrossEntropy,
  convolution,
  dataset,
  Datasets,
  dense,
  dropout,
  eager,
  embedding,
  type Engine,
  flatten,
  fromArray,
  javascriptOnly,
  layerNorm,
  learnedPositions,
  learner,
  meanSquaredError,
  onClasses,
  oneHot,
  perPosition,
  Randoms,
  repeat,
  sgd,
  sigmoid,
  softmaxCrossEntropy,
  tanh,
  type Params,
  tensor,
  train,
  trajectory,
  transformerBlock,
  wasmEngine
} from '../../src/index.js'

const xor = (engine: Engine): Params => {
  const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)), andThen(tanh()))
  const examples = dataset(tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), tensor([[0], [1], [1], [0]])) // prettier-ignore
  const plan = { batchSize: 1, shuffle: false, from: 42, engine }
  return pipe(trajectory(learner(network, meanSquaredError(), sgd(0.1)), examples, plan), train(10_000)).params
}

const moons = (engine: Engine): Params => {
  const network = pipe(dense(2, 16), andThen(tanh()), andThen(dropout(0.2)), andThen(dense(16, 1)), andThen(sigmoid()))
  const examples = evaluate(Randoms.seed(1))(Datasets.moons(200, 0.2))
  const plan = { batchSize: 20, from: 1, engine }
  return pipe(trajectory(learner(network, binaryCrossEntropy(), adam(0.02)), examples, plan), train(50)).params
}

/** LeNet-5 (LeCun, Bottou, Bengio and Haffner, 1998) on random images, for ten steps. */
const lenet = (engine: Engine): Params => {
  const network = pipe(
    convolution([1, 28, 28], 5, 6, { padding: 2 }),
    andThen(tanh()),
    andThen(averagePool(2)),
    andThen(convolution([6, 14, 14], 5, 16)),
    andThen(tanh()),
    andThen(averagePool(2)),
    andThen(flatten()),
    andThen(dense(400, 120)),
    andThen(tanh()),
    andThen(dense(120, 84)),
    andThen(tanh()),
    andThen(dense(84, 10))
  )
  const images = evaluate(Randoms.seed(2))(Randoms.uniform()([64, 1, 28, 28]))
  const examples = dataset(images, oneHot(10)(Array.from({ length: 64 }, (_, i) => i % 10)))
  const plan = { batchSize: 32, stride: 1, from: 2, engine }
  return pipe(trajectory(learner(network, softmaxCrossEntropy(), sgd(0.01)), examples, plan), train(10)).params
}

/** A causal GPT of two blocks, which predicts the next class number of sequences of eight, for ten steps. */
const gpt = (engine: Engine): Params => {
  const network = pipe(
    embedding<readonly [8], 11, 16>(11, 16),
    andThen(learnedPositions(8, 16)),
    andThen(repeat(2, transformerBlock<8, 16, 2>(16, 2, { causal: true }))),
    andThen(layerNorm(16)),
    andThen(perPosition(dense(16, 11)))
  )
  /** Sequence i adds i + 1 at every position. */
  const from = (first: number) => {
    const numbers = Array.from({ length: 96 }, (_, k) => ((Math.floor(k / 8) + 1) * ((k % 8) + first)) % 11)
    return fromArray([12, 8], numbers)
  }
  const plan = { batchSize: 4, stride: 1, from: 3, engine }
  return pipe(
    trajectory(learner(network, onClasses(softmaxCrossEntropy()), adam(0.01)), dataset(from(0), from(1)), plan),
    train(10)
  ).params
}

/** Each returns the final parameters on an engine. */
export const trainings: { readonly [name: string]: (engine: Engine) => Params } = { xor, moons, lenet, gpt }

/** The engines in float64. */
export const engines: readonly Engine[] = [eager, javascriptOnly, wasmEngine({ precision: 'float64' })]
