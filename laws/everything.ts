/** All that there is, and the laws of it: what `pullback laws` runs. */
import { javascript } from '../src/engine/javascript.js'
import { eager } from '../src/engine/Engine.js'
import { layers } from '../src/catalogue/layers.js'
import { losses } from '../src/catalogue/losses.js'
import { optimizers } from '../src/catalogue/optimizers.js'
import { dense } from '../src/layer/dense.js'
import { tanh } from '../src/layer/activation/tanh.js'
import { learner } from '../src/learning/Learner.js'
import { meanSquaredError } from '../src/learning/loss/meanSquaredError.js'
import { algebraLaws } from './algebra.js'
import { everyCodecLaw } from './codec.js'
import { compositionLaws } from './composition.js'
import { type Law } from './Law.js'
import { lawsOf } from './layer.js'
import { lawsOfLoss } from './loss.js'
import { networkLaws } from './network.js'
import { lawsOfOptimizer } from './optimizer.js'
import { examples, network } from './trained.js'
import { resumptionLaw } from './resumption.js'
import { learnerLaws } from './training.js'

/** The laws of one thing. */
export interface Group {
  readonly kind: 'layer' | 'loss' | 'optimizer' | 'whole'
  readonly name: string
  readonly laws: readonly Law[]
}

const training = (): readonly Law[] =>
  optimizers.flatMap(({ name, optimizer }) =>
    learnerLaws(learner(network, meanSquaredError(), optimizer), examples()).map(law => ({
      ...law,
      name: `${name} ${law.name}`
    }))
  )

export const everything = (): readonly Group[] => [
  ...layers.map(row => ({ kind: 'layer' as const, name: row.name, laws: lawsOf(row) })),
  ...losses.map(row => ({ kind: 'loss' as const, name: row.name, laws: lawsOfLoss(row) })),
  ...optimizers.map(row => ({ kind: 'optimizer' as const, name: row.name, laws: lawsOfOptimizer(row) })),
  { kind: 'whole', name: 'algebra', laws: algebraLaws() },
  { kind: 'whole', name: 'composition', laws: compositionLaws(dense(2, 3), tanh(), dense(3, 3)) },
  { kind: 'whole', name: 'random networks', laws: networkLaws(layers) },
  { kind: 'whole', name: 'training', laws: training() },
  { kind: 'whole', name: 'codecs', laws: everyCodecLaw(layers) },
  { kind: 'whole', name: 'resumption', laws: [eager, javascript].map(engine => resumptionLaw(engine)) }
]
