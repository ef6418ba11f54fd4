/**
 * The XOR run of the notebook, from the same initial parameters. A learner and a composition of descents both agree with the
 * notebook's mathematics (`derived`) at every listed epoch. The results of the notebook's code (`published`) appear if a layer
 * computes the input gradient from weights that it has just updated.
 */
import { pipe } from 'fp-ts/lib/function.js'
import { andThen, type Batched, batches, dataset, dense, type Descent, Descents, fromArray, initialState, learner, meanSquaredError, type Params, sgd, tanh, tensor, toNumber, train, trajectory } from 'pullback'
import { expect, test } from 'vitest'
import { expectAllNear } from '../near.js'
import { type XorParams, xorRun } from './cases.js'

const network = pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1)), andThen(tanh()))
type NetworkParams = Parameters<typeof network.forward>[0]
type NetworkDescent = Descent<NetworkParams, Batched<readonly [2]>, Batched<readonly [1]>>

const loss = meanSquaredError<readonly [1]>()
const examples = dataset(fromArray([4, 2], xorRun.inputs.flat()), fromArray([4, 1], xorRun.targets))
const descend = Descents.descend(0.1)

const paramsOf = ([w, b, v, c]: XorParams): NetworkParams => [tensor(w), tensor(b), tensor(v), tensor(c)]
const from = paramsOf(xorRun.start)

interface Moment {
  readonly epoch: number
  readonly params: Params
  readonly error: number
}

const expectAgreement = (found: readonly Moment[], listed: typeof xorRun.derived): void => {
  expect(found.map(({ epoch }) => epoch)).toEqual(listed.map(({ epoch }) => epoch))
  listed.forEach(({ params, error }, i) =>
    expectAllNear([...(found[i]?.params ?? []), tensor(found[i]?.error ?? NaN)], [...paramsOf(params), tensor(error)])
  )
}

const isListed = ({ epoch }: Moment): boolean => xorRun.derived.some(listed => listed.epoch === epoch)

const byDescent = (descent: NetworkDescent): readonly Moment[] => {
  const oneByOne = batches(1)(examples)
  const epochs = Math.max(...xorRun.derived.map(({ epoch }) => epoch))
  const moments: Moment[] = []
  let params = from
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let error = 0
    for (const [input, target] of oneByOne) {
      const [prediction, cache] = descent.forward(params, input)
      params = descent.backward(params, cache, loss.gradient(prediction, target))[0]
      error += toNumber(loss.value(prediction, target)) / oneByOne.length
    }
    moments.push({ epoch, params, error })
  }
  return moments.filter(isListed)
}

test('a learner agrees with the derived run', () => {
  const student = learner(network, loss, sgd(0.1))
  const plan = { batchSize: 1, shuffle: false, from: { ...initialState(student, 0), params: from } }
  const moments = xorRun.derived.map(({ epoch }) => {
    const state = pipe(trajectory(student, examples, plan), train(epoch))
    return { epoch: state.epoch, params: state.params, error: state.loss }
  })
  expectAgreement(moments, xorRun.derived)
})

test('descents agree with the derived run', () => {
  const descent = pipe(
    descend(dense(2, 3)),
    Descents.andThen(descend(tanh())),
    Descents.andThen(descend(dense(3, 1))),
    Descents.andThen(descend(tanh()))
  )
  expectAgreement(byDescent(descent), xorRun.derived)
  expectAgreement(byDescent(descend(network)), xorRun.derived)
})

test('the published run computes the input gradient from the updated weights', () => {
  const right = descend(dense(3, 1))
  const wrong: typeof right = {
    ...right,
    backward: (params, cache, outputGradient) => {
      const [updated] = right.backward(params, cache, outputGradient)
      return [updated, right.backward(updated, cache, outputGradient)[1]]
    }
  }
  const descent = pipe(
    descend(dense(2, 3)),
    Descents.andThen(descend(tanh())),
    Descents.andThen(wrong),
    Descents.andThen(descend(tanh()))
  )
  expectAgreement(byDescent(descent), xorRun.published)
  expect(() => expectAgreement(byDescent(descent), xorRun.derived)).toThrow()
})
