import * as fc from 'fast-check'
import { evaluate } from 'fp-ts/lib/State.js'
import { type Dataset, type Example } from '../../src/data/Dataset.js'
import { showDescription } from '../../src/layer/Description.js'
import { type Learner, type State } from '../../src/learning/Learner.js'
import { seed as seedOf } from '../../src/tensor/Random.js'
import { trajectory } from '../../src/learning/Training.js'
import { valueAndGradient } from '../../src/learning/valueAndGradient.js'
import { type TrainingState } from '../../src/learning/TrainingState.js'
import { type Plan, type Trajectory } from '../../src/learning/Trajectory.js'
import { requireRecord } from '../../src/layer/requirements.js'
import { noiseCount, trainingForm } from '../../src/layer/trainingForm.js'
import { train } from '../../src/learning/states/train.js'
import { type AnyTensor, fromArray, rowMajorNumbers, toNumber } from '../../src/tensor/Tensor.js'
import { mapBatches, type Params, sameValue, type Value } from '../../src/algebra/Value.js'
import { allOf, fails, type Finding, holds, type Law } from '../law/Law.js'
import { lawOver } from '../law/lawOver.js'
import { largest, numbersOf, withNumbers } from '../value/Numbers.js'

interface Job {
  readonly seed: number
  readonly batchSize: number
  readonly shuffle: boolean
  readonly n: number
  readonly m: number
  readonly stride: number
}

const few = fc.integer({ min: 1, max: 5 })

/** All of a state, bit for bit. */
const sameState = <P extends Params>(one: State<P>, other: State<P>): boolean =>
  sameValue([one.params, one.memory], [other.params, other.memory]) &&
  one.step === other.step &&
  Object.is(one.stepLoss, other.stepLoss) &&
  JSON.stringify(one.seed) === JSON.stringify(other.seed)

const copyOf = <V extends Value>(value: V): V => withNumbers(value)(numbersOf(value))

/** The examples in the opposite order. */
const reversed = mapBatches((all: AnyTensor): AnyTensor => {
  const numbers = rowMajorNumbers(all)
  const width = numbers.length / (all.shape[0] ?? 1)
  return fromArray(
    all.shape,
    numbers.map((_, i) => numbers[numbers.length - width - (i - (i % width)) + (i % width)] ?? NaN)
  )
})

/** Patterns of rounding of the parameters. */
const patterns = Array.from({ length: 16 }, (_, pattern) => pattern)

/** Relative difference that rounding makes without amplification, and the one above which a comparison decides nothing. */
const [usual, lost] = [1e-9, 1e-6]

/** Safety factor on the difference that nudged parameters make. */
const factor = 50

/** Moves every number by at most two roundings, in one of several patterns. */
const nudged = (pattern: number, numbers: Float64Array): Float64Array =>
  numbers.map((x, i) => x + (((7 * i + 3 * pattern + i * pattern) % 5) - 2) * 2 ** -52 * (Math.abs(x) || 1))

const largestDifference = (one: Float64Array, other: Float64Array | undefined): number =>
  largest(one.map((x, i) => x - (other?.[i] ?? NaN)))

const firstBeyond = (allowed: number, found: Float64Array, expected: Float64Array): number =>
  expected.findIndex((x, i) => !(Math.abs(x - (found[i] ?? NaN)) <= allowed))

/** The type of `trajectory`. The laws of training take another unfold, such as a wrong one that they must reject. */
export type Unfold = <P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  plan: Plan<P>
) => Trajectory<P>

/**
 * The laws of training a learner on a data set.
 *
 *     resumption    train (n + m) = train n, then train m, bit for bit
 *     stride        b strides of a steps = a strides of b steps
 *     determinism   the same seed gives the same bits
 *     purity        the same step gives the same bits, and no argument changes
 *     bookkeeping   a step increments the step number, keeps the seed, and reports the loss before the update
 *     order         the order of the examples within a batch does not matter, up to rounding (without noise only)
 *
 * Some optimizers amplify rounding: Adam divides a gradient of 10⁻¹⁷, which would be 0 without rounding, by its own size. So `order`
 * measures what rounding does: it allows 50 times the largest difference, within a tensor, that steps from slightly changed
 * parameters make, in both orders. A tensor in which this exceeds 10⁻⁶ counts as undecided.
 *
 * @param unfold trains the learner. Default: `trajectory`.
 * @example
 * const examples = dataset(fromArray([4, 1], [0, 1, 2, 3]), fromArray([4, 1], [1, 3, 5, 7]))
 * verify(learnerLaws(learner(dense(1, 1), meanSquaredError(), adam(0.01)), examples))
 */
