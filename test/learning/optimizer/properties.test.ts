/** Properties of every optimizer: it decreases a convex quadratic, does not modify its arguments, and reads no numbers of tensors. */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  andThen,
  dataset,
  dense,
  filledTensor,
  fromArray,
  learner,
  meanSquaredError,
  type Optimizer,
  type Params,
  parametersOf,
  tanh,
  tensor,
  toArray,
  train,
  trajectory,
  Values
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { type Interpreter, interpreterOf } from '../../../src/algebra/Interpreter.js'
import { eager } from '../../../src/algebra/eager.js'
import { elementCount, type Shape } from '../../../src/tensor/Shape.js'
import { type Tensor, without } from '../../../src/tensor/Tensor.js'
import { everyOptimizer, parameters } from './every.js'

const numbers = parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0)

/** Splits numbers into parameters, in order. */
const paramsOf = (all: readonly number[]): Params => {
  const starts = parameters.map((_, i) =>
    parameters.slice(0, i).reduce((sum, { shape }) => sum + elementCount(shape), 0)
  )
  return parameters.map(({ shape }, i) =>
    fromArray<Shape>(shape, all.slice(starts[i], (starts[i] ?? 0) + elementCount(shape)))
  )
}

const numbersOf = (params: Params): readonly number[] => params.flatMap(toArray)

const vector = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: numbers, maxLength: numbers })

/** ½ Σ aᵢ (pᵢ − cᵢ)², with a between 0.5 and 2. */
const curvature = Array.from({ length: numbers }, (_, i) => 0.5 + (1.5 * i) / (numbers - 1))
const lossAt = (params: Params, lowest: readonly number[]): number =>
  numbersOf(params).reduce((sum, p, i) => sum + ((curvature[i] ?? 0) * (p - (lowest[i] ?? 0)) ** 2) / 2, 0)
const gradientAt = (params: Params, lowest: readonly number[]): Params =>
  paramsOf(numbersOf(params).map((p, i) => (curvature[i] ?? 0) * (p - (lowest[i] ?? 0))))

const steps = (optimizer: Optimizer, n: number, start: Params, lowest: readonly number[]) => {
  const update = optimizer.update(parameters)
  let params = start
  let memory = optimizer.init(parameters)
  for (let step = 0; step < n; step++)
    [params, memory] = update(optimizer.learningRate(step), memory, params, gradientAt(params, lowest))
  return { params, memory }
}

/** A tensor with a shape and no numbers. */
const traced = <S extends Shape>(shape: S): Tensor<S> => without(shape, { interpreter })
const interpreter: Interpreter = {
  ...eager,
  sqrt: traced,
  add: traced,
  subtract: traced,
  multiply: traced,
  divide: traced,
  maximum: traced,
  minimum: traced,
  sum: traced
}

describe.each(everyOptimizer)('%s', (_, optimizer) => {
  test('decreases a convex quadratic', () => {
    fc.assert(
      fc.property(vector, vector, (start, lowest) => {
        const before = lossAt(paramsOf(start), lowest)
        fc.pre(before > 0.01)
        const { params } = steps(optimizer, 400, paramsOf(start), lowest)
        expect(lossAt(params, lowest)).toBeLessThan(0.02 * before)
      }),
      { seed: 1, numRuns: 20 }
    )
  })

  test('does not modify its arguments, and gives the same bits for the same arguments', () => {
    fc.assert(
      fc.property(vector, vector, vector, (start, lowest, other) => {
        const { params, memory } = steps(optimizer, 3, paramsOf(start), lowest)
        const gradient = paramsOf(other)
        const given = [params, memory, gradient].map(numbersOf)
        const update = optimizer.update(parameters)
        const once = update(0.1, memory, params, gradient)
        expect([params, memory, gradient].map(numbersOf)).toEqual(given)
        expect(Values.sameValue(once, update(0.1, memory, params, gradient))).toBe(true)
        expect(Values.sameValue(once, optimizer.update(parameters)(0.1, memory, params, gradient))).toBe(true)
      }),
      { seed: 1, numRuns: 20 }
    )
  })

  test('has a unique name for every tensor of its memory', () => {
    const memory = optimizer.direction.memory(parameters)
    expect(new Set(memory.map(({ name }) => name)).size).toBe(memory.length)
    const { memory: after } = steps(optimizer, 1, paramsOf(curvature), curvature.map(Math.sin))
    expect(optimizer.init(parameters).map(({ shape }) => shape)).toEqual(memory.map(({ shape }) => shape))
    expect(after.map(({ shape }) => shape)).toEqual(memory.map(({ shape }) => shape))
  })

  test('reads no numbers of tensors, so it can be compiled', () => {
    const shapes = parameters.map(({ shape }): Shape => shape)
    const memory = optimizer.init(parameters).map(({ shape }) => traced(shape))
    const [params, next] = optimizer.update(parameters)(
      traced([] as const),
      memory,
      shapes.map(traced),
      shapes.map(traced)
    )
    expect(params.map(({ shape }) => shape)).toEqual(shapes)
    expect(next.length).toBe(memory.length)
    for (const tensor of [...params, ...next]) expect(interpreterOf(tensor)).toBe(interpreter)
  })

  test('trains a network, and n steps and then m equal n + m', () => {
    const inputs = tensor([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1]
    ])
    const xor = dataset(inputs, tensor([[0], [1], [1], [0]]))
    const weighted = pipe(dense(2, 4), andThen(tanh()), andThen(dense(4, 1)))
    const student = learner(weighted, meanSquaredError(), optimizer)
    const plan = { batchSize: 2, from: 3 }
    const half = pipe(trajectory(student, xor, plan), train(20))
    const whole = pipe(trajectory(student, xor, { ...plan, from: half }), train(30))
    const once = pipe(trajectory(student, xor, plan), train(50))
    expect(Values.sameValue(whole.params, once.params)).toBe(true)
    expect(Values.sameValue(whole.memory, once.memory)).toBe(true)
    expect(once.loss).toBeLessThan(half.loss)
  })
})

test('the memory of adam for a network is readable by name', () => {
  const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)))
  expect(adam(0.001).direction.memory(parametersOf(network.description))).toEqual([
    { name: '0.weight.mean', shape: [3, 2] },
    { name: '0.bias.mean', shape: [3] },
    { name: '2.weight.mean', shape: [1, 3] },
    { name: '2.bias.mean', shape: [1] },
    { name: '0.weight.meanSquare', shape: [3, 2] },
    { name: '0.bias.meanSquare', shape: [3] },
    { name: '2.weight.meanSquare', shape: [1, 3] },
    { name: '2.bias.meanSquare', shape: [1] },
    { name: 'meanOfOnes', shape: [] },
    { name: 'meanSquareOfOnes', shape: [] }
  ])
})

test('the bias correction is exact after many steps', () => {
  const optimizer = adam(0.001, { beta1: 0.99, beta2: 0.9999 })
  const update = optimizer.update(parameters)
  const zeros = parameters.map(({ shape }) => filledTensor<Shape>(shape, 0))
  let memory = optimizer.init(parameters)
  for (let step = 0; step < 20_000; step++) memory = update(0.001, memory, zeros, zeros)[1]
  const [a = NaN, b = NaN] = memory.slice(-2).map(x => toArray(x)[0])
  expect(Math.abs(a - (1 - 0.99 ** 20_000))).toBeLessThan(1e-12)
  expect(Math.abs(b - (1 - 0.9999 ** 20_000))).toBeLessThan(1e-12)
})
