/** The parts of a custom training step: values and gradients, compiled functions, penalties, and averages of parameters. */
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  adam,
  Algebra,
  andThen,
  asBatch,
  type AsyncEngine,
  batchNorm,
  dataset,
  dense,
  dropout,
  eager,
  ema,
  evaluateOn,
  fork,
  javascript,
  l1,
  l2,
  learner,
  meanSquaredError,
  parametersOf,
  polyak,
  precededBy,
  Randoms,
  scalar,
  type Scalar,
  sgd,
  softmaxCrossEntropy,
  sumOf,
  take,
  tanh,
  tensor,
  toArray,
  toNumber,
  trainingForm,
  train,
  trajectory,
  type Value,
  valueAndGradient,
  Values,
  walk,
  weightDecay,
  weighted,
  compiled
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { noise } from '../networks.js'

const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)))
const examples = dataset(asBatch(noise([6, 2], 1)), asBatch(noise([6, 1], 2)))
const [params] = network.init(Randoms.seed(3))
const batch = [examples.inputs, examples.targets] as const

const get = <A>(list: readonly A[], i: number): A => {
  const found = list[i]
  if (found === undefined) throw new RangeError(`no element ${i} of ${list.length}`)
  return found
}

describe('valueAndGradient', () => {
  const at = valueAndGradient(network, meanSquaredError())

  test('gives the gradient of a training step, and the loss before it', () => {
    const [value, gradient] = at(params, batch)
    const student = learner(network, meanSquaredError(), sgd(0.1))
    const [next, , loss] = student.update(0.1, [], params, [], batch)
    expect(toNumber(value)).toBe(toNumber(loss))
    const stepped = Values.zipValues((p, g) => Algebra.subtract(p, Algebra.scale(0.1, g)))(params, gradient)
    expect(Values.sameValue(stepped, next)).toBe(true)
  })

  test('the input gradient is the derivative of the loss with respect to the input', () => {
    const [, , dx] = at(params, batch)
    const along = asBatch(noise([6, 2], 5))
    const moved = (t: number) =>
      toNumber(at(params, [Algebra.add(examples.inputs, Algebra.scale(t, along)), examples.targets])[0])
    const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5
    expect(toNumber(Algebra.sumOfAll(Algebra.multiply(dx, along)))).toBeCloseTo(slope, 8)
  })

  test('of a training form', () => {
    const noisy = pipe(dense(2, 3), andThen(batchNorm(3)), andThen(dropout(0.5)), andThen(dense(3, 1)))
    const [own] = noisy.init(Randoms.seed(1))
    const mask = asBatch(tensor(Array.from({ length: 6 }, () => [2, 0, 2])))
    const learning = valueAndGradient(trainingForm(noisy, [mask]), meanSquaredError())
    const [, gradient] = learning(own, batch)
    expect(toArray(gradient[4]).length).toBe(3)
  })

  test('refuses other arguments', () => {
    // @ts-expect-error -- the loss is not called
    expect(() => valueAndGradient(network, meanSquaredError)).toThrow(
      'valueAndGradient takes a loss, such as meanSquaredError(), found the function meanSquaredError: call it'
    )
  })
})

