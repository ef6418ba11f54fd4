/** The models that `pullback mnist` trains: a row each, and for the companion's jobs what learns, so that others can start it alike. */
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

/** Where the notebook and its companion begin. */
const start = { weight: normal(), bias: normal() }

export const denseTutorial = learner(
  pipe(dense(784, 40, start), andThen(tanh()), andThen(dense(40, 10, start)), andThen(tanh())),
  meanSquaredError(),
  sgd(0.1)
)

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
    text: '784-128-10, relu, softmax cross-entropy, adam, mini-batches',
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
    text: 'two convolutions 3 × 3 of depths 16 and 32, each relu and pooled, 128-10, adam on one cycle',
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
    text: '784-40-10, tanh, mean squared error, one image at a time',
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
    text: 'zeros and ones, convolution 3 × 3 of depth 5, sigmoid, dense 100, binary cross-entropy',
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
