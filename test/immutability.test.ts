/** No function changes its arguments: every number of every argument keeps its bits. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  activation,
  adagrad,
  adam,
  adamw,
  Algebra,
  asBatch,
  batches,
  beside,
  clipByGlobalNorm,
  concatenate,
  copy,
  dense,
  Descents,
  eraseTypes,
  fork,
  fromArray,
  identity,
  initialState,
  meanSquaredError,
  momentum,
  type Optimizer,
  parametersOf,
  precededBy,
  predict,
  repeat,
  residual,
  rmsprop,
  sgd,
  share,
  showTensor,
  sum,
  take,
  tanh,
  tensor,
  toArray,
  toNested,
  trajectory,
  type UntypedLayer,
  type Value,
  Values
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { strided } from '../src/tensor/Tensor.js'
import { noise, paramsOf, passes } from './networks.js'
import { examples, student } from './learning/xor.js'

/** The bits of all numbers of the tensors. They distinguish 0 from −0, and NaN equals itself. */
const bits = (values: readonly Value[]): readonly bigint[] =>
  values.flatMap(value => [...new BigUint64Array(Float64Array.from(Values.tensorsOf(value).flatMap(toArray)).buffer)])

/** Freezes all lists, so that writing to them throws. */
const freeze = (value: Value): void => {
  Object.freeze(value)
  if (Values.isTensor(value)) Object.freeze(value.shape)
  else value.forEach(freeze)
}

const leavesAlone = (given: readonly Value[], call: () => unknown): void => {
  given.forEach(freeze)
  const before = bits(given)
  expect(before.length).toBeGreaterThan(0)
  call()
  call()
  expect(bits(given)).toEqual(before)
}

const x = tensor([
  [1, -2],
  [0, -0]
])
const y = tensor([
  [0.5, 3],
  [NaN, 1e-310]
])
const row = tensor([3, 4])

describe('operations', () => {
  const { exp, log, sqrt, abs, sign, sin, cos, tanh, square, transpose, sumOverBatch, sumOfAll } = Algebra
  const { add, subtract, multiply, divide, maximum, minimum, matmul, concatenate } = Algebra
  type Matrix = typeof x
  const unary: Readonly<Record<string, (x: Matrix) => unknown>> = {
    exp,
    log,
    sqrt,
    abs,
    sign,
    sin,
    cos,
    tanh,
    square,
    transpose,
    sumOfAll
  }
  const binary: Readonly<Record<string, (x: Matrix, y: Matrix) => unknown>> = {
    add,
    subtract,
    multiply,
    divide,
    maximum,
    minimum,
    matmul,
    concatenate
  }
  const others: Readonly<Record<string, () => unknown>> = {
    sumOverBatch: () => sumOverBatch(asBatch(x)),
    scale: () => Algebra.scale(2, x),
    perExample: () => Algebra.perExample(x, x),
    broadcast: () => Algebra.broadcast([3, 2, 2], x),
    reshape: () => Algebra.reshape([4], x),
    split: () => Algebra.split<readonly [2], 1, 1>(x, 1, 1),
    addToRows: () => Algebra.addToRows(row)(x),
    toNested: () => toNested(x),
    show: () => showTensor(x),
    'a matrix product of views': () => matmul(transpose(x), transpose(y)),
    batches: () => batches(3, [1, 2, 3, 4])(examples)
  }
  test.each(Object.entries(unary))('%s', (_, f) => leavesAlone([x], () => f(x)))
  test.each(Object.entries(binary))('%s', (_, f) => leavesAlone([x, y], () => f(x, y)))
  test.each(Object.entries(others))('%s', (_, f) => leavesAlone([x, y, row, examples.inputs, examples.targets], f))
})

