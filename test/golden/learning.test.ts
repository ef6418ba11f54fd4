/** Losses, penalties, optimizers and metrics agree with PyTorch, scikit-learn and numpy: learning.py writes the values. */
import { readFileSync } from 'node:fs'
import { isLeft } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { PathReporter } from 'io-ts/lib/PathReporter.js'
import {
  adadelta,
  type AnyTensor,
  areaUnderCurve,
  type Batched,
  calibrationError,
  categoricalCrossEntropy,
  contrastive,
  dense,
  eraseLossTypes,
  exactMatch,
  focal,
  fromArray,
  l1,
  l2,
  labelSmoothing,
  lamb,
  lion,
  meanSquaredError,
  metricOf,
  multiLabelAccuracy,
  multiLabelF1,
  nadam,
  type Optimizer,
  parametersOf,
  perplexity,
  quantile,
  radam,
  rootMeanSquaredError,
  rSquared,
  softmaxCrossEntropy,
  softmaxFocal,
  toArray,
  toNumber,
  type UntypedLoss,
  type Value
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { distance, expectAllNear } from '../near.js'

const Stored = t.type({ shape: t.array(t.number), data: t.array(t.number) })
const Settings = t.record(t.string, t.number)
const Content = t.type({
  losses: t.array(
    t.type({
      loss: t.string,
      config: Settings,
      prediction: t.array(Stored),
      target: Stored,
      value: t.number,
      gradient: t.array(Stored)
    })
  ),
  penalties: t.array(
    t.type({
      penalty: t.string,
      strength: t.number,
      params: t.array(Stored),
      value: t.number,
      gradient: t.array(Stored)
    })
  ),
  optimizers: t.array(
    t.type({
      optimizer: t.string,
      learningRate: t.number,
      settings: Settings,
      start: Stored,
      gradients: t.array(Stored),
      trajectory: t.array(Stored)
    })
  ),
  metrics: t.array(t.type({ metric: t.string, prediction: Stored, target: Stored, value: t.number }))
})
const decoded = Content.decode(JSON.parse(readFileSync(new URL('learning.json', import.meta.url), 'utf8')))
if (isLeft(decoded)) throw new Error(`learning.json: ${PathReporter.report(decoded).join(', ')}`)
const known = decoded.right

const toTensor = ({ shape, data }: t.TypeOf<typeof Stored>): AnyTensor => fromArray(shape, data)
const lossOf = (name: string, { gamma, alpha, level = NaN, share = NaN, margin }: Record<string, number>): UntypedLoss => {
  switch (name) {
    case 'focal':
      return eraseLossTypes(
        focal({ ...(gamma === undefined ? {} : { gamma }), ...(alpha === undefined ? {} : { alpha }) })
      )
    case 'softmaxFocal':
      return eraseLossTypes(softmaxFocal(gamma))
    case 'quantile':
      return eraseLossTypes(quantile(level))
    case 'labelSmoothing':
      return eraseLossTypes(labelSmoothing<readonly [number]>(share, softmaxCrossEntropy()))
    case 'contrastive':
      return eraseLossTypes(contrastive(margin))
    default:
      throw new Error(`no loss for ${name}`)
  }
}

test.each(known.losses.map(row => [`${row.loss} ${JSON.stringify(row.config)}`, row] as const))('%s', (_, row) => {
  const loss = lossOf(row.loss, row.config)
  const [first, second] = row.prediction.map(toTensor)
  const prediction: Value = second === undefined ? (first ?? []) : [first ?? second, second]
  const gradient = loss.gradient(prediction, toTensor(row.target))
  expect(toNumber(loss.value(prediction, toTensor(row.target)))).toBeCloseTo(row.value, 13)
  expectAllNear('shape' in gradient ? [gradient] : gradient.filter(part => 'shape' in part), row.gradient.map(toTensor))
})

test.each(known.penalties.map(row => [row.penalty, row] as const))('the penalty %s', (name, row) => {
  const [penalty] = (name === 'l1' ? l1 : l2)(row.strength, meanSquaredError()).penalties ?? []
  if (penalty === undefined) throw new Error('the loss has no penalty')
  const { value, gradient } = penalty.on(parametersOf(dense(3, 1).description))
  const params = row.params.map(toTensor)
  expect(toNumber(value(params))).toBeCloseTo(row.value, 13)
  expectAllNear(gradient(params), row.gradient.map(toTensor))
})

const optimizers: Readonly<Record<string, (rate: number, settings: Record<string, number>) => Optimizer>> = {
  nadam,
  radam,
  adadelta,
  lion,
  lamb
}

test.each(known.optimizers.map(row => [`${row.optimizer} ${JSON.stringify(row.settings)}`, row] as const))(
  '%s',
  (_, { optimizer, learningRate, settings, start, gradients, trajectory }) => {
    const made = (optimizers[optimizer] ?? lion)(learningRate, settings)
    const parameters = [{ name: 'p', shape: start.shape }]
    const update = made.update(parameters)
    let [params, memory] = [[toTensor(start)] as const, made.init(parameters)] as const
    expect(made.description.kind).toBe(optimizer === 'lamb' ? 'sequence' : optimizer)
    trajectory.forEach((expected, step) => {
      const gradient = gradients[step] ?? start
      const [next, remembered] = update(learningRate, memory, params, [toTensor(gradient)] as const)
      ;[params, memory] = [next, remembered]
      expect(distance(toArray(params[0]), expected.data)).toBeLessThan(1e-12)
    })
  }
)

type Rows = Batched<readonly [number]>

const metrics: Readonly<Record<string, (y: Rows, t: Rows) => number>> = {
  rootMeanSquaredError,
  rSquared,
  areaUnderCurve,
  multiLabelAccuracy: (y, t) => multiLabelAccuracy(y, t),
  exactMatch: (y, t) => exactMatch(y, t),
  multiLabelF1: (y, t) => multiLabelF1(y, t),
  calibrationError: calibrationError(),
  calibrationErrorOfBits: calibrationError(10),
  perplexity: perplexity<Rows, Rows>(categoricalCrossEntropy()),
  meanPinballLoss: metricOf<Rows, Rows>(quantile(0.9))
}

describe('metrics', () => {
  test.each(known.metrics.map(row => [row.metric, row] as const))('%s', (name, { prediction, target, value }) => {
    const rows = (stored: typeof prediction): Rows => {
      const { shape, data } = stored
      return fromArray<readonly [number, number]>([shape[0] ?? 0, shape[1] ?? 0], data)
    }
    expect(metrics[name]?.(rows(prediction), rows(target))).toBeCloseTo(value, 12)
  })
})
