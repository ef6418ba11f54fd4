import { pipe } from 'fp-ts/lib/function.js'
import { optimizers } from '../../src/catalogue/optimizers.js'
import { exampleOf } from '../../src/catalogue/Row.js'
import { transformations } from '../../src/catalogue/transformations.js'
import { followedBy, type Optimizer, precededBy } from '../../src/learning/Optimizer.js'
import { accumulate } from '../../src/learning/optimizer/accumulate.js'
import { adadelta } from '../../src/learning/optimizer/adadelta.js'
import { adam } from '../../src/learning/optimizer/adam.js'
import { clipByGlobalNorm } from '../../src/learning/optimizer/clipByGlobalNorm.js'
import { forParameters } from '../../src/learning/optimizer/forParameters.js'
import { momentum } from '../../src/learning/optimizer/momentum.js'
import { scaleBy } from '../../src/learning/optimizer/scaleBy.js'
import { sgd } from '../../src/learning/optimizer/sgd.js'
import { weightDecay } from '../../src/learning/optimizer/weightDecay.js'
import { type Schedule } from '../../src/learning/Schedule.js'

/** An optimizer, with the properties that the laws use. */
export interface OptimizerSubject {
  readonly name: string
  readonly optimizer: Optimizer
  /** Whether the optimizer moves parameters towards zero even if the gradient is zero. Default: false. */
  readonly decays?: boolean
  /** Whether the step of a parameter depends on the gradients of others. Default: false. */
  readonly coupled?: boolean
}

/** A kind of optimizer of the catalogue, at any learning rate. */
export interface OptimizerKind extends OptimizerSubject {
  readonly at: (learningRate: number | Schedule) => Optimizer
}

interface Knowledge extends Pick<OptimizerSubject, 'decays' | 'coupled'> {
  /** The learning rate of the tried optimizer. Default: 0.05. */
  readonly rate?: number
  /** The tried optimizer. Default: the one of the catalogue row. */
  readonly at?: OptimizerKind['at']
}

const forBiases = forParameters(/bias$/, adam(1).direction)

/** Properties of each kind of optimizer and transformation, by name. */
export const knowledge: Readonly<Record<string, Knowledge>> = {
  sgd: { rate: 0.1 },
  momentum: { rate: 0.02 },
  nesterov: { rate: 0.02 },
  adagrad: { rate: 0.5 },
  rmsprop: { rate: 0.01 },
  adamw: { decays: true },
  adadelta: { at: rate => adadelta(rate, { epsilon: 0.01 }) },
  lamb: { decays: true, coupled: true },
  trustRatio: { coupled: true },
  accumulate: { at: rate => accumulate(2)(adam(rate)) },
  clipByValue: { rate: 0.1 },
  clipByGlobalNorm: { at: rate => pipe(adam(rate), precededBy(clipByGlobalNorm(1))), coupled: true },
  weightDecay: { rate: 0.02, at: rate => pipe(momentum(rate), precededBy(weightDecay(0.01))), decays: true },
  scaleBy: { rate: 0.1, at: rate => pipe(sgd(rate), followedBy(scaleBy(0.5))) },
  forParameters: { rate: 0.1, at: rate => pipe(sgd(rate), precededBy(forBiases)) }
}

const subject = (name: string, own: OptimizerKind['at']): OptimizerKind => {
  const { rate = 0.05, at = own, ...known } = knowledge[name] ?? {}
  return { name, optimizer: at(rate), at, ...known }
}

/** Every kind of optimizer of the catalogue, and an optimizer with every kind of transformation. */
export const optimizerSubjects: readonly OptimizerKind[] = [
  ...optimizers.map(({ name, at }) => subject(name, at)),
  ...transformations.map(row => {
    const { name, parts = 0 } = row
    const example = exampleOf(
      row,
      Array.from({ length: parts }, () => sgd(1).direction)
    )
    return subject(name, rate => pipe(sgd(rate), precededBy(example)))
  })
]
