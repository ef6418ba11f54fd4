/** Composition of optimizers with transformations, parameter groups, and invalid input. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  adagrad,
  adam,
  adamw,
  clipByGlobalNorm,
  clipByValue,
  dense,
  followedBy,
  forParameters,
  fromArray,
  learner,
  meanSquaredError,
  momentum,
  nesterov,
  type Optimizer,
  type Params,
  precededBy,
  rmsprop,
  scaleBy,
  Schedules,
  sgd,
  showDescription,
  tensor,
  toArray,
  type Transformation,
  Values,
  weightDecay
} from 'pullback'
import { describe, expect, test } from 'vitest'

const parameters = [
  { name: '0.weight', shape: [2] },
  { name: '0.bias', shape: [1] }
]
const params: Params = [tensor([1, -2]), tensor([3])]
const gradients: readonly Params[] = [
  [tensor([3, 0]), tensor([4])],
  [tensor([-0.5, 2]), tensor([0.1])],
  [tensor([0, 0]), tensor([0])]
]

const after = (optimizer: Optimizer, of = parameters, start = params, along = gradients): Params => {
  const update = optimizer.update(of)
  const [last] = along.reduce<readonly [Params, Params]>(
    ([params, memory], gradient, step) => update(optimizer.learningRate(step), memory, params, gradient),
    [start, optimizer.init(of)]
  )
  return last
}

const same = (one: Optimizer, other: Optimizer): void => {
  expect(after(one).map(toArray)).toEqual(after(other).map(toArray))
}

const transform = (transformation: Transformation, gradient: Params) =>
  transformation.update(parameters)([], params, gradient)[0].map(toArray)

describe('transformations', () => {
  test('clipByValue clips every number', () => {
    expect(transform(clipByValue(2.5), [tensor([3, -3]), tensor([2])])).toEqual([[2.5, -2.5], [2]])
  })

  test('clipByGlobalNorm scales long gradients, all parameters together', () => {
    expect(transform(clipByGlobalNorm(2.5), [tensor([3, 0]), tensor([4])])).toEqual([[1.5, 0], [2]])
  })

  test('clipByGlobalNorm keeps short gradients and zero', () => {
    expect(transform(clipByGlobalNorm(5.1), [tensor([3, 0]), tensor([4])])).toEqual([[3, 0], [4]])
    expect(transform(clipByGlobalNorm(1), [tensor([0, 0]), tensor([0])])).toEqual([[0, 0], [0]])
  })

  test('clipByGlobalNorm without parameters', () => {
    expect(clipByGlobalNorm(1).update([])([], [], [])).toEqual([[], []])
  })

  test('weightDecay adds λ p, scaleBy multiplies', () => {
    expect(transform(weightDecay(0.5), [tensor([3, 0]), tensor([4])])).toEqual([[3.5, -1], [5.5]])
    expect(transform(scaleBy(-2), [tensor([3, 1]), tensor([4])])).toEqual([[-6, -2], [-8]])
  })

  test('forParameters keeps the gradients of other parameters', () => {
    expect(transform(forParameters(/weight$/, weightDecay(0.5)), [tensor([3, 0]), tensor([4])])).toEqual([
      [3.5, -1],
      [4]
    ])
    expect(transform(forParameters(/bias$/, clipByGlobalNorm(2)), [tensor([3, 0]), tensor([4])])).toEqual([[3, 0], [2]])
  })

  test('forParameters ignores the flags g and y', () => {
    const global = /weight|bias/g
    global.lastIndex = 100
    same(pipe(sgd(0.1), precededBy(forParameters(global, scaleBy(2)))), pipe(sgd(0.1), precededBy(scaleBy(2))))
    expect(global.lastIndex).toBe(100)
  })
})

describe('composition', () => {
  test('precededBy applies the last added first, followedBy applies it last', () => {
    const [step] = gradients
    const once = (optimizer: Optimizer) => after(optimizer, parameters, params, step ? [step] : []).map(toArray)
    const clipThenDecay = pipe(sgd(1), precededBy(weightDecay(1)), precededBy(clipByValue(1)))
    const decayThenClip = pipe(sgd(1), precededBy(clipByValue(1)), precededBy(weightDecay(1)))
    expect(once(clipThenDecay)).toEqual([[-1, 0], [-1]])
    expect(once(decayThenClip)).toEqual([[0, -1], [2]])
    expect(once(pipe(sgd(1), followedBy(clipByValue(1)), followedBy(weightDecay(1))))).toEqual(once(clipThenDecay))
  })

  test('adamw is adam followed by weight decay', () => {
    same(adamw(0.1, { weightDecay: 0.2 }), pipe(adam(0.1), followedBy(weightDecay(0.2))))
    same(adamw(0.1, { weightDecay: 0 }), adam(0.1))
  })

  test('forParameters that matches all names equals no groups', () => {
    same(
      pipe(adam(0.1), precededBy(forParameters(/./, clipByGlobalNorm(1)))),
      pipe(adam(0.1), precededBy(clipByGlobalNorm(1)))
    )
  })

  test('a frozen group does not change, and the others train as before', () => {
    const [weight, bias] = after(pipe(adam(0.1), followedBy(forParameters(/bias$/, scaleBy(0)))))
    expect(bias && toArray(bias)).toEqual([3])
    expect(weight && toArray(weight)).toEqual(after(adam(0.1)).map(toArray)[0])
  })

  test('each group has its own optimizer', () => {
    const groups = pipe(
      sgd(0.5),
      precededBy(forParameters(/bias$/, momentum(1, 0.5).direction)),
      precededBy(forParameters(/weight$/, adagrad(1).direction))
    )
    expect(after(groups).map(toArray)).toEqual([
      after(adagrad(0.5)).map(toArray)[0],
      after(momentum(0.5, 0.5)).map(toArray)[1]
    ])
    expect(groups.direction.memory(parameters)).toEqual([
      { name: '0.weight.sumOfSquares', shape: [2] },
      { name: '0.bias.velocity', shape: [1] }
    ])
  })

  test('memory names are unique', () => {
    const twice = pipe(momentum(0.1), precededBy(momentum(1).direction), precededBy(momentum(1).direction))
    expect(twice.direction.memory(parameters).map(({ name }) => name)).toEqual([
      '0.weight.velocity',
      '0.bias.velocity',
      "0.weight.velocity'",
      "0.bias.velocity'",
      "0.weight.velocity''",
      "0.bias.velocity''"
    ])
  })

  test('a description lists the transformations in the order in which a gradient passes them', () => {
    const optimizer = pipe(
      adam(Schedules.cosine(0.001, 100)),
      precededBy(clipByGlobalNorm(1)),
      followedBy(forParameters(/weight$/i, weightDecay(0.01)))
    )
    expect(showDescription(optimizer.description)).toBe(
      'sequence(clipByGlobalNorm(1), adam(cosine(0.001, 100, 0), 0.9, 0.999, 1e-8), forParameters(weightDecay(0.01), /weight$/i))'
    )
    expect(showDescription(sgd(0.1).description)).toBe('sgd(0.1)')
    expect(showDescription(momentum(0.1).description)).toBe('momentum(0.1, 0.9)')
  })

  test('a schedule sets the learning rate of every step', () => {
    const optimizer = pipe(sgd(Schedules.stepDecay(1, 0.5, 1)), precededBy(clipByValue(100)))
    expect([0, 1, 2].map(optimizer.learningRate)).toEqual([1, 0.5, 0.25])
    expect(after(optimizer).map(toArray)).toEqual([[-1.75, -3], [-1.05]])
    expect([0, 1_000].map(adam(0.3).learningRate)).toEqual([0.3, 0.3])
  })
})

describe('invalid input', () => {
  test.each([
    [() => sgd(NaN), 'sgd: the learning rate must be a finite number, found NaN'],
    [() => adam(Infinity), 'adam: the learning rate must be a finite number, found Infinity'],
    [() => momentum(0.1, 1), 'momentum: the momentum must be at least 0 and below 1, found 1'],
    [() => nesterov(0.1, -0.5), 'nesterov: the momentum must be at least 0 and below 1, found -0.5'],
    [() => adagrad(0.1, 0), 'adagrad: epsilon must be a finite number above 0, found 0'],
    [() => rmsprop(0.1, { decay: NaN }), 'rmsprop: decay must be at least 0 and below 1, found NaN'],
    [() => rmsprop(0.1, { epsilon: -1 }), 'rmsprop: epsilon must be a finite number above 0, found -1'],
    [() => adam(0.1, { beta1: 1.5 }), 'adam: beta1 must be at least 0 and below 1, found 1.5'],
    [() => adam(0.1, { beta2: 1 }), 'adam: beta2 must be at least 0 and below 1, found 1'],
    [() => adam(0.1, { epsilon: 0 }), 'adam: epsilon must be a finite number above 0, found 0'],
    [() => adamw(0.1, { weightDecay: -1 }), 'weightDecay: the decay must be a finite number of at least 0, found -1'],
    [() => clipByValue(0), 'clipByValue: the limit must be a finite number above 0, found 0'],
    [() => clipByGlobalNorm(NaN), 'clipByGlobalNorm: the limit must be a finite number above 0, found NaN'],
    [() => scaleBy(NaN), 'scaleBy: the factor must be a finite number, found NaN']
  ])('%s', (build, message) => {
    expect(build).toThrow(new RangeError(message))
  })

  test('a group without parameters, as soon as the learner is built', () => {
    const typo = pipe(adam(0.1), followedBy(forParameters(/wieght$/, weightDecay(0.01))))
    expect(() => learner(dense(2, 3), meanSquaredError(), typo)).toThrow(
      new RangeError('forParameters: no parameter name matches /wieght$/, found weight, bias')
    )
    expect(() => typo.init([])).toThrow(
      new RangeError('forParameters: no parameter name matches /wieght$/, found no parameters')
    )
  })

  test('memory of another optimizer', () => {
    const update = adam(0.1).update(parameters)
    expect(() => update(0.1, momentum(0.1).init(parameters), params, params)).toThrow(
      'The memory must have 6 tensors, found 2'
    )
  })
})

test('groups do not share memory', () => {
  const optimizer = pipe(sgd(0.1), precededBy(forParameters(/bias$/, adam(1).direction)))
  const memory = optimizer.init(parameters)
  const [, next] = optimizer.update(parameters)(0.1, memory, params, [tensor([1, 1]), fromArray([1], [2])])
  expect(memory.map(toArray)).toEqual([[0], [0], [0], [0]])
  expect(next.map(toArray)).toEqual([[2 * (1 - 0.9)], [4 * (1 - 0.999)], [1 - 0.9], [1 - 0.999]])
  expect(Values.sameValue(memory, optimizer.init(parameters))).toBe(true)
})
