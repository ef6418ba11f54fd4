/**
 * Training is an unfold: a trajectory is a lazy sequence of immutable states.
 *
 * Nothing is computed until a state is asked for, and n states and then m more are the same as n + m, bit for bit. What
 * watches the training (a progress bar, early stopping, a plot) consumes or transforms the sequence; nothing calls back
 * from within.
 */
import { type IO } from 'fp-ts/lib/IO.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { type Task } from 'fp-ts/lib/Task.js'
import { requireInput } from './combinator/hide.js'
import { batches, type Dataset } from './Dataset.js'
import { type Learner, type State } from './Learner.js'
import { branch, seed as seedOf } from './Random.js'
import { positiveInteger, type Shape } from './Shape.js'
import { type Batched } from './Tensor.js'
import { type Params } from './Value.js'

/** A learner's state; its loss is the mean over the steps of the epoch so far. */
export interface TrainingState<P extends Params> extends State<P> {
  /** How often all examples were seen; a fraction in the middle of an epoch. */
  readonly epoch: number
}

export type Trajectory<P extends Params> = Iterable<TrainingState<P>>

export interface Plan<P extends Params> {
  /** Examples in a step; 32 if not given. */
  readonly batchSize?: number
  /** Whether each epoch takes the examples in an order of its own; it does if not given. */
  readonly shuffle?: boolean
  /** Steps between two states of the trajectory; one epoch if not given. Results do not depend on it. */
  readonly stride?: number
  /** Where to start: the number of a seed, or a state that training has reached. */
  readonly from: number | TrainingState<P>
}

/** The state before the first step. */
export const start = <P extends Params, A extends Shape, T extends Shape>(
  { init }: Learner<P, Batched<A>, Batched<T>, Batched<T>> | Pick<Learner<P, never, never, never>, 'init'>,
  seed: number
): TrainingState<P> => ({ ...evaluate(seedOf(seed))(init), epoch: 0 })
