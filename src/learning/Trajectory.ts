import { type Params } from '../algebra/Value.js'
import { type AsyncEngine, type Engine } from '../engine/Engine.js'
import { type TrainingState } from './TrainingState.js'

/** Settings of a training run. */
export interface Plan<P extends Params, E extends Engine | AsyncEngine = Engine> {
  /** Number of examples in a mini-batch. Default: 32. */
  readonly batchSize?: number
  /** Whether every epoch shuffles the examples. Default: true. */
  readonly shuffle?: boolean
  /** Number of steps between two states of the trajectory. The results do not depend on it. Default: one epoch. */
  readonly stride?: number
  /**
   * Adds a state after every multiple of this number of steps, whatever the stride: at the end of every epoch, for example.
   */
  readonly alsoEvery?: number
  /** Runs the steps. Default: `eager`. */
  readonly engine?: E
  /** Cancels a training run on an `AsyncEngine`: the sequence rejects with the signal's reason. */
  readonly signal?: E extends AsyncEngine ? AbortSignal : never
  /** Where training starts: an integer seed, or a state that training has reached. */
  readonly from: number | TrainingState<P>
}

/** Methods of both kinds of trajectory. `Self` is the kind. */
interface Variants<P extends Params, Self> {
  /** The same training from another state, or from the beginning with another seed. */
  readonly from: (start: Plan<P>['from']) => Self
  /** The same training with every state replaced before training continues from it. `onPlateau` uses it. */
  readonly adjust: (change: (state: TrainingState<P>) => TrainingState<P>) => Self
}

/** The states of a training run on a synchronous engine: an `Iterable`. */
export interface Trajectory<P extends Params> extends Iterable<TrainingState<P>>, Variants<P, Trajectory<P>> {}

/** The states of a training run on an asynchronous engine: an `AsyncIterable`. */
export interface AsyncTrajectory<P extends Params>
  extends AsyncIterable<TrainingState<P>>, Variants<P, AsyncTrajectory<P>> {}

/** The type of trajectory on an engine of type `E`. */
export type TrajectoryOn<E, P extends Params> = E extends AsyncEngine ? AsyncTrajectory<P> : Trajectory<P>
