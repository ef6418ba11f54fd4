import * as fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { type LayerSubject } from '../subject/LayerSubject.js'
import { layerSubjects } from '../subject/layers.js'
import { type OptimizerKind, optimizerSubjects } from '../subject/optimizers.js'
import { scheduleSubjects } from '../subject/schedules.js'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../src/codec/checkpoint.js'
import { type Dataset } from '../../src/data/Dataset.js'
import { parametersOf, showDescription } from '../../src/layer/Description.js'
import { eager, type Engine } from '../../src/engine/Engine.js'
import { learner } from '../../src/learning/Learner.js'
import { type Schedule } from '../../src/learning/Schedule.js'
import { trajectory } from '../../src/learning/Training.js'
import { type TrainingState } from '../../src/learning/TrainingState.js'
import { noiseCount } from '../../src/layer/trainingForm.js'
import { onPlateau } from '../../src/learning/states/onPlateau.js'
import { take } from '../../src/learning/states/take.js'
import { type Params, type Value } from '../../src/algebra/Value.js'
import { type Filed, saved } from '../codec/codecLaws.js'
import { unlikeCheckpoints } from '../codec/file.js'
import { anyNetwork, type Network } from '../composition/network.js'
import { value } from '../generator/value.js'
import { halfSquares } from '../interpreter/halfSquares.js'
import { fails, type Finding, guarded, holds, type Law, skipped } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { mapNumbers } from '../value/Numbers.js'

interface Job {
  readonly network: Network
  readonly examples: Dataset<Value, Value>
  readonly optimizer: OptimizerKind
  readonly schedule: readonly [name: string, schedule: Schedule]
  readonly plateau: boolean
  readonly batchSize: number
  readonly stride: number
  readonly shuffle: boolean
  readonly seed: number
  readonly n: number
  readonly m: number
}

const few = fc.integer({ min: 1, max: 3 })

/** Whether a network has a bias: one of the optimizers is only for biases. */
const hasBias = ({ layer }: Network): boolean => parametersOf(layer.description).some(({ name }) => /bias$/.test(name))

const jobs = (table: readonly LayerSubject[]): fc.Arbitrary<Job> =>
  fc.tuple(anyNetwork(saved(table), 3).filter(hasBias), fc.integer({ min: 3, max: 6 })).chain(([network, size]) => {
    const { input, output, valid } = network
    const inputs = value(size, input, 'generic').map(raw => (valid ? mapNumbers(valid)(raw) : raw))
    return fc.record({
      network: fc.constant(network),
      examples: fc.record({ size: fc.constant(size), inputs, targets: value(size, output, 'generic') }),
      optimizer: fc.constantFrom(...optimizerSubjects),
      schedule: fc.constantFrom(...scheduleSubjects),
      plateau: fc.boolean(),
      batchSize: fc.integer({ min: 2, max: size }),
      stride: few,
      shuffle: fc.boolean(),
      seed: fc.integer(),
      n: few,
      m: few
    })
  })

type Going = Pick<Checkpoint, 'model' | 'optimizer' | 'history'> & { readonly from: number | TrainingState<Params> }

/** Trains for a number of strides, from a seed or from a state. */
const goOn = (
  { examples, batchSize, stride, shuffle, plateau }: Job,
  engine: Engine,
  { model: { network }, optimizer, history, from }: Going,
  strides: number
): Checkpoint => {
  const plain = trajectory(learner(network, halfSquares, optimizer), examples, {
    batchSize,
    stride,
    shuffle,
    engine,
    from
  })
  // Settings with which most states lower the rate.
  const watched = plateau
    ? onPlateau<Params>(({ loss }) => loss, { factor: 0.5, patience: 0, threshold: 0.5 })(plain)
    : plain
  const states = [...take(strides)(watched)]
  const state = states.at(-1)
  if (state === undefined) throw new RangeError('A trajectory has at least one state, found none')
  return {
    model: { network, params: state.params },
    optimizer,
    state,
    history: [...history, ...states.map(({ epoch, loss }) => ({ epoch, loss }))],
    run: {}
  }
}

const reached = ({
  network: { layer },
  optimizer,
  schedule: [schedule],
  plateau,
  examples,
  batchSize,
  stride,
  n
}: Job) => {
  const stepsPerEpoch = Math.ceil(examples.size / batchSize)
  return [
    optimizer.name,
    schedule,
    `${optimizer.name} with ${schedule}`,
    ...(plateau ? ['onPlateau'] : []),
    ...(noiseCount(layer) > 0 ? ['noise'] : []),
    ...(/\bbatchNorm\b/.test(showDescription(layer.description)) ? ['statistics'] : []),
    (n * stride) % stepsPerEpoch === 0 ? 'between epochs' : 'within an epoch'
  ]
}

/** The names of all pairs of an optimizer and a schedule among the required cases. */
export const pairs: readonly string[] = optimizerSubjects.flatMap(({ name }) =>
  [...scheduleSubjects.keys()].map(schedule => `${name} with ${schedule}`)
)

/**
 * The law that training resumed from a file gives the same bits as training that was never interrupted.
 *
 *     train (n + m) = train m (decode (encode (train n)))      every bit: parameters, memory, seed, loss, plateau, history
 *
 * The resumed training uses the network and the optimizer from the file. The draws cover every optimizer and schedule, random
 * networks (with noise and with batch statistics among them), and interruptions within and between epochs.
 *
 * @param engine trains the networks. Default: `eager`.
 * @param table the layers of the random networks. Default: those of the catalogue.
 * @param codec encodes and decodes checkpoints. Default: the codec of checkpoint files.
 * @example verify([resumptionLaw()])
 */
export const resumptionLaw = (
  engine: Engine = eager,
  table: readonly LayerSubject[] = layerSubjects,
  { encode, decode }: Filed<Checkpoint> = { encode: encodeCheckpoint, decode: decodeCheckpoint }
): Law => {
  const check = (job: Job): Finding => {
    const { network, n, m, seed } = job
    const own = job.optimizer.at(job.schedule[1])
    const begin = { model: { network: network.layer, params: [] }, optimizer: own, history: [], from: seed }
    const whole = goOn(job, engine, begin, n + m)
    if (!Number.isFinite(whole.state.loss)) return skipped('training that diverges')
    const file = encode(goOn(job, engine, begin, n))
    if (isLeft(file)) return fails(`the value cannot be encoded: ${file.left}`)
    const found = decode(file.right)
    if (isLeft(found)) return fails(`the file cannot be decoded: ${found.left}`)
    const resumed = goOn(job, engine, { ...found.right, from: found.right.state }, m)
    const difference = unlikeCheckpoints(whole, resumed)
    return difference === undefined ? holds() : fails(`${difference} differs after the interruption`)
  }
  const names = [...optimizerSubjects.map(({ name }) => name), ...scheduleSubjects.keys(), 'onPlateau']
  return lawOver<Job>({
    arbitrary: jobs(table),
    exhibits: ({ network, optimizer, schedule, plateau, batchSize, stride, shuffle, seed, n, m }) => [
      ['network', showDescription(network.layer.description)],
      ['optimizer', showDescription(optimizer.at(schedule[1]).description)],
      ['plan', JSON.stringify({ plateau, batchSize, stride, shuffle, seed, n, m })]
    ],
    reached
  })(
    `${engine.name}: resumption`,
    'training resumed from a file gives the same bits as uninterrupted training',
    job => guarded(() => check(job)),
    [...names, 'between epochs', 'within an epoch', ...(table === layerSubjects ? ['noise', 'statistics'] : [])]
  )
}
