import * as t from 'io-ts/lib/index.js'
import { right } from 'fp-ts/lib/Either.js'
import { scale } from '../algebra/Algebra.js'
import { addValues, cutParams, exampleShape, formed, mapValues, type Params, tensorsOf } from '../algebra/Value.js'
import { float } from '../codec/float.js'
import { seedWords, whole } from '../codec/whole.js'
import { rowsAt } from '../data/Dataset.js'
import { type TensorFunction } from '../engine/Engine.js'
import { parametersOf } from '../layer/Description.js'
import { trainingForward } from '../layer/trainingForm.js'
import { batchOrder } from '../learning/batchOrder.js'
import { noiseOf } from '../learning/Learner.js'
import { type Seed } from '../tensor/Random.js'
import { scalar, toNumber } from '../tensor/Tensor.js'
import { type Assignment, assignmentWire, type Examples, upTo } from './Assignment.js'
import { type Site } from './Site.js'
import { engineNamed } from './engines.js'
import { examplesAt } from './examplesFile.js'
import { orThrow } from './orThrow.js'
import { treeSum } from './treeSum.js'
import { adapted, jsonWire, packedWire, paramsWire } from './Wire.js'
import { type Work } from './Work.js'

/** Some neighbouring shards of the batch of a step. */
export interface Shards {
  readonly step: number
  readonly seed: Seed
  /** The first shard. */
  readonly first: number
  /** Number of shards. */
  readonly count: number
  /** Number of shards of the whole batch. */
  readonly of: number
}

/** The gradient and the loss of a part of a batch, weighted by its share of the examples. */
export interface Slope {
  readonly gradient: Params
  readonly loss: number
}

/** Adds two slopes. */
export const addSlopes = (one: Slope, other: Slope): Slope => ({
  gradient: addValues(one.gradient, other.gradient),
  loss: one.loss + other.loss
})

/** The first row of a shard: the rows are dealt out evenly, in order. */
const firstRow = (shard: number, of: number, rows: number): number => Math.floor((shard * rows) / of)

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, i) => from + i)

/** The gradient of the loss with respect to the parameters, and the loss, as a function of tensors. */
const gradientProgram = ({ network, loss }: Assignment, { inputs, targets }: Examples): TensorFunction => {
  const atInputs = parametersOf(network.description).length
  const atTargets = atInputs + tensorsOf(inputs).length
  const atNoise = atTargets + tensorsOf(targets).length
  return (...given) => {
    const params = cutParams(given, 0, atInputs)
    const forward = trainingForward(network, cutParams(given, atNoise, given.length))
    const [prediction, cache] = forward(params, formed(inputs, given, atInputs))
    const target = formed(targets, given, atTargets)
    const [gradient] = network.backward(params, cache, loss.gradient(prediction, target))
    return [...gradient, loss.value(prediction, target)]
  }
}

/** Decoder of shards. */
const Written = t.type({ step: whole, seed: seedWords, first: whole, count: upTo(2 ** 20), of: upTo(2 ** 20) })

const number = scalar(0)

/**
 * The work of a synchronous step: the gradient of some shards of a batch.
 *
 *     shard i of S    rows ⌊i n / S⌋ to ⌊(i + 1) n / S⌋ of the n rows and of the noise that `trajectory` takes for the step
 *     result          Σ over the shards of (rows / n) · (gradient, loss), along a balanced tree, in float64
 */
export const gradientWork = (site: Site = {}): Work<Assignment, Params, Shards, Slope> => ({
  name: 'gradient',
  job: assignmentWire(site),
  state: paramsWire('state'),
  part: jsonWire('part', Written),
  result: adapted(
    packedWire('result', t.type({ loss: float })),
    ({ gradient, loss }) => right({ content: { loss }, tensors: gradient }),
    ({ content: { loss }, tensors }) => right({ gradient: tensors, loss })
  ),
  run: assignment => {
    const { network, batchSize, shuffle } = assignment
    const examples = examplesAt(site)(assignment.examples)
    const order = batchOrder(examples, batchSize, shuffle)
    const run = orThrow(engineNamed(assignment.engine)).compile(gradientProgram(assignment, examples))
    const example = exampleShape(examples.inputs)
    return params =>
      ({ step, seed, first, count, of }) => {
        const rows = order.rowsAt(step, seed)
        const noise = noiseOf(network, seed, step, example, rows.length)
        const slopeOf = (shard: number): Slope => {
          const [from, to] = [firstRow(shard, of, rows.length), firstRow(shard + 1, of, rows.length)]
          const take = rowsAt(rows.slice(from, to))
          const results = run(
            ...params,
            ...tensorsOf(take(examples.inputs)),
            ...tensorsOf(take(examples.targets)),
            ...rowsAt(range(from, to))(noise)
          )
          const share = (to - from) / rows.length
          const gradient = results.slice(0, params.length)
          const loss = toNumber(formed(number, results, params.length))
          return share === 1
            ? { gradient, loss }
            : { gradient: mapValues(g => scale(share, g))(gradient), loss: share * loss }
        }
        return treeSum(addSlopes)(range(first, Math.min(of, first + count)).map(slopeOf))
      }
  }
})
