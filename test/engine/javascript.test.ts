/** Training compiled to JavaScript gives the same bits as eager, for any stride, shuffling and size of the last batch. */
import { left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  Algebra,
  andThen,
  type AnyTensor,
  chooseEngine,
  asBatch,
  type Batched,
  convolution,
  dataset,
  dense,
  eager,
  type Engine,
  filledTensor,
  fromArray,
  javascript,
  javascriptOnly,
  layer,
  learner,
  meanSquaredError,
  type Optimizer,
  orEager,
  predict,
  predictor,
  Randoms,
  sgd,
  take,
  tanh,
  type Tensor,
  toArray,
  trajectory,
  withUnchangedShape,
  Values
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { writers } from '../../src/engine/compiler/javascript/operations.js'
import { writeProgram } from '../../src/engine/compiler/javascript/write.js'
import { trace } from '../../src/engine/compiler/trace.js'
import { sameState } from '../learning/xor.js'

const numbers = (size: number) => Array.from({ length: size }, (_, i) => Math.sin(i * i + 1))
const examples = dataset(fromArray([10, 2], numbers(20)), fromArray([10, 1], numbers(10)))

const studentOf = (hidden: number, optimizer: Optimizer) =>
  learner(
    pipe(
      dense<2, number>(2, hidden),
      andThen(tanh()),
      andThen(dense(hidden, 7)),
      andThen(tanh()),
      andThen(dense(7, 1))
    ),
    meanSquaredError(),
    optimizer
  )

describe.each([
  ['small tensors', 3],
  ['large tensors', 40]
])('%s', (_, hidden) => {
  test.each([
    [1, false, 7, sgd(0.1)],
    [4, true, 7, sgd(0.1)],
    [4, false, 1, adam(0.01)],
    [3, true, 20, adam(0.01)],
    [32, true, 3, adam(0.01)]
  ])('batches of %i, shuffled %s, stride %i', (batchSize, shuffle, stride, optimizer) => {
    const student = studentOf(hidden, optimizer)
    const plan = { batchSize, shuffle, stride, from: 1 }
    const eagerly = [...take(3)(trajectory(student, examples, plan))]
    const compiled = trajectory(student, examples, { ...plan, engine: javascript })
    const states = [...take(3)(compiled)]
    expect(states.length).toBe(3)
    states.forEach((state, i) => expect(sameState(state, eagerly[i] ?? state)).toBe(true))
  })
})

/** A layer that doubles its input by reading the numbers of the tensor. */
const plain = layer<readonly [], Batched<readonly [1]>, Batched<readonly [1]>, undefined>({
  description: { kind: 'plain', configuration: {}, parameters: [], parts: [] },
  ...withUnchangedShape,
  init: seed => [[], seed],
  forward: (_, input) => [
    asBatch(
      fromArray(
        [input.shape[0], 1],
        toArray(input).map(x => 2 * x)
      )
    ),
    undefined
  ],
  backward: (_, __, outputGradient) => [[], Algebra.scale(2, outputGradient)]
})

const line =
  'plain() reads numbers in plain JavaScript, so it cannot be compiled: ' +
  'write it with the operations of Algebra, or use the eager engine'

describe('a layer that reads numbers', () => {
  const student = learner(pipe(dense(2, 1), andThen(plain)), meanSquaredError(), sgd(0.1))

  test('trains on the eager engine, and a warning says why', () => {
    const reported: string[] = []
    const engine = orEager(reason => () => void reported.push(reason))(javascriptOnly)
    const [state] = [...take(1)(trajectory(student, examples, { from: 1, engine }))]
    const [expected] = [...take(1)(trajectory(student, examples, { from: 1 }))]
    expect(reported).toEqual([line])
    expect(state !== undefined && expected !== undefined && sameState(state, expected)).toBe(true)
  })

  test('is named in the error, whose cause says which call read numbers', () => {
    const record = () => trace([{ name: 'x', shape: [1, 1] }], ['y'], x => [plain.forward([], asBatch(x))[0]])
    const cause = Object.assign(
      new Error('Cannot read the numbers of a traced tensor: use the operations of Algebra instead'),
      { name: 'NumbersError' }
    )
    expect(record).toThrow(new TypeError(line, { cause }))
  })

  test('makes chooseEngine pick the eager engine', () => {
    expect(chooseEngine(student, examples)).toEqual({ engine: eager, reason: `eager: ${line}` })
  })
})

test('chooseEngine picks an engine and says why', () => {
  const missing = { onnx: () => left('npm install onnxruntime-node') }
  const small = learner(dense(2, 1), meanSquaredError(), sgd(0.1))
  const loading = () => {
    throw new Error('a small network must not load ONNX Runtime')
  }
  expect(chooseEngine(small, examples, { onnx: loading }).reason).toBe('javascript: 3 parameters, 10 examples a step')
  const large = studentOf(1000, sgd(0.1))
  expect(chooseEngine(large, examples, missing).reason).toBe(
    'wasm: 10,015 parameters, 10 examples a step; npm install onnxruntime-node'
  )
  const there: Engine = { ...eager, name: 'onnx' }
  expect(chooseEngine(large, examples, { onnx: () => right(there) }).engine).toBe(there)
  const images = dataset(filledTensor([2, 1, 28, 28], 0), filledTensor([2, 5, 26, 26], 0))
  const few = chooseEngine(learner(convolution([1, 28, 28], 3, 5), meanSquaredError(), sgd(0.1)), images, {
    onnx: () => right(there)
  })
  expect(few).toEqual({ engine: there, reason: 'onnx: 50 parameters, 2 examples a step' })
})

test('predicts the same bits for any number of inputs', () => {
  const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 20)), andThen(tanh()))
  const [params] = network.init(Randoms.seed(3))
  const compiled = predict(network, params, javascript)
  const one = asBatch(fromArray([1, 2], [0.3, -0.2]))
  expect(Values.sameValue(compiled(one), predict(network, params)(one))).toBe(true)
  expect(Values.sameValue(compiled(examples.inputs), predict(network, params)(examples.inputs))).toBe(true)
})

test('a predictor on an engine gives the predictions of the network, and compiles it once for all parameters', () => {
  let compiled = 0
  const doubling: Engine = {
    name: 'doubling',
    compile: f => {
      compiled += 1
      return (...inputs) => f(...inputs).map(y => Algebra.scale(2, y))
    }
  }
  const network = pipe(dense(2, 3), andThen(tanh()))
  const at = predictor(network, doubling)
  for (const seed of [1, 2]) {
    const [params] = network.init(Randoms.seed(seed))
    const expected = Algebra.scale(2, predict(network, params)(examples.inputs))
    expect(Values.sameValue(at(params)(examples.inputs), expected)).toBe(true)
  }
  expect(compiled).toBe(1)
})

test('an array whose numbers no later operation reads is used again, so a deep chain needs two', () => {
  const arrays = (depth: number): number => {
    const squares = (x: Tensor<readonly [8, 8]>): AnyTensor =>
      Array.from({ length: depth }).reduce<Tensor<readonly [8, 8]>>(product => Algebra.matmul(product, product), x)
    const { text } = writeProgram(
      writers,
      trace([{ name: 'x', shape: [8, 8] }], ['y'], x => [squares(x)])
    )
    return text.split('new Float64Array(').length - 1
  }
  expect(arrays(2)).toBe(2)
  expect(arrays(50)).toBe(2)
})
