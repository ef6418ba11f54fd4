import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  andThen,
  type AnyTensor,
  convolution,
  dataset,
  dense,
  type Engine,
  eraseTypes,
  flatten,
  fromArray,
  learner,
  maxPool,
  meanSquaredError,
  momentum,
  Randoms,
  type Shape,
  take,
  tanh,
  type TensorFunction,
  trajectory,
  type UntypedLayer,
  Values
} from '../../src/index.js'

/** A function of tensors with inputs for it: what the engine has to compute as the eager engine does. */
export interface Case {
  readonly name: string
  readonly f: TensorFunction
  readonly inputs: readonly AnyTensor[]
}

const noise = (shape: Shape, seed: number): AnyTensor => evaluate(Randoms.seed(seed))(Randoms.normal()(shape))

/** The output of a layer, and the gradients of its parameters and its input. */
const bothPasses = (name: string, { init, forward, backward }: UntypedLayer, input: Shape, output: Shape): Case => {
  const params = evaluate(Randoms.seed(1))(init)
  return {
    name,
    inputs: [...params, noise(input, 2), noise(output, 3)],
    f: (...given) => {
      const [x = [], outputGradient = []] = given.slice(params.length)
      const [y, cache] = forward(given.slice(0, params.length), x)
      const [paramsGradient, inputGradient] = backward(given.slice(0, params.length), cache, outputGradient)
      return [...Values.tensorsOf(y), ...paramsGradient, ...Values.tensorsOf(inputGradient)]
    }
  }
}

/** The program that a trajectory compiles: seven steps with momentum in one run. */
const training = (): Case => {
  const student = learner(pipe(dense(3, 8), andThen(tanh()), andThen(dense(8, 2))), meanSquaredError(), momentum(0.1))
  const inputs = Array.from({ length: 28 * 3 }, (_, i) => Math.sin(7 * i))
  const targets = Array.from({ length: 28 * 2 }, (_, i) => Math.cos(3 * i))
  let found: Case | undefined
  const recording: Engine = {
    name: 'recording',
    compile:
      f =>
      (...inputs) => {
        found = { name: 'seven steps of training', f, inputs }
        return f(...inputs)
      }
  }
  const examples = dataset(fromArray([28, 3], inputs), fromArray([28, 2], targets))
  Array.from(take(2)(trajectory(student, examples, { batchSize: 4, engine: recording, from: 5 })))
  if (found === undefined) throw new Error('the trajectory compiled no program')
  return found
}

export const cases: readonly Case[] = [
  bothPasses(
    'dense, tanh, dense',
    eraseTypes(pipe(dense(3, 8), andThen(tanh()), andThen(dense(8, 2)))),
    [5, 3],
    [5, 2]
  ),
  bothPasses(
    'a convolution network',
    eraseTypes(
      pipe(
        convolution([2, 8, 8], 3, 4),
        andThen(tanh()),
        andThen(maxPool(2)),
        andThen(flatten()),
        andThen(dense(36, 3))
      )
    ),
    [2, 2, 8, 8],
    [2, 3]
  ),
  training()
]
