import * as t from 'io-ts/lib/index.js'
import { type Value } from '../algebra/Value.js'
import { eraseLossTypes, type Loss, type UntypedLoss } from '../learning/Loss.js'
import { binaryCrossEntropy } from '../learning/loss/binaryCrossEntropy.js'
import { binaryCrossEntropyWithLogits } from '../learning/loss/binaryCrossEntropyWithLogits.js'
import { categoricalCrossEntropy } from '../learning/loss/categoricalCrossEntropy.js'
import { hinge } from '../learning/loss/hinge.js'
import { huber } from '../learning/loss/huber.js'
import { kullbackLeibler } from '../learning/loss/kullbackLeibler.js'
import { meanAbsoluteError } from '../learning/loss/meanAbsoluteError.js'
import { meanSquaredError } from '../learning/loss/meanSquaredError.js'
import { onClasses } from '../learning/loss/onClasses.js'
import { softmaxCrossEntropy } from '../learning/loss/softmaxCrossEntropy.js'
import { type Shape } from '../tensor/Shape.js'
import { type Builder, decoding, noSettings, type Row } from './Row.js'

/**
 * Range of predictions or targets.
 *
 *     any             any numbers
 *     positive        numbers above 0
 *     fractions       numbers between 0 and 1
 *     probabilities   numbers between 0 and 1 that add up to 1 along the last axis
 *     oneHot          one 1 and otherwise 0 along the last axis
 *     bits            0 or 1
 *     signs           −1 or 1
 *     classes         class indices: positions along the last axis of the prediction
 */
export type NumbersOf = 'any' | 'positive' | 'fractions' | 'probabilities' | 'oneHot' | 'bits' | 'signs' | 'classes'

/** One kind of loss: codecs build the loss, and `pullback train` offers it for the targets that the loss takes. */
export interface LossRow extends Row<UntypedLoss> {
  /** Range of the predictions. Default: 'any'. */
  readonly prediction?: NumbersOf
  /** Range of the targets. Default: 'any'. */
  readonly target?: NumbersOf
}

/**
 * Makes the builder of a custom loss, so that codecs can read the loss: decodes the configuration, then builds the loss.
 *
 * @param configuration io-ts decoder of the configuration
 * @param make builds the loss from the decoded configuration
 * @example lossCodec({ quadratic: lossFrom(noSettings, meanSquaredError) })
 */
export const lossFrom = <C, B extends Value, T extends Value>(
  configuration: t.Decoder<unknown, C>,
  make: (configuration: C) => Loss<B, T>
): Builder<UntypedLoss> => decoding(configuration, decoded => eraseLossTypes(make(decoded)))

/** The catalogue of losses: one row per kind. */
export const losses: readonly LossRow[] = [
  { name: 'meanSquaredError', formula: 'L = mean of (y − t)²', build: lossFrom(noSettings, meanSquaredError) },
  { name: 'meanAbsoluteError', formula: 'L = mean of |y − t|', build: lossFrom(noSettings, meanAbsoluteError) },
  {
    name: 'huber',
    formula: 'L = mean of (y − t)² / 2 where |y − t| ≤ δ, else δ (|y − t| − δ / 2)',
    example: { delta: 1 },
    build: lossFrom(t.strict({ delta: t.number }), ({ delta }) => huber(delta))
  },
  { name: 'hinge', formula: 'L = mean of max(1 − t y, 0)', target: 'signs', build: lossFrom(noSettings, hinge) },
  {
    name: 'binaryCrossEntropy',
    formula: 'L = mean of −t log y − (1 − t) log (1 − y)',
    prediction: 'fractions',
    target: 'fractions',
    build: lossFrom(noSettings, binaryCrossEntropy)
  },
  {
    name: 'binaryCrossEntropyWithLogits',
    formula: 'L = mean of log (1 + exp z) − t z',
    target: 'fractions',
    build: lossFrom(noSettings, binaryCrossEntropyWithLogits)
  },
  {
    name: 'softmaxCrossEntropy',
    formula: 'L = mean over rows of −Σ t log softmax z',
    target: 'probabilities',
    build: lossFrom(noSettings, softmaxCrossEntropy)
  },
  {
    name: 'categoricalCrossEntropy',
    formula: 'L = mean over rows of −Σ t log y',
    prediction: 'probabilities',
    target: 'probabilities',
    build: lossFrom(noSettings, categoricalCrossEntropy)
  },
  {
    name: 'kullbackLeibler',
    formula: 'L = mean over rows of Σ t (log t − log y)',
    prediction: 'probabilities',
    target: 'probabilities',
    build: lossFrom(noSettings, kullbackLeibler)
  },
  {
    name: 'onClasses',
    formula: 'L = loss(y, one-hot rows of t), over the positions with t ≥ 0',
    example: { loss: 'softmaxCrossEntropy' },
    target: 'classes',
    build: lossFrom(
      t.strict({ loss: t.keyof({ softmaxCrossEntropy: null, categoricalCrossEntropy: null }) }),
      ({ loss }) =>
        onClasses<Shape, number>(loss === 'softmaxCrossEntropy' ? softmaxCrossEntropy() : categoricalCrossEntropy())
    )
  }
]
