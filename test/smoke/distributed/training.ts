/** A training whose parts take some hundredths of a second, and its bits on one machine. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  adam,
  andThen,
  dataset,
  dense,
  dropout,
  eqTensor,
  learner,
  meanSquaredError,
  type Params,
  Randoms,
  tanh,
  type TrainingState
} from 'pullback'
import { distribute, here, type Pool } from 'pullback/distributed'

const network = pipe(dense(64, 96), andThen(tanh()), andThen(dropout(0.1)), andThen(dense(96, 4)))
const student = learner(network, meanSquaredError(), adam(0.001))

const [inputs, targets] = evaluate(Randoms.seed(1))(
  Randoms.both(Randoms.normal()([1000, 64]), Randoms.normal()([1000, 4]))
)

const plan = { batchSize: 500, shards: 8, tasks: 4, stride: 1, from: 7 } as const

/** The states of the training on a pool, one after each step. */
export const statesOn = (pool: Pool) => distribute(pool)(student, dataset(inputs, targets), plan)

/** Runs the training on a pool until `isOver`, and compares the last state with the same step in this process. */
export const sameBits = async (
  pool: Pool,
  isOver: (step: number) => boolean
): Promise<{ same: boolean; steps: number }> => {
  let last: TrainingState<Params> | undefined
  for await (const state of statesOn(pool)) {
    last = state
    if (isOver(state.step)) break
  }
  let expected: TrainingState<Params> | undefined
  for await (const state of statesOn(here)) {
    expected = state
    if (state.step === last?.step) break
  }
  const others = expected?.params ?? []
  return {
    steps: last?.step ?? 0,
    same:
      last?.loss === expected?.loss &&
      others.length > 0 &&
      others.every((tensor, i) => {
        const found = last?.params[i]
        return found !== undefined && eqTensor.equals(tensor, found)
      })
  }
}
