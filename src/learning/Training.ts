import { type Params, type Value } from '../algebra/Value.js'
import { type Dataset } from '../data/Dataset.js'
import { type AsyncEngine, eager, type Engine } from '../engine/Engine.js'
import { positiveInteger } from '../tensor/range.js'
import { batchOrder } from './batchOrder.js'
import { type Learner, requireExamples, type State } from './Learner.js'
import { programFor } from './programFor.js'
import { type AsyncTrajectory, type Plan, type Trajectory, type TrajectoryOn } from './Trajectory.js'
import { type Supply, unfolding } from './unfold.js'

/**
 * Trains a learner: returns a lazy sequence of immutable states, one after each epoch, or after each `stride` steps.
 *
 * Nothing runs until a state is requested. Running n steps and then m gives the same bits as n + m, so progress bars, early
 * stopping and checkpoints only need to read or transform the sequence. It ends with the first state whose loss is not finite,
 * and otherwise never: limit it with `train`, `take`, `until` or `earlyStopping`.
 *
 * On an `AsyncEngine` the sequence is an `AsyncIterable` of the same states. A `break` in a `for await` loop ends it. The
 * plan's `signal` makes it reject with the signal's reason. An abort first lets the running call of the engine finish (at most
 * one stride, and at most 4,000 steps), so no work is left behind.
 *
 * @param learner the learner
 * @param examples the examples to train on
 * @param plan settings. `from`, an integer seed or a state, is required. Defaults: `batchSize` 32, `shuffle` true, `stride` one
 * epoch, `engine` eager.
 * @throws ShapeError if the examples do not fit the network or the loss, RangeError if a number of the plan is not a positive
 * integer or the seed is not an integer, TypeError if `from` is neither a number nor a state, or the first two arguments are
 * not a learner and a dataset
 * @example pipe(trajectory(student, examples, { batchSize: 20, from: 1 }), train(100))
 */
export function trajectory<
  P extends Params,
  A extends Value,
  B extends Value,
  T extends Value,
  E extends Engine | AsyncEngine = Engine
>(learner: Learner<P, A, B, T>, examples: Dataset<A, T>, plan: Plan<P, E>): TrajectoryOn<E, P>
export function trajectory<P extends Params, A extends Value, B extends Value, T extends Value>(
  learner: Learner<P, A, B, T>,
  examples: Dataset<A, T>,
  { batchSize = 32, shuffle = true, engine = eager, ...settings }: Plan<P, Engine | AsyncEngine>
): Trajectory<P> | AsyncTrajectory<P> {
  requireExamples(learner, examples)
  positiveInteger('trajectory: batchSize', batchSize)
  const supplyFrom = (from: State<P>): Supply<P, void> => {
    const order = batchOrder(examples, batchSize, shuffle)
    const { program, inputs, stepped, mostSteps } = programFor(engine, learner, examples, from)
    return {
      next: (state, most) => {
        const steps = Math.min(most, mostSteps, order.alikeFrom(state.step))
        return { program, stepped, steps, inputs: inputs(state, order, steps) }
      },
      close: () => undefined
    }
  }
  const stepsPerEpoch = Math.ceil(examples.size / batchSize)
  const { now, later } = unfolding('trajectory', learner, stepsPerEpoch, { ...settings, engine })
  return engine.isAsync === true ? later(supplyFrom) : now(engine, supplyFrom)
}
