/**
 * Optimizers as JSON and back.
 *
 * An optimizer describes itself as its direction with a learning rate: a setting, or a schedule before its parts. Composed,
 * it is a sequence of transformations in which one has a learning rate: those before it see the gradient, those after it the
 * direction.
 */
import { chain, type Either, left, map, right, traverseReadonlyArrayWithIndex } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts/lib/index.js'
import { followedBy, type Optimizer, optimizer, precededBy, type Transformation } from '../learning/Optimizer.js'
import { accumulate } from '../learning/optimizer/accumulate.js'
import { adagrad } from '../learning/optimizer/adagrad.js'
import { adam } from '../learning/optimizer/adam.js'
import { clipByGlobalNorm } from '../learning/optimizer/clipByGlobalNorm.js'
import { clipByValue } from '../learning/optimizer/clipByValue.js'
import { forParameters } from '../learning/optimizer/forParameters.js'
import { momentum } from '../learning/optimizer/momentum.js'
import { nesterov } from '../learning/optimizer/nesterov.js'
import { rmsprop } from '../learning/optimizer/rmsprop.js'
import { scaleBy } from '../learning/optimizer/scaleBy.js'
import { sgd } from '../learning/optimizer/sgd.js'
import { weightDecay } from '../learning/optimizer/weightDecay.js'
import { type Schedule } from '../learning/Schedule.js'
import { attempt, type Build, buildFrom, type Codec, codecOf, kind, type Kind, registered } from './Codec.js'
import { shortly } from './complaint.js'
import { type Written } from './description.js'
import { buildSchedule } from './schedule.js'

const settings = t.type({ beta1: t.number, beta2: t.number, epsilon: t.number })

/** Repetitions in an expression: trying it takes a power of the length of a name, this and one more. */
const mostRepetitions = 2

/** `/weight$/i`. A file must not bring one that takes for ever: a repetition within another, alternatives in a row. */
const expression = (text: string): RegExp => {
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? []
  if (source === undefined) throw new SyntaxError(`names must be a regular expression, found ${shortly(text)}`)
  const bare = source.replace(/\\./gs, '').replace(/\[[^\]]*\]/g, '')
  if (bare.includes('(') || bare.replace(/[^*+?{]/g, '').length > mostRepetitions)
    throw new SyntaxError(
      `names must be a regular expression without groups and with at most ${mostRepetitions} repetitions, found ${shortly(text)}`
    )
  return new RegExp(source, flags)
}

const Steps = t.type({ steps: t.number })

const nothing = sgd(1).direction

const inSequence = (parts: readonly Transformation[]): Transformation => {
  const [first = nothing, ...next] = parts
  return next.reduce((all, part) => followedBy(part)(optimizer(1, all)).direction, first)
}

const kinds = {
  sgd: kind(t.type({}), () => nothing),
  momentum: kind(t.type({ momentum: t.number }), ({ momentum: share }) => momentum(1, share).direction),
  nesterov: kind(t.type({ momentum: t.number }), ({ momentum }) => nesterov(1, momentum).direction),
  adagrad: kind(t.type({ epsilon: t.number }), ({ epsilon }) => adagrad(1, epsilon).direction),
  rmsprop: kind(t.type({ decay: t.number, epsilon: t.number }), settings => rmsprop(1, settings).direction),
  adam: kind(settings, settings => adam(1, settings).direction),
  clipByValue: kind(t.type({ limit: t.number }), ({ limit }) => clipByValue(limit)),
  clipByGlobalNorm: kind(t.type({ limit: t.number }), ({ limit }) => clipByGlobalNorm(limit)),
  scaleBy: kind(t.type({ factor: t.number }), ({ factor }) => scaleBy(factor)),
  weightDecay: kind(t.type({ decay: t.number }), ({ decay }) => weightDecay(decay)),
  forParameters: kind(
    t.type({ names: t.string }),
    ({ names }, [transformation = nothing]) => forParameters(expression(names), transformation),
    1
  ),
  accumulate: kind(
    Steps,
    ({ steps }, [direction = nothing]) => accumulate(steps)(optimizer(1, direction)).direction,
    1
  ),
  optimizer: kind(t.type({}), (_, [direction = nothing]) => direction, 1),
  sequence: { make: (_, parts) => right(inSequence(parts)) }
} satisfies Record<string, Kind<Transformation>>

export type OptimizerKind = Kind<Transformation>

/** What accumulates, or is composed, has the learning rate of its part; a schedule is one part more than there are otherwise. */
const hasLearningRate = (
  known: ReadonlyMap<string, OptimizerKind>,
  { kind, configuration = {}, parts = [] }: Written
): boolean =>
  (['accumulate', 'sequence'].includes(kind) && parts.some(part => hasLearningRate(known, part))) ||
  'learningRate' in configuration ||
  parts.length > (known.get(kind)?.count ?? Infinity)

/** A transformation of one's own is saved under the kind of its description, if that is registered here. */
export const buildOptimizer = (
  own: Readonly<Record<string, OptimizerKind>> = {},
  ownSchedules: Readonly<Record<string, Kind<Schedule>>> = {}
): Build<Optimizer> => {
  const known = registered<Transformation>('an optimizer', own, Object.entries(kinds))
  const direction = buildFrom(known, name => `no optimizer is registered under the name ${JSON.stringify(name)}`)
  const schedule = buildSchedule(ownSchedules)

  /** One part, the one with the learning rate. */
  const single: Build<Optimizer> = (described, place) => {
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

  const accumulated: Build<Optimizer> = ({ configuration: { steps } = {}, parts: [inner] = [] }, place) => {
    if (typeof steps !== 'number') return left(`${place}.configuration.steps must be a number, found ${shortly(steps)}`)
    if (inner === undefined) return left(`${place}.parts must hold an optimizer, found none`)
    return pipe(
      build(inner, `${place}.parts[0]`),
      chain(found => attempt(place, () => accumulate(steps)(found)))
    )
  }

  const build: Build<Optimizer> = (described, place) => {
    if (described.kind === 'accumulate') return accumulated(described, place)
    if (described.kind !== 'sequence') return single(described, place)
    const { parts = [] } = described
    const found = parts.flatMap((part, at) => (hasLearningRate(known, part) ? [{ part, at }] : []))
    const [chosen] = found
    if (chosen === undefined || found.length > 1)
      return left(`${place}.parts: one of them must have a learning rate, found ${found.length}`)
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

export const optimizerCodec = (
  own?: Readonly<Record<string, OptimizerKind>>,
  ownSchedules?: Readonly<Record<string, Kind<Schedule>>>
): Codec<Optimizer> => codecOf('optimizer', buildOptimizer(own, ownSchedules))
