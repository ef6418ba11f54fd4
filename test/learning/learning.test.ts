/** Layers that behave differently in training and in prediction: alone, composed, during training, and calibrated. */
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { evaluate } from 'fp-ts/lib/State.js'
import {
  adam,
  Algebra,
  andThen,
  type AnyTensor,
  asBatch,
  type Batched,
  batchNorm,
  beside,
  binaryCrossEntropyWithLogits,
  calibrate,
  dataset,
  dense,
  drawNoise,
  dropout,
  fork,
  identity,
  type Layer,
  learner,
  noiseCount,
  type Params,
  predict,
  Randoms,
  relu,
  repeat,
  residual,
  share,
  showDescription,
  take,
  tensor,
  toArray,
  train,
  trainingForm,
  trajectory,
  type Value,
  Values
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { layerLaws } from '../../laws/layer/layerLaws.js'
import { register } from '../../laws/run/register.js'
import { expectAllNear, expectNear } from '../near.js'
import { noise, paramsOf } from '../networks.js'
import { sameState } from './xor.js'

type Row = Batched<readonly [2]>
const rows = (seed: number, size = 3): Row => asBatch(noise<readonly [number, 2]>([size, 2], seed))
const [x, u] = [rows(1), rows(2)]

const drawn = <A extends Value, B extends Value>(layer: Layer<readonly [], A, B>, seed = 1): Params =>
  evaluate(Randoms.seed(seed))(drawNoise(layer, [2], 3))

const expectSame = (one: Value, other: Value): void => expect(Values.sameValue(one, other)).toBe(true)

describe('dropout', () => {
  const half = dropout<readonly [2]>()
  /** Three masks with the shape of a batch. */
  const masks = [1, 2, 3].map(seed => Algebra.reshape(x.shape, drawn(half, seed)[0] ?? x))
  const [m = x, n = x, o = x] = masks
  const times = (input: Row, ...all: readonly Row[]): Row => all.reduce((y, mask) => Algebra.multiply(y, mask), input)
  const outputOf = <A extends Value, B extends Value>(
    layer: Layer<readonly [], A, B>,
    noise: readonly AnyTensor[],
    input: A
  ): B => {
    expect(noiseCount(layer)).toBe(noise.length)
    return trainingForm(layer, noise).forward([], input)[0]
  }

  test('returns its input in prediction, and multiplies by a mask of zeros and twos in training', () => {
    expectSame(half.forward([], x)[0], x)
    expectSame(outputOf(half, [m], x), times(x, m))
    const [mask] = evaluate(Randoms.seed(1))(drawNoise(half, [100], 100))
    const numbers = toArray(mask ?? x)
    expect(new Set(numbers)).toEqual(new Set([0, 2]))
    expect(Math.abs(numbers.reduce((sum, x) => sum + x, 0) / 10_000 - 1)).toBeLessThan(0.05)
  })

  test('drops nothing at rate 0', () => {
    const none = dropout<readonly [2]>(0)
    expectSame(outputOf(none, drawn(none), x), x)
  })

  test('a part receives exactly the noise that it draws', () => {
    const given: number[] = []
    const told: typeof half = {
      ...half,
      training: pipe(
        half.training,
        O.map(training => ({ ...training, forward: noise => (given.push(noise.length), training.forward(noise)) }))
      )
    }
    outputOf(pipe(told, andThen(told), andThen(told)), masks, x)
    expect(given).toEqual([1, 1, 1])
  })

  test('every part of a composition has separate noise', () => {
    expectSame(outputOf(pipe(half, andThen(half)), [m, n], x), times(x, m, n))
    expectSame(outputOf(beside(half, half), [m, n], [x, u]), [times(x, m), times(u, n)])
    expectSame(outputOf(fork(half, half), [m, n], x), [times(x, m), times(x, n)])
    expectSame(outputOf(share(half), [m, n], [x, u]), [times(x, m), times(u, n)])
    expectSame(outputOf(repeat(3, half), [m, n, o], x), times(x, m, n, o))
    expectSame(
      outputOf(
        residual<readonly [], Row>(start => andThen(half)(start)),
        [m],
        x
      ),
      Algebra.add(x, times(x, m))
    )
    expect(drawn(repeat(3, half)).map(({ shape }) => shape)).toEqual([x.shape, x.shape, x.shape])
  })
})

describe('batchNorm', () => {
  const norm = batchNorm(2)
  const params = [tensor([2, 3]), tensor([-1, 1])] as const
  const batches = [rows(3), rows(4), rows(5)]

  test('prediction before calibration throws a one-line error', () => {
    const line =
      'batchNorm(2, 0.00001) needs the statistics of the population to predict: call calibrate(network, params, batches) after training'
    expect(() => norm.forward(params, x)).toThrow(line)
    expect(() => predict(pipe(dense(2, 2), andThen(norm)), [...paramsOf(dense(2, 2)), ...params])(x)).toThrow(line)
    expect(() => calibrate(norm, params, [])).toThrow(
      'batchNorm: a variance needs a batch with at least 2 numbers per channel, found 0 batches with 1 number each'
    )
  })

  test('after calibration the statistics are the mean of the means, and m / (m − 1) times the mean of the variances', () => {
    const statistics = (channel: number) => {
      const columns = batches.map(rows => toArray(rows).filter((_, i) => i % 2 === channel))
      const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length
      const variance = (numbers: readonly number[]) => mean(numbers.map(x => (x - mean(numbers)) ** 2))
      return { mean: mean(columns.map(mean)), deviation: Math.sqrt((3 / 2) * mean(columns.map(variance)) + 1e-5) }
    }
    const [first, second] = [statistics(0), statistics(1)]
    const expected = toArray(x).map((number, i) =>
      i % 2 === 0
        ? ((number - first.mean) / first.deviation) * 2 - 1
        : ((number - second.mean) / second.deviation) * 3 + 1
    )
    expectNear(calibrate(norm, params, batches).forward(params, x)[0], Algebra.reshape(x.shape, tensor(expected)))
  })

  test('calibration on images counts every pixel, and the description contains the statistics', () => {
    const images = asBatch(
      tensor([
        [[[1, 1]], [[0, 0]]],
        [[[1, -7]], [[0, 4]]]
      ])
    )
    const { description } = calibrate(batchNorm<2, readonly [1, 2]>(2), params, [images])
    // Unbiased variances of four numbers: (4 + 4 + 4 + 36) / 3 around −1, (1 + 1 + 1 + 9) / 3 around 1.
    expect(showDescription(description)).toBe('batchNorm(2, 0.00001, [-1, 1], [16, 4])')
  })

  test('in training the mean of every channel is the bias, and its deviation is the gain', () => {
    const images = asBatch(noise<readonly [number, 2, 2, 3]>([3, 2, 2, 3]))
    const [y] = trainingForm(batchNorm<2, readonly [2, 3]>(2), []).forward(params, images)
    const channel = (which: number) => toArray(y).filter((_, i) => Math.floor(i / 6) % 2 === which)
    const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length
    const deviation = (numbers: readonly number[]) => Math.sqrt(mean(numbers.map(x => (x - mean(numbers)) ** 2)))
    expectNear(tensor([mean(channel(0)), mean(channel(1))]), params[1])
    expectNear(tensor([deviation(channel(0)), deviation(channel(1))]), params[0], 1e-4)
  })

  test('a composition calibrates the first layer, then the next on the output of the first', () => {
    const first = dense(2, 2)
    const p = paramsOf(first)
    const network = pipe(first, andThen(norm), andThen(first))
    const ready = calibrate(network, [...p, ...params, ...p], batches)
    const between = batches.map(rows => first.forward(p, rows)[0])
    const byHand = pipe(first, andThen(calibrate(norm, params, between)), andThen(first))
    expect(ready.description).toEqual(byHand.description)
    expectSame(ready.forward([...p, ...params, ...p], x)[0], byHand.forward([...p, ...params, ...p], x)[0])
  })

  test('every combinator calibrates its parts', () => {
    const one = calibrate(norm, params, batches)
    const pairs = batches.map(rows => [rows, u] as const)
    const other = calibrate(
      norm,
      params,
      batches.map(() => u)
    )
    const both = calibrate(norm, params, pairs.flat())
    const two = [...params, ...params] as const
    const described = ({ description }: { readonly description: Parameters<typeof showDescription>[0] }) => description
    expect(described(calibrate(beside(norm, norm), two, pairs))).toEqual(described(beside(one, other)))
    expect(described(calibrate(fork(norm, norm), two, batches))).toEqual(described(fork(one, one)))
    expectSame(
      trainingForm(fork(norm, identity<Row>()), []).forward(params, x)[0],
      fork(trainingForm(norm, []), identity<Row>()).forward(params, x)[0]
    )
    expect(described(calibrate(share(norm), params, pairs))).toEqual(described(share(both)))
    const around = residual<typeof params, Row>(start => andThen(norm)(start))
    expectSame(calibrate(around, params, batches).forward(params, x)[0], Algebra.add(x, one.forward(params, x)[0]))
    const twice = calibrate(repeat(2, norm), two, batches)
    const after = calibrate(
      norm,
      params,
      batches.map(rows => one.forward(params, rows)[0])
    )
    expectSame(twice.forward(two, x)[0], pipe(one, andThen(after)).forward(two, x)[0])
  })

  describe('a calibrated layer satisfies every law, including the law of batches', () => {
    register(test, layerLaws(calibrate(norm, params, batches)))
  })
})

describe('a network with dropout and batchNorm', () => {
  const network = pipe(dense(2, 8), andThen(batchNorm(8)), andThen(relu()), andThen(dropout(0.1)), andThen(dense(8, 1)))
  const inputs = tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1]
  ])
  const targets = tensor([[0], [1], [1], [0]])
  const student = learner(network, binaryCrossEntropyWithLogits(), adam(0.05))
  const states = trajectory(student, dataset(inputs, targets), { from: 1, batchSize: 4 })

  test('trains reproducibly, in two parts as in one', () => {
    const [first, , third] = take(3)(states)
    const trained = pipe(states, train(3))
    expect(sameState(third ?? trained, trained)).toBe(true)
    const plan = { from: first ?? trained, batchSize: 4 }
    expect(sameState(pipe(trajectory(student, dataset(inputs, targets), plan), train(2)), trained)).toBe(true)
  })

  test('predicts after calibration', () => {
    const { params } = pipe(states, train(150))
    const ready = calibrate(network, params, [asBatch(inputs)])
    const logits = predict(ready, params)(asBatch(inputs))
    expectAllNear([Algebra.where(logits, 1, 0)], [asBatch(targets)])
    expect(() => predict(network, params)(asBatch(inputs))).toThrow(
      'batchNorm(8, 0.00001) needs the statistics of the population to predict: call calibrate(network, params, batches) after training'
    )
  })
})