export const learnerLaws = <P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  unfold: Unfold = trajectory
): readonly Law[] => {
  requireRecord('learnerLaws takes a dataset, such as dataset(inputs, targets)', 'size', examples)
  const law = lawOver<Job>({
    arbitrary: fc.record({
      seed: fc.integer(),
      batchSize: fc.integer({ min: 1, max: examples.size + 1 }),
      shuffle: fc.boolean(),
      n: few,
      m: few,
      stride: few
    }),
    exhibits: job => [
      ['learner', showDescription(learner.network.description)],
      ['plan', JSON.stringify(job)]
    ],
    reached: ({ batchSize, shuffle }) => [
      batchSize < examples.size ? 'a batch of some' : 'a batch of all',
      shuffle ? 'shuffled' : 'in order'
    ]
  })
  const run = (
    { batchSize, shuffle, seed }: Job,
    stride: number,
    strides: number,
    from: number | TrainingState<P> = seed
  ): TrainingState<P> => train(strides)(unfold(learner, examples, { batchSize, shuffle, stride, from }))

  const same = (what: string, one: TrainingState<P>, other: TrainingState<P>): Finding =>
    sameState(one, other) && Object.is(one.loss, other.loss)
      ? holds()
      : fails(`${what}: at step ${one.step} the state differs (loss ${one.loss} and ${other.loss})`)

  const all: Example<A, T> = [examples.inputs, examples.targets]
  const begin = ({ seed }: Job): State<P> => evaluate(seedOf(seed))(learner.init)

  const purity = (job: Job): Finding => {
    const [input, target] = [copyOf(examples.inputs), copyOf(examples.targets)]
    const state = begin(job)
    const given = [copyOf<Value>([...state.params]), copyOf<Value>([...state.memory])]
    const once = learner.step(state, [input, target])
    if (!sameValue(given, [state.params, state.memory])) return fails('a step changed its state argument')
    if (!sameValue([input, target], [examples.inputs, examples.targets])) return fails('a step changed the examples')
    learner.step(begin({ ...job, seed: job.seed ^ 1 }), all)
    return sameState(once, learner.step(state, all)) ? holds(3) : fails('the same step gave two results')
  }

  const bookkeeping = (job: Job): Finding => {
    const state = begin(job)
    const next = learner.step(state, all)
    if (next.step !== state.step + 1)
      return fails(`step ${state.step} must be followed by step ${state.step + 1}, found ${next.step}`)
    if (JSON.stringify(next.seed) !== JSON.stringify(state.seed)) return fails('a step changed the seed')
    if (noiseCount(learner.network) > 0) return holds(2)
    const expected = toNumber(valueAndGradient(trainingForm(learner.network, []), learner.loss)(state.params, all)[0])
    return Object.is(next.stepLoss, expected)
      ? holds(3)
      : fails(`the step must report the loss before the update, ${expected}, found ${next.stepLoss}`)
  }

  const order = (job: Job): Finding => {
    const state = begin(job)
    const after = (from: State<P>, [input, target]: Example<A, T>): readonly Float64Array[] => {
      const { params, memory } = learner.step(from, [input, target])
      return [...params, ...memory].map(numbersOf)
    }
    const orders: readonly Example<A, T>[] = [all, [reversed(examples.inputs), reversed(examples.targets)]]
    const [one = [], other = []] = orders.map(batch => after(state, batch))
    /** The largest difference that rounding makes in a tensor. Computed if the difference exceeds the usual rounding. */
    const roundingOf = (i: number): number => {
      spreads ??= patterns.flatMap(pattern => {
        const params = withNumbers(state.params)(nudged(pattern, numbersOf(state.params)))
        return orders.map((batch, which) =>
          after({ ...state, params }, batch).map((found, i) => largestDifference(found, (which === 0 ? one : other)[i]))
        )
      })
      return spreads.reduce((most, spread) => Math.max(most, spread[i] ?? 0), 0)
    }
    let spreads: readonly (readonly number[])[] | undefined
    return allOf(
      one.map((expected, i) => {
        const found = other[i] ?? new Float64Array(0)
        const scale = Math.max(1, largest(expected))
        const isWithin = (allowed: number) => firstBeyond(allowed, found, expected) === -1
        if (isWithin(usual * scale)) return holds()
        const allowed = usual * scale + factor * roundingOf(i)
        if (isWithin(allowed)) return holds(1, allowed > lost * scale ? 1 : 0)
        const at = firstBeyond(allowed, found, expected)
        return fails(
          `with the examples reversed a parameter becomes ${found[at] ?? NaN} instead of ${expected[at] ?? NaN}, ` +
            `rounding explains a difference of ${allowed}`
        )
      })
    )
  }

  return [
    law(
      'training: resumption',
      'n steps, then m steps give the same bits as n + m steps',
      job =>
        same('resumed', run(job, job.stride, job.n + job.m), run(job, job.stride, job.m, run(job, job.stride, job.n))),
      ['shuffled', 'a batch of some']
    ),
    law('training: stride', 'results do not depend on the stride', job =>
      same('with another stride', run(job, job.n, job.m), run(job, job.m, job.n))
    ),
    law('training: determinism', 'the same seed gives the same bits', job =>
      same('run again', run(job, 1, job.n), run(job, 1, job.n))
    ),
    law('training: purity', 'the same step gives the same bits, and no argument changes', purity),
    law(
      'training: bookkeeping',
      'a step increments the step number, and reports the loss before the update',
      bookkeeping
    ),
    // Noise belongs to positions in the batch, so with noise the order matters.
    ...(noiseCount(learner.network) > 0
      ? []
      : [law('training: order', 'the order within a batch does not matter, up to rounding', order)])
  ]
}
