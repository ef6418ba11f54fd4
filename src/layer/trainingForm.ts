import { isSome, none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { type Params, type Value } from '../algebra/Value.js'
import { type Random } from '../tensor/Random.js'
import { type Shapes } from '../tensor/Shape.js'
import { asItLearns } from './Description.js'
import { type Layer } from './Layer.js'

type Learning<P extends Params, A extends Value, B extends Value> = Pick<Layer<P, A, B>, 'training'>

/** Whether a layer predicts with statistics that `calibrate` computes. */
export const hasStatistics = <P extends Params, A extends Value, B extends Value>({
  training
}: Learning<P, A, B>): boolean => isSome(training) && isSome(training.value.calibrate)

/** Number of tensors of noise that a training step of the layer draws. */
export const noiseCount = <P extends Params, A extends Value, B extends Value>({
  training
}: Learning<P, A, B>): number => (isSome(training) ? training.value.noiseCount : 0)

/** Draws the noise of one training step, for `batchSize` examples of the shape `input`. */
export const drawNoise = <P extends Params, A extends Value, B extends Value>(
  { training }: Learning<P, A, B>,
  input: Shapes,
  batchSize: number
): Random<Params> => (isSome(training) ? training.value.noise(input, batchSize) : of([]))

/** The forward function of a training step with this noise: `forward` itself for a layer that behaves the same. */
export const trainingForward = <P extends Params, A extends Value, B extends Value>(
  { training, forward }: Pick<Layer<P, A, B>, 'training' | 'forward'>,
  noise: Params
): Layer<P, A, B>['forward'] => (isSome(training) ? training.value.forward(noise) : forward)

/**
 * The layer as it is during a training step with this noise. A layer that behaves the same is returned as it is.
 *
 * @example trainingForm(dropout(0.5), [mask])
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
        training: none
      }
    : layer

/**
 * The layer that predicts with the statistics of these batches, such as the means and variances of `batchNorm`. A layer
 * without statistics is returned as it is.
 */
export const calibrate = <P extends Params, A extends Value, B extends Value>(
  layer: Layer<P, A, B>,
  params: P,
  batches: readonly A[]
): Layer<P, A, B> =>
  isSome(layer.training) && isSome(layer.training.value.calibrate)
    ? layer.training.value.calibrate.value(params, batches)
    : layer
