/** Optimizers agree with PyTorch's at every step. */
import { readFileSync } from 'node:fs'
import { isLeft } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import {
  adagrad,
  adam,
  adamw,
  fromArray,
  momentum,
  nesterov,
  type Optimizer,
  precededBy,
  radam,
  rmsprop,
  sgd,
  toArray,
  weightDecay
} from 'pullback'
import { describe, expect, test } from 'vitest'

const GoldenTensor = t.type({ shape: t.tuple([t.number]), data: t.array(t.number) })
const Config = t.intersection([
  t.type({ optimizer: t.string, learningRate: t.number }),
  t.partial({
    momentum: t.number,
    weightDecay: t.number,
    epsilon: t.number,
    decay: t.number,
    beta1: t.number,
    beta2: t.number
  })
])
const Cases = t.array(
  t.type({
    config: Config,
    start: GoldenTensor,
    gradients: t.array(GoldenTensor),
    trajectory: t.array(GoldenTensor)
  })
)

const file = new URL('../../golden/optimizers.json', import.meta.url)
const decoded = Cases.decode(JSON.parse(readFileSync(file, 'utf8')))
if (isLeft(decoded)) throw new Error(`${file.pathname} is not as expected`)
// The NAdam case is from code of PyTorch 1.13 that multiplies the last momentum twice: test/golden/learning.json has another one.
const cases = decoded.right.filter(({ config }) => config.optimizer !== 'nadam')

const build = ({ optimizer, learningRate, ...settings }: t.TypeOf<typeof Config>): Optimizer => {
  switch (optimizer) {
    case 'sgd':
      return settings.weightDecay === undefined
        ? sgd(learningRate)
        : pipe(sgd(learningRate), precededBy(weightDecay(settings.weightDecay)))
    case 'momentum':
      return momentum(learningRate, settings.momentum)
    case 'nesterov':
      return nesterov(learningRate, settings.momentum)
    case 'adagrad':
      return adagrad(learningRate, settings.epsilon)
    case 'rmsprop':
      return rmsprop(learningRate, settings)
    case 'adam':
      return adam(learningRate, settings)
    case 'adamw':
      return adamw(learningRate, settings)
    case 'radam':
      return radam(learningRate, settings)
    default:
      throw new Error(`No optimizer is called ${optimizer}`)
  }
}

test('every optimizer has a reference case', () => {
  expect(cases.map(({ config }) => config.optimizer)).toEqual([
    'sgd',
    'momentum',
    'nesterov',
    'sgd',
    'adagrad',
    'rmsprop',
    'adam',
    'adamw',
    'radam'
  ])
})

describe.each(cases)('$config', ({ config, start, gradients, trajectory }) => {
  test('agrees with PyTorch at every step', () => {
    const optimizer = build(config)
    const parameters = [{ name: 'weight', shape: start.shape }]
    const update = optimizer.update(parameters)
    let params = [fromArray(start.shape, start.data)] as const
    let memory = optimizer.init(parameters)
    expect(gradients.length).toBe(config.optimizer === 'radam' ? 10 : 6)
    gradients.forEach((gradient, step) => {
      ;[params, memory] = update(optimizer.learningRate(step), memory, params, [
        fromArray(gradient.shape, gradient.data)
      ])
      toArray(params[0]).forEach((a, i) => {
        const b = trajectory[step]?.data[i] ?? NaN
        expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(b)))
      })
    })
  })
})
