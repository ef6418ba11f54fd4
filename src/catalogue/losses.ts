/** The table of losses: one row a kind. The laws run over it. */
import { hideLoss, type HiddenLoss } from '../Loss.js'
import { meanSquaredError } from '../loss/meanSquaredError.js'
import { type Shapes } from '../Shape.js'

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
  readonly loss: HiddenLoss
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

export const losses: readonly LossRow[] = [
  {
    name: 'meanSquaredError',
    formula: 'L = mean of (y − t)²',
    loss: hideLoss(meanSquaredError()),
    shapes: [[], [1], [3], [2, 2]],
    convex: true,
    zeroAtTarget: true
  }
]
