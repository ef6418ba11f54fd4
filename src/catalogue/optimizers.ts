/** The table of optimizers: one row a kind, and some that are composed. The laws run over it. */
import { pipe } from 'fp-ts/lib/function.js'
import { followedBy, type Optimizer, precededBy } from '../learning/Optimizer.js'
import { accumulate } from '../learning/optimizer/accumulate.js'
import { adagrad } from '../learning/optimizer/adagrad.js'
import { adam } from '../learning/optimizer/adam.js'
import { adamw } from '../learning/optimizer/adamw.js'
import { clipByGlobalNorm } from '../learning/optimizer/clipByGlobalNorm.js'
import { clipByValue } from '../learning/optimizer/clipByValue.js'
import { forParameters } from '../learning/optimizer/forParameters.js'
import { momentum } from '../learning/optimizer/momentum.js'
import { nesterov } from '../learning/optimizer/nesterov.js'
import { rmsprop } from '../learning/optimizer/rmsprop.js'
import { scaleBy } from '../learning/optimizer/scaleBy.js'
import { sgd } from '../learning/optimizer/sgd.js'
import { weightDecay } from '../learning/optimizer/weightDecay.js'
import { type Schedule } from '../learning/Schedule.js'

/** An optimizer, and what the laws know of it. */
export interface OptimizerKnown {
  readonly name: string
  readonly optimizer: Optimizer
  /** It draws parameters towards zero, whatever the gradient is. */
  readonly decays?: boolean
  /** What it does to a parameter depends on the gradients of others. */
  readonly coupled?: boolean
}

export interface OptimizerRow extends OptimizerKnown {
  /** The same at another learning rate. */
  readonly at: (learningRate: number | Schedule) => Optimizer
}

const row = (
  name: string,
  rate: number,
  at: OptimizerRow['at'],
  known: Pick<OptimizerKnown, 'decays' | 'coupled'> = {}
): OptimizerRow => ({ name, optimizer: at(rate), at, ...known })

const forBiases = forParameters(/bias$/, adam(1).direction)

export const optimizers: readonly OptimizerRow[] = [
  row('sgd', 0.1, sgd),
  row('momentum', 0.02, momentum),
  row('nesterov', 0.02, nesterov),
  row('adagrad', 0.5, adagrad),
  row('rmsprop', 0.01, rmsprop),
  row('adam', 0.05, adam),
  row('adamw', 0.05, adamw, { decays: true }),
  row('accumulate', 0.05, rate => accumulate(2)(adam(rate))),
  row('clipByValue', 0.1, rate => pipe(sgd(rate), precededBy(clipByValue(1)))),
  row('clipByGlobalNorm', 0.05, rate => pipe(adam(rate), precededBy(clipByGlobalNorm(1))), { coupled: true }),
  row('weightDecay', 0.02, rate => pipe(momentum(rate), precededBy(weightDecay(0.01))), { decays: true }),
  row('scaleBy', 0.1, rate => pipe(sgd(rate), followedBy(scaleBy(0.5)))),
  row('forParameters', 0.1, rate => pipe(sgd(rate), precededBy(forBiases)))
]
