import * as t from 'io-ts/lib/index.js'
import { type Optimizer, type Transformation } from '../learning/Optimizer.js'
import { adadelta } from '../learning/optimizer/adadelta.js'
import { adagrad } from '../learning/optimizer/adagrad.js'
import { adam } from '../learning/optimizer/adam.js'
import { adamw } from '../learning/optimizer/adamw.js'
import { lamb } from '../learning/optimizer/lamb.js'
import { lion } from '../learning/optimizer/lion.js'
import { momentum } from '../learning/optimizer/momentum.js'
import { nadam } from '../learning/optimizer/nadam.js'
import { nesterov } from '../learning/optimizer/nesterov.js'
import { radam } from '../learning/optimizer/radam.js'
import { rmsprop } from '../learning/optimizer/rmsprop.js'
import { sgd } from '../learning/optimizer/sgd.js'
import { type Schedule } from '../learning/Schedule.js'
import { type Builder, decoding, noSettings, type Row } from './Row.js'

/** One kind of optimizer: the command line takes its name, and codecs build its direction. */
export interface OptimizerRow extends Omit<Row<Transformation>, 'build'> {
  /** Builds the optimizer at a learning rate, with default settings. */
  readonly at: (learningRate: number | Schedule) => Optimizer
  /** Builds the direction. Left out if the description is a composition: `adamw` is `adam`, then `weightDecay`. */
  readonly build?: Builder<Transformation>
}

/** The catalogue of optimizers: one row per kind. The first is the default of `pullback train`. */
export const optimizers: readonly [OptimizerRow, ...OptimizerRow[]] = [
  {
    name: 'adam',
    formula: 'd = m / (√v + ε), m and v the unbiased running means of g and g²',
    at: adam,
    build: decoding(
      t.type({ beta1: t.number, beta2: t.number, epsilon: t.number }),
      settings => adam(1, settings).direction
    )
  },
  { name: 'adamw', formula: 'd = m / (√v + ε) + λ p, m and v as in adam', at: adamw },
  { name: 'sgd', formula: 'd = g', at: sgd, build: decoding(noSettings, () => sgd(1).direction) },
  {
    name: 'momentum',
    formula: 'd = v, v ← μ v + g',
    at: momentum,
    build: decoding(t.type({ momentum: t.number }), ({ momentum: share }) => momentum(1, share).direction)
  },
  {
    name: 'nesterov',
    formula: 'd = g + μ v, v ← μ v + g',
    at: nesterov,
    build: decoding(t.type({ momentum: t.number }), ({ momentum }) => nesterov(1, momentum).direction)
  },
  {
    name: 'rmsprop',
    formula: 'd = g / (√v + ε), v the running mean of g²',
    at: rmsprop,
    build: decoding(t.type({ decay: t.number, epsilon: t.number }), settings => rmsprop(1, settings).direction)
  },
  {
    name: 'adagrad',
    formula: 'd = g / (√v + ε), v the sum of g²',
    at: adagrad,
    build: decoding(t.type({ epsilon: t.number }), ({ epsilon }) => adagrad(1, epsilon).direction)
  },
  {
    name: 'adadelta',
    formula: 'd = g √(u + ε) / √(v + ε), u and v the running means of d² and g²',
    at: adadelta,
    build: decoding(t.type({ decay: t.number, epsilon: t.number }), settings => adadelta(1, settings).direction)
  },
  {
    name: 'nadam',
    formula: 'd = (c g + e m) / (√v + ε), m and v as in adam, with Nesterov momentum',
    at: nadam,
    build: decoding(
      t.type({ beta1: t.number, beta2: t.number, epsilon: t.number, momentumDecay: t.number }),
      settings => nadam(1, settings).direction
    )
  },
  {
    name: 'radam',
    formula: 'd = m r / (√v + ε), m and v as in adam, or d = m while v is not reliable',
    at: radam,
    build: decoding(
      t.type({ beta1: t.number, beta2: t.number, epsilon: t.number }),
      settings => radam(1, settings).direction
    )
  },
  {
    name: 'lion',
    formula: 'd = sign(β₁ m + (1 − β₁) g), m the running mean of g',
    at: lion,
    build: decoding(t.type({ beta1: t.number, beta2: t.number }), settings => lion(1, settings).direction)
  },
  { name: 'lamb', formula: 'd = u |p| / |u|, u as in adamw', at: lamb }
]