describe('compiled', () => {
  const at = valueAndGradient(network, meanSquaredError())

  test.each([eager, javascript])('gives the same bits on the engine $name', engine => {
    expect(Values.sameValue(compiled(engine, at)(params, batch), at(params, batch))).toBe(true)
  })

  test('compiles once for every structure and list of shapes', () => {
    let calls = 0
    const sum = compiled(javascript, (...values: readonly Value[]): Scalar => {
      calls++
      return Values.tensorsOf(values)
        .map((x, i) => Algebra.scale(i + values.length, Algebra.sumOfAll(x)))
        .reduce(Algebra.add)
    })
    const [one, two] = [scalar(1), scalar(2)]
    expect([sum(one, two), sum(one, two), sum([one, two]), sum([one, two])].map(toNumber)).toEqual([8, 8, 5, 5])
    expect(calls).toBe(2)
    expect(toNumber(sum(tensor([1, 1]), two))).toBe(10)
    expect(calls).toBe(3)
  })

  test('returns a promise on an asynchronous engine', async () => {
    const later: AsyncEngine = {
      name: 'later',
      isAsync: true,
      compile: f => {
        const run = javascript.compile(f)
        return (...inputs) => Promise.resolve(run(...inputs))
      }
    }
    const [value, gradient] = await compiled(later, at)(params, batch)
    expect(Values.sameValue([value, gradient], at(params, batch).slice(0, 2))).toBe(true)
  })

  test('a step of two networks and two optimizers has the same bits compiled', () => {
    const [one, other] = [dense(2, 2), dense(2, 1)]
    const [p, q] = [one.init(Randoms.seed(1))[0], other.init(Randoms.seed(2))[0]]
    const [down, up] = [
      adam(0.1).update(parametersOf(one.description)),
      sgd(-0.1).update(parametersOf(other.description))
    ]
    const memory = adam(0.1).init(parametersOf(one.description))
    const step = (p0: typeof p, q0: typeof q, m: typeof memory, rate: Scalar) => {
      const [hidden, cache] = one.forward(p0, examples.inputs)
      const [value, dq, dh] = valueAndGradient(other, meanSquaredError())(q0, [hidden, examples.targets])
      const [dp] = one.backward(p0, cache, dh)
      const [next, remembered] = down(rate, m, p0, dp)
      return [next, up(rate, [], q0, dq)[0], remembered, value] as const
    }
    const arguments_ = [p, q, memory, scalar(0.1)] as const
    expect(Values.sameValue(compiled(javascript, step)(...arguments_), step(...arguments_))).toBe(true)
  })
})

describe('walk', () => {
  const two = pipe(network, andThen(fork(dense(1, 1), dense(1, 2))))
  const [own] = two.init(Randoms.seed(4))
  const loss = sumOf(meanSquaredError<readonly [1]>(), softmaxCrossEntropy<readonly [2]>())
  const target = [
    examples.targets,
    asBatch(
      tensor([
        [1, 0],
        [0, 1],
        [1, 0],
        [0, 1],
        [1, 0],
        [0, 1]
      ])
    )
  ] as const

  test('lists the layers of a network in order, each input being the output before', () => {
    const passed = walk(two, loss)(own, [examples.inputs, target])
    expect(passed.map(({ layer }) => layer.kind)).toEqual(['dense', 'tanh', 'dense', 'fork'])
    expect(passed[0]?.input).toBe(examples.inputs)
    passed.slice(1).forEach(({ input, inputGradient }, i) => {
      expect(input).toBe(passed[i]?.output)
      expect(inputGradient).toBe(passed[i]?.outputGradient)
    })
    expect(Values.sameValue(passed.at(-1)?.output ?? [], two.forward(own, examples.inputs)[0])).toBe(true)
  })

  test('its gradients are those of valueAndGradient, under the names of the parameters', () => {
    const parameters = walk(two, loss)(own, [examples.inputs, target]).flatMap(({ parameters }) => parameters)
    const [, gradient] = valueAndGradient(two, loss)(own, [examples.inputs, target])
    expect(parameters.map(({ name }) => name)).toEqual(parametersOf(two.description).map(({ name }) => name))
    expect(
      Values.sameValue(
        parameters.map(({ gradient }) => gradient),
        gradient
      )
    ).toBe(true)
    expect(
      Values.sameValue(
        parameters.map(({ value }) => value),
        own
      )
    ).toBe(true)
  })
})