describe('layers', () => {
  const one = noise([3, 2])
  const two = noise([3, 2], 2)
  const layers: Readonly<Record<string, readonly [UntypedLayer, input: Value, outputGradient: Value]>> = {
    dense: [eraseTypes(dense(2, 4)), one, noise([3, 4])],
    tanh: [eraseTypes(tanh()), one, two],
    activation: [eraseTypes(activation(Algebra.sin, Algebra.cos)()), one, two],
    identity: [eraseTypes(identity()), one, two],
    beside: [eraseTypes(beside(dense(2, 2), dense(2, 2))), [one, two], [two, one]],
    copy: [eraseTypes(copy()), one, [one, two]],
    sum: [eraseTypes(sum()), [one, two], one],
    concatenate: [eraseTypes(concatenate()), [one, two], noise([3, 4])],
    fork: [eraseTypes(fork(dense(2, 2), dense(2, 2))), one, [one, two]],
    residual: [eraseTypes(residual(() => dense(2, 2))), one, two],
    share: [eraseTypes(share(dense(2, 2))), [one, two], [two, one]],
    repeat: [eraseTypes(repeat(3, dense(2, 2))), one, two]
  }
  test.each(Object.entries(layers))('%s', (_, [layer, input, outputGradient]) => {
    const params = paramsOf(layer)
    const descent = Descents.descend(0.1)(layer)
    leavesAlone([params, input, outputGradient], () => {
      passes(layer, params, input, outputGradient)
      passes(descent, params, input, outputGradient)
      predict(layer, params)(input)
    })
  })

  test.each(Object.entries(layers))(
    '%s: calling backward twice gives the same result',
    (_, [layer, input, outputGradient]) => {
      const params = paramsOf(layer)
      const [, cache] = layer.forward(params, input)
      const back = () => layer.backward(params, cache, outputGradient)
      expect(Values.sameValue(back(), back())).toBe(true)
    }
  )
})

test('the loss', () => {
  const loss = meanSquaredError<readonly [2]>()
  const [prediction, target] = [asBatch(noise([3, 2])), asBatch(noise([3, 2], 2))]
  leavesAlone([prediction, target], () => [loss.value(prediction, target), loss.gradient(prediction, target)])
})

describe('optimizers', () => {
  const parameters = parametersOf(student.network.description)
  const params = paramsOf(student.network)
  const gradient = paramsOf(student.network, 2)
  const optimizers: Readonly<Record<string, Optimizer>> = {
    sgd: sgd(0.1),
    momentum: momentum(0.1),
    adagrad: adagrad(0.1),
    rmsprop: rmsprop(0.1),
    adam: adam(0.1),
    adamw: adamw(0.1),
    'adam with clipping': pipe(adam(0.1), precededBy(clipByGlobalNorm(1)))
  }
  test.each(Object.entries(optimizers))('%s', (_, optimizer) => {
    const update = optimizer.update(parameters)
    const [, memory] = update(0.1, optimizer.init(parameters), params, gradient)
    leavesAlone([params, gradient, memory], () => update(0.1, memory, params, gradient))
  })
})

test('training', () => {
  const from = initialState(student, 1)
  Object.freeze(from)
  Object.freeze(from.seed)
  leavesAlone([from.params, examples.inputs, examples.targets], () => [
    ...take(3)(trajectory(student, examples, { batchSize: 3, from }))
  ])
})

describe('constructors copy', () => {
  test('numbers', () => {
    const numbers = [1, 2, 3]
    const floats = Float64Array.of(1, 2, 3)
    const made = [tensor(numbers), fromArray([3], numbers), fromArray([3], floats)]
    numbers[0] = 9
    floats[0] = 9
    expect(made.map(toArray)).toEqual(made.map(() => [1, 2, 3]))
  })

  test('shapes', () => {
    const shape = [2, 3]
    const made = fromArray(shape, [1, 2, 3, 4, 5, 6])
    shape[0] = 5
    expect(made.shape).toEqual([2, 3])
  })

  test('numbers read from a tensor are a copy', () => {
    const made = tensor([1, 2, 3])
    const read = [...toArray(made)]
    expect(toArray(made)).not.toBe(toArray(made))
    read[0] = 9
    expect(toArray(made)).toEqual([1, 2, 3])
  })
})

test('the check finds an operation that writes', () => {
  const victim = tensor([1, 2])
  const { numbers, offset } = strided(victim)
  const writes = (value: number) => () => {
    numbers[offset] = value
  }
  expect(() => leavesAlone([victim], writes(1))).not.toThrow()
  expect(() => leavesAlone([victim], writes(1 + Number.EPSILON))).toThrow('deeply equal')
})
