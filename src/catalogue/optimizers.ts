/** The table of optimizers: one row a kind, and some that are composed. The laws run over it. */
import { pipe } from 'fp-ts/lib/function.js'
import { followedBy, type Optimizer, precededBy } from '../Optimizer.js'
import { accumulate } from '../optimizer/accumulate.js'
import { adagrad } from '../optimizer/adagrad.js'
import { adam } from '../optimizer/adam.js'
import { adamw } from '../optimizer/adamw.js'
import { clipByGlobalNorm } from '../optimizer/clipByGlobalNorm.js'
import { clipByValue } from '../optimizer/clipByValue.js'
import { forParameters } from '../optimizer/forParameters.js'
import { momentum } from '../optimizer/momentum.js'
import { nesterov } from '../optimizer/nesterov.js'
import { rmsprop } from '../optimizer/rmsprop.js'
import { scaleBy } from '../optimizer/scaleBy.js'
import { sgd } from '../optimizer/sgd.js'
import { weightDecay } from '../optimizer/weightDecay.js'

export interface OptimizerRow {
  readonly name: string
  readonly optimizer: Optimizer
  /** It draws parameters towards zero, whatever the gradient is. */
  readonly decays?: boolean
  /** What it does to a parameter depends on the gradients of others. */
  readonly coupled?: boolean
}

export const optimizers: readonly OptimizerRow[] = [
  { name: 'sgd', optimizer: sgd(0.1) },
  { name: 'momentum', optimizer: momentum(0.02) },
  { name: 'nesterov', optimizer: nesterov(0.02) },
  { name: 'adagrad', optimizer: adagrad(0.5) },
  { name: 'rmsprop', optimizer: rmsprop(0.01) },
  { name: 'adam', optimizer: adam(0.05) },
  { name: 'adamw', optimizer: adamw(0.05), decays: true },
  { name: 'accumulate', optimizer: accumulate(2)(adam(0.05)) },
  { name: 'clipByValue', optimizer: pipe(sgd(0.1), precededBy(clipByValue(1))) },
  { name: 'clipByGlobalNorm', optimizer: pipe(adam(0.05), precededBy(clipByGlobalNorm(1))), coupled: true },
  { name: 'weightDecay', optimizer: pipe(momentum(0.02), precededBy(weightDecay(0.01))), decays: true },
  { name: 'scaleBy', optimizer: pipe(sgd(0.1), followedBy(scaleBy(0.5))) },
  { name: 'forParameters', optimizer: pipe(sgd(0.1), precededBy(forParameters(/bias$/, adam(1).direction))) }
]
