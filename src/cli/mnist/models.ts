import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  andThen,
  binaryCrossEntropy,
  convolution,
  dense,
  flatten,
  Initializers,
  learner,
  maxPool,
  meanSquaredError,
  relu,
  Schedules,
  sgd,
  sigmoid,
  softmaxCrossEntropy,
  tanh
} from '../../index.js'
import { first, firstOfEach } from './choose.js'
import { type Model, model } from './Model.js'

const { normal, heNormal } = Initializers

/** Initializers of the notebook and of its companion. */
const start = { weight: normal(), bias: normal() }

/** The dense network of the notebook's companion. */
export const denseTutorial = learner(
  pipe(dense(784, 40, start), andThen(tanh()), andThen(dense(40, 10, start)), andThen(tanh())),
  meanSquaredError(),
  sgd(0.1)
)

/** The convolutional network of the notebook's companion. */
export const convTutorial = learner(
  pipe(
    convolution([1, 28, 28], 3, 5, { biasPer: 'position', ...start }),
    andThen(sigmoid()),
    andThen(flatten()),
    andThen(dense(3380, 100, start)),
    andThen(sigmoid()),
    andThen(dense(100, 2, start)),
    andThen(sigmoid())
  ),
  binaryCrossEntropy(),
  sgd(0.1)
)

/** The models that `pullback mnist` trains, the default first. */
export const models: readonly [Model, ...Model[]] = [
  model({
    name: 'dense',
    text: '784-128-10, ReLU, softmax cross-entropy, Adam',
    classes: 10,
    shape: [784],
    choose: first,
    limit: 60_000,
    epochs: 10,
    batch: 32,
    shuffle: true,
    learner: learner(
      pipe(dense(784, 128), andThen(relu()), andThen(dense(128, 10))),
      softmaxCrossEntropy(),
      adam(0.001)
    )
  }),
  model({
    name: 'conv',
    text: 'two 3 × 3 convolutions (16 and 32 channels) with ReLU and max pooling, then 128-10; softmax cross-entropy, Adam with the one-cycle schedule',
    classes: 10,
    shape: [1, 28, 28],
    choose: first,
    limit: 60_000,
    epochs: 3,
    batch: 64,
    shuffle: true,
    learner: learner(
      pipe(
        convolution([1, 28, 28], 3, 16, { weight: heNormal }),
        andThen(relu()),
        andThen(maxPool(2)),
        andThen(convolution([16, 13, 13], 3, 32, { weight: heNormal })),
        andThen(relu()),
        andThen(maxPool(2)),
        andThen(flatten()),
        andThen(dense(800, 128, { weight: heNormal })),
        andThen(relu()),
        andThen(dense(128, 10))
      ),
      softmaxCrossEntropy(),
      adam(Schedules.oneCycle(0.003, 3 * Math.ceil(60_000 / 64)))
    )
  }),
  model({
    name: 'dense-tutorial',
    text: '784-40-10, tanh, mean squared error, SGD',
    classes: 10,
    shape: [784],
    choose: first,
    limit: 1000,
    epochs: 100,
    batch: 1,
    shuffle: false,
    learner: denseTutorial
  }),
  model({
    name: 'conv-tutorial',
    text: 'only the digits 0 and 1; 3 × 3 convolution (5 channels), sigmoid, 100-2, binary cross-entropy, SGD',
    classes: 2,
    shape: [1, 28, 28],
    choose: firstOfEach(2),
    limit: 200,
    epochs: 20,
    batch: 1,
    shuffle: false,
    learner: convTutorial
  })
]
