/** Every optimizer and some compositions, with learning rates that decrease the loss. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  accumulate,
  adagrad,
  adam,
  adamw,
  clipByGlobalNorm,
  clipByValue,
  followedBy,
  forParameters,
  momentum,
  nesterov,
  type Optimizer,
  precededBy,
  rmsprop,
  scaleBy,
  sgd,
  weightDecay
} from 'pullback'

export const everyOptimizer: readonly (readonly [name: string, optimizer: Optimizer])[] = [
  ['sgd', sgd(0.1)],
  ['momentum', momentum(0.02)],
  ['nesterov', nesterov(0.02)],
  ['adagrad', adagrad(0.5)],
  ['rmsprop', rmsprop(0.01)],
  ['adam', adam(0.05)],
  ['adamw', adamw(0.05)],
  ['clipped by value', pipe(sgd(0.1), precededBy(clipByValue(1)))],
  ['accumulated', accumulate(2)(adam(0.05))],
  ['clipped by norm', pipe(adam(0.05), precededBy(clipByGlobalNorm(1)))],
  [
    'groups',
    pipe(
      sgd(0.1),
      precededBy(forParameters(/bias$/, adam(1).direction)),
      precededBy(forParameters(/weight$/, weightDecay(0.001))),
      followedBy(forParameters(/bias$/, scaleBy(0.5)))
    )
  ]
]

export const parameters = [
  { name: '0.weight', shape: [2, 2] },
  { name: '0.bias', shape: [2] },
  { name: '1.scale', shape: [] }
] as const
