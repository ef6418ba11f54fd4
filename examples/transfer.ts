/** Transfer learning: an encoder learns from many examples, is frozen, and serves a new task that has few. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { accuracy, adam, andThen, type Batched, classesOf, type Dataset, Datasets, dense, evaluateOn } from 'pullback'
import { frozen, javascript, type Layer, learner, named, oneHot, type Params, paramsByName, Randoms } from 'pullback'
import { relu, selectExamples, softmaxCrossEntropy, splitParams, tanh, train, trajectory } from 'pullback'

type Rows<N extends number> = Batched<readonly [N]>

const spirals = (size: number, seed: number) => evaluate(Randoms.seed(seed))(Datasets.spirals(size, 4, 0.02, 0.7))
/** The new task on the same points: which pair of arms? */
const pairOf = (data: ReturnType<typeof spirals>): Dataset<Rows<2>, Rows<2>> => ({
  ...data,
  targets: oneHot(2)(classesOf(data.targets).map(arm => arm % 2))
})

const encoder = named('encoder', pipe(dense(2, 32), andThen(relu()), andThen(dense(32, 5)), andThen(tanh())))
const many = { ...spirals(800, 1), targets: oneHot(4)(classesOf(spirals(800, 1).targets)) }
const teacher = learner(pipe(encoder, andThen(dense(5, 4))), softmaxCrossEntropy(), adam(0.01))
const taught = pipe(trajectory(teacher, many, { engine: javascript, from: 1 }), train(120))
const [ofEncoder] = splitParams(encoder, dense(5, 4))(taught.params)

const few = selectExamples(Array.from({ length: 24 }, (_, i) => i))(pairOf(spirals(400, 2)))
const unseen = pairOf(spirals(400, 3))
const head = named('head', dense(5, 2))

/** Trains a network on the few examples, and scores it on unseen ones. */
const learned = <P extends Params>(network: Layer<P, Rows<2>, Rows<2>>) => {
  const student = learner(network, softmaxCrossEntropy<readonly [2]>(), adam(0.03))
  const { params } = pipe(trajectory(student, few, { engine: javascript, batchSize: 8, from: 2 }), train(200))
  return { params, share: evaluateOn(student, unseen, { accuracy })({ params }).accuracy.toFixed(2) }
}

const fromScratch = learned(pipe(encoder, andThen(head)))
console.log(`24 examples, all layers trained: ${fromScratch.share}`) // → 24 examples, all layers trained: 0.62
const transferred = learned(pipe(frozen(encoder, ofEncoder), andThen(head)))
console.log(`24 examples, encoder frozen:     ${transferred.share}`) // → 24 examples, encoder frozen:     0.86

// The parameters of the whole network: those of the encoder, and the trained ones of the head.
const whole = pipe(encoder, andThen(head))
console.log(Object.keys(paramsByName(whole, [...ofEncoder, ...transferred.params])).join(' ')) // → encoder.0.weight encoder.0.bias encoder.2.weight encoder.2.bias head.weight head.bias
