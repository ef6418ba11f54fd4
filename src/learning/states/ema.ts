import { type Params } from '../../algebra/Value.js'
import { fraction } from '../../tensor/range.js'
import { type Averaged, averaging } from './averaging.js'
import { type States, type Transformed } from './States.js'

/** Settings of `ema`. */
export interface Averaging {
  /** The average before the first state, such as that of a state that training resumes from. Default: none. */
  readonly from?: Params
}

/**
 * Adds to every state the exponential moving average of the parameters of all states so far, as `average`. It predicts better than
 * the last parameters where the steps are noisy.
 *
 *     a ← p                        first state
 *     a ← β a + (1 − β) p          every other state
 *
 * There is one term per state: one per epoch by default, one per step with `stride: 1`. Training itself does not change. Evaluate
 * the average with `validate({ params: state.average })`. Agrees with PyTorch's AveragedModel with an exponential `avg_fn`.
 *
 * @param decay β, the share of the average that is kept, at least 0 and below 1
 * @param settings `from`: the average to continue from. Default: the first state's parameters.
 * @throws RangeError if the decay is not at least 0 and below 1
 * @example
 * const { average } = pipe(trajectory(student, examples, { stride: 1, from: 1 }), ema(0.99), train(400))
 * predict(student.network, average)(examples.inputs)
 */
export const ema = (
  decay: number,
  { from }: Averaging = {}
): (<S extends { readonly params: Params }, I>(states: I & States<S>) => Transformed<I, Averaged<S>>) => {
  fraction('ema: the decay', decay)
  return averaging(from, () => decay)
}
