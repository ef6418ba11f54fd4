import { javascript } from '../src/engine/javascript.js'
import { eager } from '../src/engine/Engine.js'
import { initializers } from '../src/catalogue/initializers.js'
import { exampleOf } from '../src/catalogue/Row.js'
import { dense } from '../src/layer/dense.js'
import { tanh } from '../src/layer/activation/tanh.js'
import { learner } from '../src/learning/Learner.js'
import { meanSquaredError } from '../src/learning/loss/meanSquaredError.js'
import { algebraLaws } from './algebra/algebraLaws.js'
import { everyCodecLaw } from './codec/codecLaws.js'
import { compositionLaws } from './composition/compositionLaws.js'
import { everyWireLaw } from './distributed/wires.js'
import { type Law } from './law/Law.js'
import { initializerLaws } from './layer/initializerLaws.js'
import { lawsOf } from './layer/layerLaws.js'
import { lawsOfLoss } from './learning/lossLaws.js'
import { networkLaws } from './composition/networkLaws.js'
import { sequenceLaws } from './composition/sequenceLaws.js'
import { stepwiseLaws } from './composition/stepwiseLaws.js'
import { lawsOfOptimizer } from './learning/optimizerLaws.js'
import { examples, network } from './learning/trained.js'
import { resumptionLaw } from './learning/resumptionLaw.js'
import { layerSubjects } from './subject/layers.js'
import { lossSubjects } from './subject/losses.js'
import { optimizerSubjects } from './subject/optimizers.js'
import { learnerLaws } from './learning/learnerLaws.js'
import { type Tried } from './run/overview.js'

/** The laws of one subject of the library. */
export interface Group {
  /** The kind of subject: `whole` for laws of a whole part of the library, such as the codecs. */
  readonly kind: Tried['kind']
  /** The name of the subject: `dense`. */
  readonly name: string
  /** The laws. */
  readonly laws: readonly Law[]
}

const training = (): readonly Law[] =>
  optimizerSubjects.flatMap(({ name, optimizer }) =>
    learnerLaws(learner(network, meanSquaredError(), optimizer), examples()).map(law => ({
      ...law,
      name: `${name} ${law.name}`
    }))
  )

/**
 * The laws of everything in the library: every layer, loss and optimizer of the catalogue, initializers, operations,
 * compositions, sequences, random networks, training, codecs and wires. `pullback laws` verifies them.
 *
 * @example for (const { name, laws } of everything()) console.log(name, verify(laws).holds)
 */
export const everything = (): readonly Group[] => [
  ...layerSubjects.map(row => ({ kind: 'layer' as const, name: row.name, laws: lawsOf(row) })),
  ...lossSubjects.map(row => ({ kind: 'loss' as const, name: row.name, laws: lawsOfLoss(row) })),
  ...optimizerSubjects.map(row => ({ kind: 'optimizer' as const, name: row.name, laws: lawsOfOptimizer(row) })),
  { kind: 'whole', name: 'initializers', laws: initializers.flatMap(row => initializerLaws(exampleOf(row), row.name)) },
  { kind: 'whole', name: 'algebra', laws: algebraLaws() },
  { kind: 'whole', name: 'composition', laws: compositionLaws(dense(2, 3), tanh(), dense(3, 3)) },
  { kind: 'whole', name: 'sequences', laws: [...sequenceLaws(), ...stepwiseLaws()] },
  { kind: 'whole', name: 'random networks', laws: networkLaws() },
  { kind: 'whole', name: 'training', laws: training() },
  { kind: 'whole', name: 'codecs', laws: everyCodecLaw() },
  { kind: 'whole', name: 'wires', laws: everyWireLaw() },
  { kind: 'whole', name: 'resumption', laws: [eager, javascript].map(engine => resumptionLaw(engine)) }
]
