/** Rare classes: weights of examples, or repeated examples, let 5 % of the examples count as much as the other 95 %. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { adam, andThen, classesOf, classWeights, confusionMatrix, Datasets, dense, holdOut, javascript } from 'pullback'
import { learner, oneHot, oversample, type ParamsOf, predict, Randoms, relu, scoresPerClass } from 'pullback'
import { selectExamples, softmaxCrossEntropy, train, trajectory, tupleDataset, weightedExamples } from 'pullback'

/** Moons, of which one keeps a tenth of its points. */
const moons = evaluate(Randoms.seed(1))(Datasets.moons(2000, 0.35))
const isKept = (arm: number, i: number): boolean => arm === 0 || i % 20 === 1
const kept = classesOf(moons.targets).flatMap((arm, i) => (isKept(arm, i) ? [i] : []))
const rare = selectExamples(kept)(moons)
const data = { ...rare, targets: oneHot(2)(classesOf(rare.targets)) }
const [training, unseen] = evaluate(Randoms.seed(2))(holdOut(0.5, classesOf(rare.targets))(data))
const classes = classesOf(training.targets)

const network = pipe(dense(2, 16), andThen(relu()), andThen(dense(16, 2)))
const loss = softmaxCrossEntropy<readonly [2]>()
const plan = { engine: javascript, from: 1 }

/** The share of each class that is recognised, and their mean. */
const report = (name: string, { params }: { readonly params: ParamsOf<typeof network> }): void => {
  const recalls = scoresPerClass(confusionMatrix(predict(network, params)(unseen.inputs), unseen.targets)).map(
    ({ recall }) => recall
  )
  const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
  console.log(`${name}: ${recalls.map(recall => recall.toFixed(2)).join(' and ')}, mean ${mean.toFixed(2)}`)
}

report('unweighted', pipe(trajectory(learner(network, loss, adam(0.01)), training, plan), train(30))) // → unweighted: 0.97 and 0.54, mean 0.76

const weighted = tupleDataset(training.inputs, [training.targets, classWeights(classes)])
const heavy = learner(network, weightedExamples(loss), adam(0.01))
report('weighted  ', pipe(trajectory(heavy, weighted, plan), train(30))) // → weighted  : 0.86 and 0.84, mean 0.85

const repeated = oversample(classes)(training)
report('repeated  ', pipe(trajectory(learner(network, loss, adam(0.01)), repeated, plan), train(15))) // → repeated  : 0.86 and 0.82, mean 0.84
