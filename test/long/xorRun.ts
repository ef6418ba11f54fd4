/** The XOR job of the notebook from one seed: whether it reaches an error below 0.01 within 10,000 epochs. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  dataset,
  dense,
  learner,
  meanSquaredError,
  Randoms,
  sgd,
  take,
  tanh,
  tensor,
  train,
  trajectory,
  until
} from 'pullback'

type Start = NonNullable<Parameters<typeof dense>[2]>

/** Initial parameters: those of `dense`, and those of the notebook (numpy's randn for weights and biases). */
export const starts = {
  glorotUniform: {},
  normal: { weight: Randoms.normal(), bias: Randoms.normal() }
} satisfies Readonly<Record<string, Start>>

const corners = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1]
])
const xor = dataset(corners, tensor([[0], [1], [1], [0]]))

export const epochs = 10_000
export const bound = 0.01

const student = (start: Start) =>
  learner(
    pipe(dense(2, 3, start), andThen(tanh()), andThen(dense(3, 1, start)), andThen(tanh())),
    meanSquaredError(),
    sgd(0.1)
  )

/** The first epoch after which the error was below the bound, if any. */
export const epochReached = (start: Start, seed: number): number | undefined => {
  const states = trajectory(student(start), xor, { batchSize: 1, shuffle: false, from: seed })
  const { loss, epoch } = pipe(
    states,
    take(epochs),
    until(({ loss }) => loss < bound),
    train(epochs)
  )
  return loss < bound ? epoch : undefined
}
