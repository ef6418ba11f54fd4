/** Lion, its laws, and averages of the parameters over the steps: two noisy half moons. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { accuracy, andThen, binaryCrossEntropyWithLogits, Datasets, dense, ema, evaluateOn, followedBy } from 'pullback'
import { javascript, learner, lion, polyak, Randoms, tanh, train, trajectory } from 'pullback'
import { weightDecay } from 'pullback'
import { optimizerLaws, verify } from 'pullback/laws'

console.log(`laws of lion: ${verify(optimizerLaws(lion(0.01))).holds ? 'hold' : 'fail'}`)
// → laws of lion: hold

const moons = evaluate(Randoms.seed(1))(Datasets.moons(400, 0.3))
const held = evaluate(Randoms.seed(2))(Datasets.moons(1000, 0.3))
const network = pipe(dense(2, 32), andThen(tanh()), andThen(dense(32, 1)))

/** All steps of Lion have the size of the learning rate, so the last parameters are noisy. The averages need no schedule. */
const optimizer = pipe(lion(0.01), followedBy(weightDecay(0.01)))
const student = learner(network, binaryCrossEntropyWithLogits(), optimizer)
const validate = evaluateOn(student, held, { accuracy: (y, t) => accuracy(y, t, 0) }, { engine: javascript })

/** A stride of one step gives the averages one term per step. The transformers read the states and leave training alone. */
const states = trajectory(student, moons, { batchSize: 16, stride: 1, engine: javascript, from: 1 })
const last = pipe(states, train(1000))
const { average: moving } = pipe(states, ema(0.98), train(1000))
const { average: mean } = pipe(states, polyak(500), train(1000))

for (const [name, params] of [
  ['last parameters', last.params],
  ['moving average', moving],
  ['mean of 500 steps', mean]
] as const)
  console.log(
    `${name}: loss ${validate({ params }).loss.toFixed(4)}, accuracy ${validate({ params }).accuracy.toFixed(3)}`
  )
// → last parameters: loss 0.2943, accuracy 0.896
// → moving average: loss 0.2805, accuracy 0.893
// → mean of 500 steps: loss 0.2834, accuracy 0.897
