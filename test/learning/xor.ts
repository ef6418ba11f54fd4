/** A small training task, shared by tests. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  dataset,
  dense,
  fromArray,
  learner,
  meanSquaredError,
  type Plateau,
  sgd,
  tanh,
  type Value,
  Values
} from 'pullback'
import { noise } from '../networks.js'

export const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)), andThen(tanh()))

export const student = learner(network, meanSquaredError(), sgd(0.1))

/** Ten examples: only the batch sizes 1, 2, 5 and 10 divide an epoch evenly. */
export const examples = dataset(noise([10, 2]), noise([10, 1], 2))

export const xor = dataset(fromArray([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]), fromArray([4, 1], [0, 1, 1, 0]))

interface Comparable {
  readonly params: Value
  readonly memory: Value
  readonly rateFactor: number
  readonly plateau: Plateau
  readonly step: number
  readonly stepLoss: number
  readonly loss: number
  readonly epoch: number
  readonly seed: readonly number[]
}

/** Compares all fields of two states, bit for bit. */
export const sameState = (one: Comparable, other: Comparable): boolean =>
  Values.sameValue([one.params, one.memory], [other.params, other.memory]) &&
  one.step === other.step &&
  Object.is(one.stepLoss, other.stepLoss) &&
  Object.is(one.rateFactor, other.rateFactor) &&
  JSON.stringify(one.plateau) === JSON.stringify(other.plateau) &&
  Object.is(one.loss, other.loss) &&
  Object.is(one.epoch, other.epoch) &&
  JSON.stringify(one.seed) === JSON.stringify(other.seed)
