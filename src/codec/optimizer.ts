import { chain, type Either, left, map, right, traverseReadonlyArrayWithIndex } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { optimizers } from '../catalogue/optimizers.js'
import { transformations } from '../catalogue/transformations.js'
import { followedBy, type Optimizer, optimizer, precededBy, type Transformation } from '../learning/Optimizer.js'
import { accumulate } from '../learning/optimizer/accumulate.js'
import { sgd } from '../learning/optimizer/sgd.js'
import { type Schedule } from '../learning/Schedule.js'
import {
  attempt,
  type CodecBuild,
  buildFrom,
  type Codec,
  codecOf,
  codecKind,
  type CodecKind,
  kindsOf,
  registered
} from './Codec.js'
import { shortly } from './complaint.js'
import { type Written } from './description.js'
import { buildSchedule } from './schedule.js'

const nothing = sgd(1).direction

const inSequence = (parts: readonly Transformation[]): Transformation => {
  const [first = nothing, ...next] = parts
  return next.reduce((all, part) => followedBy(part)(optimizer(1, all)).direction, first)
}

const direct = optimizers.flatMap(({ build, ...row }) => (build === undefined ? [] : [{ ...row, build }]))

const catalogue: readonly (readonly [string, OptimizerKind])[] = [
  ...kindsOf(direct),
  ...kindsOf(transformations),
  ['optimizer', codecKind(t.type({}), (_, [direction = nothing]) => direction, 1)],
  ['sequence', { make: (_, parts) => right(inSequence(parts)) }]
]

/**
 * A kind of custom transformation of gradients, and the function that builds it when a file is read. `codecKind` makes one.
 *
 * The learning rate is not part of the transformation: the codec saves and restores the rate itself.
 *
 * @example
 * const signs = transformation(describe('signs'), (_, gradient) => Values.mapValues(Algebra.sign)(gradient))
 * const codec = optimizerCodec({ signs: codecKind(noSettings, () => signs) })
 */
export type OptimizerKind = CodecKind<Transformation>

/**
 * Whether a part contains the learning rate: as a setting, as a schedule (one more part than the kind has), or within a part of
 * `accumulate` or of a sequence.
 */
const hasLearningRate = (
  known: ReadonlyMap<string, OptimizerKind>,
  { kind, configuration = {}, parts = [] }: Written
): boolean =>
  (['accumulate', 'sequence'].includes(kind) && parts.some(part => hasLearningRate(known, part))) ||
  'learningRate' in configuration ||
  parts.length > (known.get(kind)?.count ?? Infinity)

/**
 * Builds optimizers from the catalogue, and custom transformations with the kinds that are registered.
 *
 * The description of an optimizer is that of its direction plus a learning rate: a number among the settings, or a schedule
 * before the parts. A composed optimizer is a sequence of transformations, exactly one of which has a learning rate.
 * Transformations before it act on the gradient, those after it on the direction.
 *
 * @throws RangeError if a custom kind has the name of a built-in optimizer
 */
export const buildOptimizer = (
  own: Readonly<Record<string, OptimizerKind>> = {},
  ownSchedules: Readonly<Record<string, CodecKind<Schedule>>> = {}
): CodecBuild<Optimizer> => {
  const known = registered<Transformation>('an optimizer', own, catalogue)
  const direction = buildFrom(
    known,
    name => `unknown optimizer ${JSON.stringify(name)}: a custom optimizer needs a builder registered under this name`
  )
  const schedule = buildSchedule(ownSchedules)

  /** Builds the part that has the learning rate. */
  const single: CodecBuild<Optimizer> = (described, place) => {
    const { configuration: { learningRate, ...configuration } = {}, parts = [] } = described
    const [first, ...others] = parts
    const scheduled = learningRate === undefined && first !== undefined
    const rateOf: Either<string, number | Schedule> = scheduled
      ? schedule(first, `${place}.parts[0]`)
      : typeof learningRate === 'number'
        ? right(learningRate)
        : left(`${place}.configuration.learningRate must be a number, found ${shortly(learningRate)}`)
    return pipe(
      rateOf,
      chain(rate =>
        pipe(
          direction({ ...described, configuration, parts: scheduled ? others : parts }, place),
          chain(found => attempt(place, () => optimizer(rate, found)))
        )
      )
    )
  }

  const accumulated: CodecBuild<Optimizer> = ({ configuration: { steps } = {}, parts: [inner] = [] }, place) => {
    if (typeof steps !== 'number') return left(`${place}.configuration.steps must be a number, found ${shortly(steps)}`)
    if (inner === undefined) return left(`${place}.parts must hold an optimizer, found none`)
    return pipe(
      build(inner, `${place}.parts[0]`),
      chain(found => attempt(place, () => accumulate(steps)(found)))
    )
  }

  const build: CodecBuild<Optimizer> = (described, place) => {
    if (described.kind === 'accumulate') return accumulated(described, place)
    if (described.kind !== 'sequence') return single(described, place)
    const { parts = [] } = described
    const found = parts.flatMap((part, at) => (hasLearningRate(known, part) ? [{ part, at }] : []))
    const [chosen] = found
    if (chosen === undefined || found.length > 1)
      return left(`${place}.parts: exactly one part must have a learning rate, found ${found.length}`)
    const { at } = chosen
    return pipe(
      parts,
      traverseReadonlyArrayWithIndex((i, part) =>
        i === at ? right(nothing) : direction(part, `${place}.parts[${i}]`)
      ),
      chain(transformations =>
        pipe(
          build(chosen.part, `${place}.parts[${at}]`),
          map(base => transformations.slice(0, at).reduceRight((all, first) => precededBy(first)(all), base)),
          map(begun => transformations.slice(at + 1).reduce((all, next) => followedBy(next)(all), begun))
        )
      )
    )
  }
  return build
}

/**
 * Codec for optimizers with their learning rates and schedules. Saves every built-in optimizer, every composition of them, and
 * custom transformations and schedules whose kinds are registered. The memory of an optimizer is not saved: `encodeCheckpoint`
 * saves it.
 *
 * @param own kinds of custom transformations. Default: none.
 * @param ownSchedules kinds of custom schedules. Default: none.
 * @throws RangeError if a custom kind has the name of a built-in one
 * @example optimizerCodec().encode(adam(Schedules.cosine(0.01, 1000)))
 */
export const optimizerCodec = (
  own?: Readonly<Record<string, OptimizerKind>>,
  ownSchedules?: Readonly<Record<string, CodecKind<Schedule>>>
): Codec<Optimizer> => codecOf('optimizer', buildOptimizer(own, ownSchedules))
