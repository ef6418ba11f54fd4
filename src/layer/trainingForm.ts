import { isSome, none } from 'fp-ts/lib/Option.js'
import { type Params, type Value } from '../algebra/Value.js'
import { type Random } from '../tensor/Random.js'
import { type Shapes } from '../tensor/Shape.js'
import { asItLearns } from './Description.js'
import { noTensors } from './drawn.js'
import { type Layer } from './Layer.js'

type Learning<P extends Params, A extends Value, B extends Value> = Pick<Layer<P, A, B>, 'training'>

/**
 * Whether a layer predicts with statistics that `calibrate` computes.
 *
 * @example hasStatistics(batchNorm(8)) // true
 */
export const hasStatistics = <P extends Params, A extends Value, B extends Value>({
  training
}: Learning<P, A, B>): boolean => isSome(training) && isSome(training.value.calibrate)

/**
 * Number of noise tensors that a training step of the layer draws.
 *
 * @example noiseCount(dropout(0.5)) // 1
 */
export const noiseCount = <P extends Params, A extends Value, B extends Value>({
  training
}: Learning<P, A, B>): number => (isSome(training) ? training.value.noiseCount : 0)

/**
 * Draws the noise of one training step.
 *
 * @param layer the layer
 * @param input shape of one example of the input
 * @param batchSize number of examples in the batch
 * @example drawNoise(dropout(0.5), [64], 32)(Randoms.seed(1)) // [[mask of shape [32, 64]], next seed]
 */
export const drawNoise = <P extends Params, A extends Value, B extends Value>(
  { training }: Learning<P, A, B>,
  input: Shapes,
  batchSize: number
): Random<Params> => (isSome(training) ? training.value.noise(input, batchSize) : noTensors)

/** Returns the forward function of a training step with this noise. For a layer without `training` this is `forward`. */
export const trainingForward = <P extends Params, A extends Value, B extends Value>(
  { training, forward }: Pick<Layer<P, A, B>, 'training' | 'forward'>,
  noise: Params
): Layer<P, A, B>['forward'] => (isSome(training) ? training.value.forward(noise) : forward)

/**
 * Returns the layer that a training step with this noise uses. A layer that trains and predicts with the same function is
 * returned unchanged.
 *
 * @param layer the layer
 * @param noise the noise of one step, which `drawNoise` draws
 * @example trainingForm(dropout(0.5), [tensor([[0, 2]])])
 */
export const trainingForm = <P extends Params, A extends Value, B extends Value>(
  layer: Layer<P, A, B>,
  noise: Params
): Layer<P, A, B> =>
  isSome(layer.training)
    ? {
        ...layer,
        description: asItLearns(layer.description),
        forward: layer.training.value.forward(noise),
        training: none,
        stepwise: none
      }
    : layer

/**
 * Returns the layer that predicts with the statistics of these batches, such as the means and variances of `batchNorm`. A layer
 * without statistics is returned unchanged. Call `calibrate` after training.
 *
 * @param layer the trained network
 * @param params its parameters
 * @param batches inputs to compute the statistics from, usually the training inputs
 * @throws RangeError if a `batchNorm` finds no batch with 2 numbers per channel, such as in an empty list
 * @example
 * const norm = batchNorm(2)
 * const [params] = norm.init(Randoms.seed(1))
 * const inputs = asBatch(tensor([[1, 2], [3, 5]]))
 * const calibrated = calibrate(norm, params, [inputs])
 * predict(calibrated, params)(inputs) // every feature has mean 0
 */
export const calibrate = <P extends Params, A extends Value, B extends Value>(
  layer: Layer<P, A, B>,
  params: P,
  batches: readonly A[]
): Layer<P, A, B> =>
  isSome(layer.training) && isSome(layer.training.value.calibrate)
    ? layer.training.value.calibrate.value(params, batches)
    : layer
