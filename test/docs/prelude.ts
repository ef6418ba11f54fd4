/**
 * Objects that the examples in docstrings may use without declaring them: a network for XOR and what its training needs.
 * All of them are small, because every example runs.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  accuracy,
  adam,
  andThen,
  type Checkpoint,
  dataset,
  dense,
  eraseTypes,
  evaluateOn,
  initialState,
  javascript,
  learner,
  meanSquaredError,
  Randoms,
  tanh,
  tensor,
  trajectory
} from '../../src/index.js'
import { here } from '../../src/distributed/here.js'

export const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)))
/** A custom layer. */
export const mine = dense(2, 3)
export const params = evaluate(Randoms.seed(1))(network.init)
export const engine = javascript
export const student = learner(network, meanSquaredError(), adam(0.01))

export const x = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1]
])
export const input = x
export const inputs = x
export const targets = tensor([[0], [1], [1], [0]])
export const predictions = tensor([[0.1], [0.8], [0.7], [0.2]])
/** Gradient of the output of `network`. */
export const dy = tensor([[1], [1], [1], [1]])
export const outputGradient = dy

export const data = dataset(inputs, targets)
export const examples = data
export const validation = data
export const validate = evaluateOn(student, validation, { accuracy })

export * as t from 'io-ts'

export const pool = here
export const digits = data

export const plan = { batchSize: 2, from: 1 }
export const states = trajectory(student, data, plan)
export const state = initialState(student, 1)

export const rows: readonly (readonly number[])[] = [
  [0, 1],
  [1, 1]
]
/** Noise of `dropout` for one row of two numbers. */
export const mask = tensor([[1, 1]])
/** The content of a file. */
export const bytes = new Uint8Array([1, 2, 3])
export const checkpoint: Checkpoint = {
  model: { network: eraseTypes(network), params: state.params },
  optimizer: student.optimizer,
  state,
  history: [],
  run: {}
}

export { default as fc } from 'fast-check'

/** Stands for `test` of vitest, jest or node:test. */
export const test = (_name: string, body: () => void): void => body()
