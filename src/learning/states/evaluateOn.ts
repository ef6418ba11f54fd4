/**
 * What a learner is worth on examples: its loss, and metrics, as a function of a state.
 *
 *     const validate = evaluateOn(student, validation, { accuracy })
 *     validate(state)                                                  // { accuracy, loss }
 *
 * It predicts, so noise is off. So many examples at a time go through the network; loss and metrics are then those of all
 * predictions together, whether or not they are means. The last result is remembered for its parameters, so that a history,
 * early stopping and a plateau can ask for the same one.
 */
import { map } from 'fp-ts/lib/Record.js'
import { batches, type Dataset, joinBatches } from '../../data/Dataset.js'
import { type Engine } from '../../engine/Engine.js'
import { type Learner, predict, predictor, requireExamples, type State } from '../Learner.js'
import { type Metric } from '../Metric.js'
import { positiveInteger } from '../../tensor/range.js'
import { toNumber } from '../../tensor/Tensor.js'
import { type Params, type Value } from '../../algebra/Value.js'
import { calibrate } from '../../layer/trainingForm.js'

export type Scores<K extends string> = Readonly<Record<K | 'loss', number>>

export interface Evaluation<A extends Value, T extends Value> {
  /** Examples that go through the network at once; 256 if not given. */
  readonly batchSize?: number
  /** Examples to calibrate on before each evaluation: batch normalisation needs it, nothing else does. */
  readonly calibrateOn?: Dataset<A, T>
  /** What runs the network, unless it is calibrated anew each time; `eager` if not given. */
  readonly engine?: Engine
}

/** @throws ShapeError if the examples do not fit the learner, RangeError if the batch size is not a positive integer */
export const evaluateOn = <
  P extends Params,
  A extends Value,
  B extends Value,
  T extends Value,
  K extends string = never
>(
  learner: Pick<Learner<P, A, B, T>, 'network' | 'loss'>,
  examples: Dataset<A, T>,
  metrics: Readonly<Record<K, Metric<NoInfer<B>, NoInfer<T>>>>,
  { batchSize = 256, calibrateOn, engine }: Evaluation<A, T> = {}
): ((state: Pick<State<P>, 'params'>) => Scores<K>) => {
  requireExamples(learner, examples)
  positiveInteger('evaluateOn: batchSize', batchSize)
  const inputsOf = (of: Dataset<A, T>) => batches(batchSize)(of).map(([input]) => input)
  const inputs = inputsOf(examples)
  const toCalibrate = calibrateOn === undefined ? undefined : inputsOf(calibrateOn)
  const { network, loss } = learner
  const { targets } = examples
  const at = predictor(network, engine)

  const evaluate = (params: P): Scores<K> => {
    const forward = toCalibrate === undefined ? at(params) : predict(calibrate(network, params, toCalibrate), params)
    const predictions = joinBatches(inputs.map(forward))
    const scores = map((metric: Metric<B, T>) => metric(predictions, targets))(metrics)
    return { ...scores, loss: toNumber(loss.value(predictions, targets)) }
  }
  const known = new WeakMap<P, Scores<K>>()
  return ({ params }) => {
    const scores = known.get(params) ?? evaluate(params)
    known.set(params, scores)
    return scores
  }
}
