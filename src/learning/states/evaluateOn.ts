import { map } from 'fp-ts/lib/Record.js'
import { batches, type Dataset, joinBatches } from '../../data/Dataset.js'
import { type Engine } from '../../engine/Engine.js'
import { parametersOf } from '../../layer/Description.js'
import { type Learner, predict, predictor, requireExamples, type State } from '../Learner.js'
import { type Metric } from '../Metric.js'
import { sumOfPenalties } from '../Penalty.js'
import { positiveInteger } from '../../tensor/range.js'
import { toNumber } from '../../tensor/Tensor.js'
import { type Params, type Value } from '../../algebra/Value.js'
import { calibrate } from '../../layer/trainingForm.js'

/** Scores of a learner on a dataset: the loss, and one number for each metric. */
export type Scores<K extends string> = Readonly<Record<K | 'loss', number>>

/** Settings of `evaluateOn`. */
export interface Evaluation<A extends Value, T extends Value> {
  /** Number of examples that pass through the network at once. Default: 256. */
  readonly batchSize?: number
  /** Examples to calibrate on before each evaluation. Only batch normalisation needs them. Default: no calibration. */
  readonly calibrateOn?: Dataset<A, T>
  /**
   * Runs the network. Not used with `calibrateOn`, because calibration makes a new network each time. Default: `eager`.
   */
  readonly engine?: Engine
}

/**
 * Evaluates a learner on a dataset: returns a function from a state to its loss and metrics. Noise such as dropout is off.
 *
 * Loss and metrics are computed from all predictions together, so they do not depend on `batchSize`, even if they are not
 * means. The loss includes penalties such as `l2`, as in training. The scores of a state are cached by its parameters, so
 * `history`, `earlyStopping` and `onPlateau` can share them.
 *
 * @throws ShapeError if the examples do not fit the learner, RangeError if the batch size is not a positive integer
 * @example
 * const validate = evaluateOn(student, validation, { accuracy })
 * const { accuracy: right, loss } = validate(state)
 */
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
  const penalty = sumOfPenalties(loss.penalties ?? [], parametersOf(network.description))

  const evaluate = (params: P): Scores<K> => {
    const forward = toCalibrate === undefined ? at(params) : predict(calibrate(network, params, toCalibrate), params)
    const predictions = joinBatches(inputs.map(forward))
    const scores = map((metric: Metric<B, T>) => metric(predictions, targets))(metrics)
    const value = toNumber(loss.value(predictions, targets))
    return { ...scores, loss: penalty === undefined ? value : value + toNumber(penalty.value(params)) }
  }
  const known = new WeakMap<P, Scores<K>>()
  return ({ params }) => {
    const scores = known.get(params) ?? evaluate(params)
    known.set(params, scores)
    return scores
  }
}
