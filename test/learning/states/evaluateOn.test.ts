/** evaluateOn computes loss and metrics from all predictions together, with any batch size. */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import { some } from 'fp-ts/lib/Option.js'
import { evaluate, of } from 'fp-ts/lib/State.js'
import {
  accuracy,
  Datasets,
  adam,
  andThen,
  dense,
  earlyStopping,
  evaluateOn,
  history,
  holdOut,
  learner,
  meanSquaredError,
  onPlateau,
  predict,
  Randoms,
  rootMeanSquaredError,
  rSquared,
  shapeError,
  initialState,
  tanh,
  toNumber,
  train,
  trajectory
} from 'pullback'
import { expect, test } from 'vitest'
import { noise } from '../../networks.js'
import { examples, network, student } from '../xor.js'

const state = initialState(student, 1)
/** Typed `number`, so that the compiler does not check it. */
const two: number = 2

test('loss and metrics do not depend on the batch size', () => {
  const predictions = predict(network, state.params)(examples.inputs)
  const expected = {
    error: rootMeanSquaredError(predictions, examples.targets),
    rSquared: rSquared(predictions, examples.targets),
    loss: toNumber(student.loss.value(predictions, examples.targets))
  }
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), batchSize => {
      expect(evaluateOn(student, examples, { error: rootMeanSquaredError, rSquared }, { batchSize })(state)).toEqual(
        expected
      )
    })
  )
})

test('the scores of the same parameters are computed once', () => {
  let calls = 0
  const counted: typeof network = {
    ...network,
    forward: (params, input) => {
      calls++
      return network.forward(params, input)
    }
  }
  const scores = evaluateOn({ ...student, network: counted }, examples, {})
  expect(scores({ ...state })).toEqual(scores(state))
  expect(calls).toBe(1)
  scores(initialState(student, 2))
  expect(calls).toBe(2)
})

test('calibrateOn calibrates on the inputs of other examples', () => {
  const seen: number[] = []
  const calibrating: typeof network = {
    ...network,
    training: some({
      noiseCount: 0,
      noise: () => of([]),
      forward: () => network.forward,
      calibrate: some((_, batches) => {
        seen.push(...batches.map(({ shape }) => shape[0]))
        return network
      })
    })
  }
  const learning = { ...student, network: calibrating }
  evaluateOn(learning, examples, {})(state)
  expect(seen).toEqual([])
  evaluateOn(learning, examples, {}, { batchSize: 6, calibrateOn: examples })(state)
  expect(seen).toEqual([6, 4])
})

test('refuses targets that do not fit the loss, before any evaluation', () => {
  const wide = { ...examples, targets: noise([10, two]) }
  // @ts-expect-error -- one output and two targets; untyped callers get the error at run time
  expect(() => evaluateOn(student, wide, {})).toThrow(
    shapeError(
      'tanh() returns predictions of shape [1], for which meanSquaredError() needs targets of shape [1], found [2]'
    )
  )
})

test('a loss can need targets of another shape than its predictions', () => {
  const loss = { ...meanSquaredError<readonly [1]>(), targetShape: () => [1, 1] }
  expect(() => evaluateOn({ ...student, loss }, examples, {})).toThrow('needs targets of shape [1, 1], found [1]')
})

test('evaluateOn, onPlateau, earlyStopping and history work together', () => {
  const [training, validation] = evaluate(Randoms.seed(1))(
    holdOut(0.25)(evaluate(Randoms.seed(2))(Datasets.moons(200)))
  )
  const net = pipe(dense(2, 16), andThen(tanh()), andThen(dense(16, 1)))
  const pupil = learner(net, meanSquaredError(), adam(0.05))
  const validate = evaluateOn(pupil, validation, { accuracy })
  const trained = pipe(
    trajectory(pupil, training, { batchSize: 10, from: 3 }),
    onPlateau(state => validate(state).loss, { factor: 0.5, patience: 8 }),
    history(state => ({ epoch: state.epoch, training: state.loss, ...validate(state) })),
    earlyStopping(state => validate(state).loss, { patience: 24 }),
    train(300)
  )
  const { best } = trained
  const losses = trained.history.map(({ loss }) => loss)
  expect(trained.history.length).toBe(trained.epoch)
  expect(validate(best).loss).toBe(Math.min(...losses))
  expect(trained.epoch).toBeLessThan(300)
  expect(trained.rateFactor).toBeLessThan(1)
  expect(validate(best).accuracy).toBeGreaterThan(0.9)
})
