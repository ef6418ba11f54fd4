import * as t from 'io-ts/lib/index.js'
import { type Value } from '../algebra/Value.js'
import { eraseLossTypes, type Loss, type UntypedLoss } from '../learning/Loss.js'
import { addLosses } from '../learning/loss/addLosses.js'
import { binaryCrossEntropy } from '../learning/loss/binaryCrossEntropy.js'
import { binaryCrossEntropyWithLogits } from '../learning/loss/binaryCrossEntropyWithLogits.js'
import { categoricalCrossEntropy } from '../learning/loss/categoricalCrossEntropy.js'
import { contrastive } from '../learning/loss/contrastive.js'
import { focal } from '../learning/loss/focal.js'
import { hinge } from '../learning/loss/hinge.js'
import { huber } from '../learning/loss/huber.js'
import { kullbackLeibler } from '../learning/loss/kullbackLeibler.js'
import { l1 } from '../learning/loss/l1.js'
import { l2 } from '../learning/loss/l2.js'
import { labelSmoothing } from '../learning/loss/labelSmoothing.js'
import { meanAbsoluteError } from '../learning/loss/meanAbsoluteError.js'
import { meanSquaredError } from '../learning/loss/meanSquaredError.js'
import { onClasses } from '../learning/loss/onClasses.js'
import { quantile } from '../learning/loss/quantile.js'
import { softmaxCrossEntropy } from '../learning/loss/softmaxCrossEntropy.js'
import { softmaxFocal } from '../learning/loss/softmaxFocal.js'
import { sumOf } from '../learning/loss/sumOf.js'
import { weighted } from '../learning/loss/weighted.js'
import { type Rows, type Shape } from '../tensor/Shape.js'
import { type Batched } from '../tensor/Tensor.js'
import { expression } from './expression.js'
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

/** Makes the builder of a loss that changes another one, its part. */
const ofPart = <C>(configuration: t.Decoder<unknown, C>, make: (configuration: C, part: UntypedLoss) => UntypedLoss) =>
  decoding(configuration, (decoded, [part = meansOfSquares]: readonly UntypedLoss[]) => make(decoded, part))

const meansOfSquares = eraseLossTypes(meanSquaredError())

const ofRows = (loss: UntypedLoss): Loss<Batched<Rows>, Batched<Rows>> =>
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- as in eraseLossTypes: shapes that do not fit throw in its operations
  loss as unknown as Loss<Batched<Rows>, Batched<Rows>>

const penalty = t.strict({ strength: t.number, names: expression })

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
  },
  {
    name: 'quantile',
    formula: 'L = mean of max(τ (t − y), (τ − 1) (t − y))',
    example: { level: 0.9 },
    build: lossFrom(t.strict({ level: t.number }), ({ level }) => quantile(level))
  },
  {
    name: 'focal',
    formula: 'L = mean of −(1 − p)^γ log p, p the probability of the target',
    example: { gamma: 2 },
    target: 'bits',
    build: lossFrom(
      t.exact(t.intersection([t.type({ gamma: t.number }), t.partial({ alpha: t.number })])),
      ({ gamma, alpha }) => focal(alpha === undefined ? { gamma } : { gamma, alpha })
    )
  },
  {
    name: 'softmaxFocal',
    formula: 'L = mean over rows of −Σ t (1 − p)^γ log p, p = softmax z',
    example: { gamma: 2 },
    target: 'probabilities',
    build: lossFrom(t.strict({ gamma: t.number }), ({ gamma }) => softmaxFocal(gamma))
  },
  {
    name: 'contrastive',
    formula: 'L = mean of (t d² + (1 − t) max(m − d, 0)²) / 2, d the distance of a pair',
    example: { margin: 1 },
    target: 'bits',
    build: lossFrom(t.strict({ margin: t.number }), ({ margin }) => contrastive(margin))
  },
  {
    name: 'labelSmoothing',
    formula: 'L = loss(y, (1 − ε) t + ε / K)',
    example: { share: 0.1 },
    parts: 1,
    target: 'probabilities',
    build: ofPart(t.strict({ share: t.number }), ({ share }, part) =>
      eraseLossTypes(labelSmoothing(share, ofRows(part)))
    )
  },
  {
    name: 'weighted',
    formula: 'L = w loss(y, t)',
    example: { weight: 0.5 },
    parts: 1,
    build: ofPart(t.strict({ weight: t.number }), ({ weight }, part) => weighted(weight, part))
  },
  {
    name: 'addLosses',
    formula: 'L = f(y, t) + g(y, t)',
    parts: 1,
    moreParts: true,
    build: decoding(noSettings, (_, [one = meansOfSquares, ...others]: readonly UntypedLoss[]) =>
      addLosses(one, ...others)
    )
  },
  {
    name: 'sumOf',
    formula: 'L = f(y, t) + g(v, u), for pairs [y, v] and [t, u]',
    parts: 2,
    moreParts: true,
    build: decoding(noSettings, (_, parts: readonly UntypedLoss[]) => eraseLossTypes(sumOf(...parts)))
  },
  {
    name: 'l1',
    formula: 'L = loss(y, t) + λ Σ |p|',
    example: { strength: 0.01, names: '/./' },
    parts: 1,
    build: ofPart(penalty, ({ strength, names }, part) => l1(strength, part, names))
  },
  {
    name: 'l2',
    formula: 'L = loss(y, t) + λ/2 Σ p²',
    example: { strength: 0.01, names: '/./' },
    parts: 1,
    build: ofPart(penalty, ({ strength, names }, part) => l2(strength, part, names))
  }
]
