/** The table of losses: one row a kind. The laws run over it, and codecs build from it. */
import { type Either, map } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { eraseLossTypes, type UntypedLoss, type Loss } from '../learning/Loss.js'
import { binaryCrossEntropy } from '../learning/loss/binaryCrossEntropy.js'
import { binaryCrossEntropyWithLogits } from '../learning/loss/binaryCrossEntropyWithLogits.js'
import { categoricalCrossEntropy } from '../learning/loss/categoricalCrossEntropy.js'
import { hinge } from '../learning/loss/hinge.js'
import { huber } from '../learning/loss/huber.js'
import { kullbackLeibler } from '../learning/loss/kullbackLeibler.js'
import { meanAbsoluteError } from '../learning/loss/meanAbsoluteError.js'
import { meanSquaredError } from '../learning/loss/meanSquaredError.js'
import { softmaxCrossEntropy } from '../learning/loss/softmaxCrossEntropy.js'
import { type Shapes } from '../tensor/Shape.js'
import { type Value } from '../algebra/Value.js'
import { nothing } from './Row.js'

/**
 * What predictions and targets may be: any numbers, positive ones, numbers between 0 and 1, such as add up to 1 along the
 * last axis, a single 1 there among zeros, 0 or 1, −1 or 1, or the number of a class, which is a place along the last axis
 * of the prediction.
 */
export type NumbersOf = 'any' | 'positive' | 'fractions' | 'probabilities' | 'oneHot' | 'bits' | 'signs' | 'classes'

export interface LossRow {
  /** The name of the function that makes it: the kind of its description. */
  readonly name: string
  /** What it computes: `L = mean of (y − t)²`. */
  readonly formula: string
  readonly loss: UntypedLoss
  /** The loss of a description's configuration. */
  readonly build: (configuration: unknown) => Either<t.Errors, UntypedLoss>
  /** Shapes of the prediction for one example; rows of one to four if not given. */
  readonly shapes?: readonly Shapes[]
  /** Any numbers if not given. */
  readonly prediction?: NumbersOf
  /** Any numbers if not given. */
  readonly target?: NumbersOf
  /** Convex in the prediction. */
  readonly convex?: boolean
  /** A prediction that is the target has the loss 0, and the gradient 0. */
  readonly zeroAtTarget?: boolean
}

/** Builds a loss from a configuration, once that is decoded. */
export const lossFrom =
  <C, B extends Value, T extends Value>(
    configuration: t.Decoder<unknown, C>,
    make: (configuration: C) => Loss<B, T>
  ): LossRow['build'] =>
  found =>
    pipe(
      configuration.decode(found),
      map(decoded => eraseLossTypes(make(decoded)))
    )

/** One that has no settings. */
const plain = <B extends Value, T extends Value>(make: () => Loss<B, T>) => ({
  loss: eraseLossTypes(make()),
  build: lossFrom(nothing, make)
})

const anyShape: readonly Shapes[] = [[], [1], [3], [2, 2]]
const rows: readonly Shapes[] = [[1], [3], [2, 2]]

export const losses: readonly LossRow[] = [
  {
    name: 'meanSquaredError',
    formula: 'L = mean of (y − t)²',
    ...plain(meanSquaredError),
    shapes: anyShape,
    convex: true,
    zeroAtTarget: true
  },
  {
    name: 'meanAbsoluteError',
    formula: 'L = mean of |y − t|',
    ...plain(meanAbsoluteError),
    shapes: anyShape,
    convex: true,
    zeroAtTarget: true
  },
  {
    name: 'huber',
    formula: 'L = mean of (y − t)² / 2 where |y − t| ≤ δ, else δ (|y − t| − δ / 2)',
    loss: eraseLossTypes(huber()),
    build: lossFrom(t.strict({ delta: t.number }), ({ delta }) => huber(delta)),
    shapes: anyShape,
    convex: true,
    zeroAtTarget: true
  },
  {
    name: 'hinge',
    formula: 'L = mean of max(1 − t y, 0)',
    ...plain(hinge),
    shapes: anyShape,
    target: 'signs',
    convex: true
  },
  {
    name: 'binaryCrossEntropy',
    formula: 'L = mean of −t log y − (1 − t) log (1 − y)',
    ...plain(binaryCrossEntropy),
    shapes: anyShape,
    prediction: 'fractions',
    target: 'fractions',
    convex: true
  },
  {
    name: 'binaryCrossEntropyWithLogits',
    formula: 'L = mean of log (1 + exp z) − t z',
    ...plain(binaryCrossEntropyWithLogits),
    shapes: anyShape,
    target: 'fractions',
    convex: true
  },
  {
    name: 'softmaxCrossEntropy',
    formula: 'L = mean over rows of −Σ t log softmax z',
    ...plain(softmaxCrossEntropy),
    shapes: rows,
    target: 'probabilities',
    convex: true
  },
  {
    name: 'categoricalCrossEntropy',
    formula: 'L = mean over rows of −Σ t log y',
    ...plain(categoricalCrossEntropy),
    shapes: rows,
    prediction: 'probabilities',
    target: 'probabilities',
    convex: true
  },
  {
    name: 'kullbackLeibler',
    formula: 'L = mean over rows of Σ t (log t − log y)',
    ...plain(kullbackLeibler),
    shapes: rows,
    prediction: 'probabilities',
    target: 'probabilities',
    convex: true
  }
]