describe('penalties', () => {
  test('l2 takes the steps of weight decay, and reports the penalty', () => {
    const decayed = learner(network, meanSquaredError(), pipe(sgd(0.1), precededBy(weightDecay(0.3))))
    const penalised = learner(network, l2(0.3, meanSquaredError()), sgd(0.1))
    const [after, , plain] = decayed.update(0.1, [], params, [], batch)
    const [next, , value] = penalised.update(0.1, [], params, [], batch)
    expect(Values.sameValue(next, after)).toBe(true)
    const squares = params.flatMap(p => toArray(p)).reduce((sum, x) => sum + x * x, 0)
    expect(toNumber(value)).toBeCloseTo(toNumber(plain) + 0.15 * squares, 14)
    expect(evaluateOn(penalised, examples, {})({ params }).loss).toBe(toNumber(value))
  })

  test('only parameters whose names match; weights and sums keep the penalties', () => {
    const loss = weighted(2, l1(0.5, l2(1, meanSquaredError<readonly [1]>(), /bias$/), /^0\.weight$/))
    const [value, gradient] = valueAndGradient(network, loss)(params, batch)
    const [own, plain] = valueAndGradient(network, weighted(2, meanSquaredError<readonly [1]>()))(params, batch)
    const penalty = [Algebra.sign(params[0]), params[1], Algebra.scale(0, params[2]), params[3]] as const
    const scales = [1, 2, 0, 2]
    gradient.forEach((g, i) => {
      const expected = toArray(get(plain, i)).map((x, k) => x + get(scales, i) * get(toArray(get(penalty, i)), k))
      toArray(g).forEach((x, k) => expect(x).toBeCloseTo(get(expected, k), 14))
    })
    const size = (x: (typeof params)[number]) => toArray(x).reduce((sum, p) => sum + Math.abs(p), 0)
    const squares = [...toArray(params[1]), ...toArray(params[3])].reduce((sum, p) => sum + p * p, 0)
    expect(toNumber(value)).toBeCloseTo(toNumber(own) + size(params[0]) + squares, 13)
  })

  test('a name that matches no parameter is refused when the learner is built', () => {
    expect(() => learner(network, l2(0.1, meanSquaredError(), /gain/), sgd(0.1))).toThrow(
      'l2: no parameter name matches /gain/, found 0.weight, 0.bias, 2.weight, 2.bias'
    )
    expect(() => l1(-1, meanSquaredError())).toThrow('l1: the strength must be a finite number of at least 0, found -1')
  })
})

describe('averages of parameters', () => {
  const states = trajectory(learner(network, meanSquaredError(), sgd(0.1)), examples, {
    stride: 1,
    batchSize: 2,
    from: 1
  })
  const paramsOf = Array.from(pipe(states, take(6)), state => state.params)
  const mix = (share: number, one: typeof params, other: typeof params) =>
    Values.zipValues((a, b) => Algebra.add(Algebra.scale(share, a), Algebra.scale(1 - share, b)))(one, other)

  test('ema keeps a share of the average, and continues from one', () => {
    const averages = Array.from(pipe(states, ema(0.5), take(6)), ({ average }) => average)
    expect(Values.sameValue(get(averages, 0), get(paramsOf, 0))).toBe(true)
    for (let i = 1; i < 6; i++)
      expect(Values.sameValue(get(averages, i), mix(0.5, get(averages, i - 1), get(paramsOf, i)))).toBe(true)
    const resumed = pipe(states.from(pipe(states, train(3))), ema(0.5, { from: get(averages, 2) }), train(3))
    expect(Values.sameValue(resumed.average, get(averages, 5))).toBe(true)
  })

  test('polyak is the mean of the states from a given one', () => {
    const { average } = pipe(states, polyak(3), train(6))
    const mean = [2, 3, 4, 5]
      .map(i => toArray(get(paramsOf, i)[0]))
      .reduce((sum, row) => sum.map((x, k) => x + get(row, k)))
    toArray(average[0]).forEach((x, k) => expect(x).toBeCloseTo(get(mean, k) / 4, 14))
    expect(Values.sameValue(pipe(states, polyak(3), train(2)).average, get(paramsOf, 1))).toBe(true)
  })

  test('settings out of range are refused', () => {
    expect(() => ema(1)).toThrow('ema: the decay must be at least 0 and below 1, found 1')
    expect(() => polyak(0)).toThrow('polyak: after must be a positive integer, found 0')
  })
})

test('losses that do not fit the outputs are refused', () => {
  const loss = sumOf(meanSquaredError<readonly [1]>(), meanSquaredError<readonly [2]>())
  expect(() => loss.targetShape?.([3])).toThrow('takes a tuple of 2 predictions, found the shape [3]')
  // @ts-expect-error -- one tensor for a pair
  expect(() => loss.value(tensor([[1]]), tensor([[1]]))).toThrow(
    'takes a tuple of 2 predictions, found a tensor of shape [1, 1]'
  )
  expect(evaluate(Randoms.seed(1))(network.init).length).toBe(4)
})
