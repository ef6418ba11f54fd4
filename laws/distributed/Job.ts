import * as fc from 'fast-check'
import { type Value } from '../../src/algebra/Value.js'
import { type Dataset } from '../../src/data/Dataset.js'
import { parametersOf, showDescription } from '../../src/layer/Description.js'
import { noiseCount } from '../../src/layer/trainingForm.js'
import { learner, type Learner } from '../../src/learning/Learner.js'
import { eraseLossTypes } from '../../src/learning/Loss.js'
import { meanSquaredError } from '../../src/learning/loss/meanSquaredError.js'
import { type Params } from '../../src/algebra/Value.js'
import { type Schedule } from '../../src/learning/Schedule.js'
import { tensorShape } from '../../src/tensor/Shape.js'
import { saved } from '../codec/codecLaws.js'
import { anyNetwork, type Network } from '../composition/network.js'
import { value } from '../generator/value.js'
import { type Draws } from '../law/lawOver.js'
import { layerSubjects } from '../subject/layers.js'
import { type OptimizerKind, optimizerSubjects } from '../subject/optimizers.js'
import { scheduleSubjects } from '../subject/schedules.js'
import { mapNumbers } from '../value/Numbers.js'

/** A training of a random network, which every worker can build from its description. */
export interface Job {
  readonly network: Network
  readonly examples: Dataset<Value, Value>
  readonly optimizer: OptimizerKind
  readonly schedule: readonly [name: string, schedule: Schedule]
  readonly batchSize: number
  readonly shuffle: boolean
  readonly shards: number
  readonly stride: number
  readonly seed: number
  readonly n: number
  readonly m: number
}

/** Whether a network has a bias, for the optimizer that acts on biases only, and one tensor as its output, for the loss. */
const suits = ({ layer, output }: Network): boolean =>
  tensorShape(output) !== undefined && parametersOf(layer.description).some(({ name }) => /bias$/.test(name))

const few = fc.integer({ min: 1, max: 3 })

const jobs: fc.Arbitrary<Job> = fc
  .tuple(anyNetwork(saved(layerSubjects), 3).filter(suits), fc.integer({ min: 4, max: 9 }))
  .chain(([network, size]) => {
    const { input, output, valid } = network
    const inputs = value(size, input, 'generic').map(raw => (valid ? mapNumbers(valid)(raw) : raw))
    return fc
      .record({
        network: fc.constant(network),
        examples: fc.record({ size: fc.constant(size), inputs, targets: value(size, output, 'generic') }),
        optimizer: fc.constantFrom(...optimizerSubjects),
        schedule: fc.constantFrom(...scheduleSubjects),
        batchSize: fc.integer({ min: 2, max: size }),
        shuffle: fc.boolean(),
        stride: few,
        seed: fc.integer(),
        n: few,
        m: few
      })
      .chain(job => {
        const rest = size % job.batchSize
        return fc.integer({ min: 1, max: rest === 0 ? job.batchSize : rest }).map(shards => ({ ...job, shards }))
      })
  })

/** The learner of a training. */
export const learnerOf = ({ network, optimizer, schedule }: Job): Learner<Params, Value, Value, Value> =>
  learner(network.layer, eraseLossTypes(meanSquaredError()), optimizer.at(schedule[1]))

/** The draws of the laws of pools. */
export const ofJobs: Draws<Job> = {
  arbitrary: jobs,
  exhibits: ({ network, optimizer, schedule, examples, ...plan }) => [
    ['network', showDescription(network.layer.description)],
    ['optimizer', showDescription(optimizer.at(schedule[1]).description)],
    ['plan', JSON.stringify({ examples: examples.size, ...plan })]
  ],
  reached: ({ optimizer, schedule: [schedule], network, shards, examples, batchSize }) => [
    optimizer.name,
    schedule,
    ...(noiseCount(network.layer) > 0 ? ['noise'] : []),
    shards > 2 ? 'several shards' : 'few shards',
    examples.size % batchSize === 0 ? 'even batches' : 'a smaller batch'
  ]
}

/** The optimizers and schedules that the draws must cover. */
export const everyOptimizer: readonly string[] = [
  ...optimizerSubjects.map(({ name }) => name),
  ...scheduleSubjects.keys()
]
