import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LossSubject, lossSubjects as losses } from '../../laws/subject/losses.js'
import { kindOf, proveOne } from '../../laws/wrong/prove.js'
import { verify } from '../../laws/law/verify.js'
import { lawsOfLoss, lossLaws } from '../../laws/learning/lossLaws.js'
import { register } from '../../laws/run/register.js'
import { wrongLosses } from '../../laws/wrong/losses.js'
import { broadcast, scale, sumOverBatch } from '../../src/algebra/Algebra.js'
import { formed, mapValues } from '../../src/algebra/Value.js'
import { describe as describePenalty } from '../../src/layer/Description.js'
import { eraseLossTypes, type Loss } from '../../src/learning/Loss.js'
import { l2 } from '../../src/learning/loss/l2.js'
import { meanSquaredError } from '../../src/learning/loss/meanSquaredError.js'
import { penalised } from '../../src/learning/loss/penalised.js'
import { softmaxCrossEntropy } from '../../src/learning/loss/softmaxCrossEntropy.js'
import { sumOf } from '../../src/learning/loss/sumOf.js'
import { type Penalty } from '../../src/learning/Penalty.js'
import { type Shape } from '../../src/tensor/Shape.js'
import { type AnyTensor, type Batched, fromArray, toArray } from '../../src/tensor/Tensor.js'
import { draws } from '../draws.js'
import { expectRejections } from './rejection.js'

describe('every loss of the table keeps every law', () => {
  for (const row of losses) register(test, lawsOfLoss(row), { runs: draws(15, 50) })
})

describe('wrong losses', () => {
  // The law of ranges compares the gradient too, at other numbers.
  expectRejections(wrongLosses, { gradient: 'half the gradient' })
})

test.each([
  ['the gradient of the mean absolute error', /another loss: the absolute error/],
  ['half the gradient', /a factor: the gradient is 0\.5 times the right one/],
  ['a gradient with the wrong sign', /the sign/],
  ['a mean in the value, a sum in the gradient', /the batch size \(a missing 1\/n\)/]
])('the cause of %s is named', (name, cause) => {
  const found = wrongLosses.filter(row => row.name === name).map(row => proveOne({ ...row, cause }, { seed: 1 }))
  expect(found.map(({ named }) => named)).toEqual([true])
})

type Pair = readonly [Batched<readonly [2]>, Batched<readonly [3]>]

/** Every row the mean of all rows. */
const spread = (dy: AnyTensor, count: number): AnyTensor => {
  const rows = fromArray<readonly [number, 2]>([count, 2], toArray(dy))
  return broadcast(dy.shape, scale(1 / count, sumOverBatch(rows)))
}

describe('losses of pairs', () => {
  const pair = (gradient?: (dy: AnyTensor, dv: AnyTensor, count: number) => readonly AnyTensor[]): Loss<Pair, Pair> => {
    const [one, other] = [meanSquaredError<readonly [2]>(), meanSquaredError<readonly [3]>()]
    const both = sumOf(one, other)
    if (gradient === undefined) return both
    return {
      ...both,
      gradient: (y, t) => formed(y, gradient(one.gradient(y[0], t[0]), other.gradient(y[1], t[1]), y[0].shape[0]))
    }
  }
  const known = { shapes: [[[2], [3]]], convex: true, zeroAtTarget: true }

  test('a plain sum of two mean squared errors is accepted', () => {
    for (const seed of [1, 2, 3]) expect(verify(lossLaws(pair(), known), { seed }).holds).toBe(true)
  })

  test.each([
    ['no gradient for the second head', pair((dy, dv) => [dy, scale<Shape>(0, dv)])],
    ['twice the gradient for the second head', pair((dy, dv) => [dy, scale<Shape>(2, dv)])],
    ['a sum over the batch for the first head', pair((dy, dv, count) => [scale<Shape>(count, dy), dv])],
    ['a gradient of the first head that mixes the examples', pair((dy, dv, count) => [spread(dy, count), dv])]
  ])('%s is rejected', (_, loss) => {
    expect(verify(lossLaws(loss, known), { explain: false }).holds).toBe(false)
  })

  test('targets of several kinds', () => {
    const loss = sumOf(meanSquaredError<readonly [2]>(), softmaxCrossEntropy<readonly [3]>())
    expect(verify(lossLaws(loss, { ...known, zeroAtTarget: false, target: ['any', 'probabilities'] })).holds).toBe(true)
    // Cross-entropy of targets that are no probabilities has another gradient at infinity, and is not convex.
    expect(verify(lossLaws(loss, { ...known, zeroAtTarget: false })).holds).toBe(false)
    expect(() => verify(lossLaws(loss, { ...known, target: ['any'] }))).not.toThrow()
  })
})

describe('penalties', () => {
  const [right] = l2(0.1, meanSquaredError()).penalties ?? []
  const changed = (factor: number): Penalty => ({
    description: describePenalty('wrong'),
    on: parameters => {
      const of = right?.on(parameters)
      if (of === undefined) throw new Error('l2 has no penalty')
      return { ...of, gradient: p => mapValues(dp => scale(factor, dp))(of.gradient(p)) }
    }
  })

  test('the penalty of l2 is accepted, half its gradient is rejected', () => {
    const failing = (factor: number) =>
      verify(lossLaws(penalised(changed(factor), meanSquaredError())), { explain: false })
        .results.filter(({ verdict }) => verdict !== 'holds')
        .map(({ law }) => law)
    expect(failing(1)).toEqual([])
    expect(failing(0.5)).toEqual(['wrong: penalty'])
  })
})

const squares = { name: 'it', loss: eraseLossTypes(meanSquaredError()) }
const usual = ['batch of one', 'batch of several', 'negative', 'zero', 'saturated', 'ties']

test('the laws of a loss, and their required cases', () => {
  const told = (known: Partial<LossSubject>) =>
    lawsOfLoss({ ...squares, ...known }).map(({ name, statement, mustReach }) => [name, statement, mustReach])
  const [shapes, purity, gradient, convexity, zero, batch, finiteness, range] = [
    ['it: shapes', 'the value is a scalar, and the gradient has the shape of the prediction', usual],
    ['it: purity', 'the same call gives the same bits, and no argument changes', usual],
    ['it: gradient', 'the gradient is the derivative of the value', usual],
    ['it: convexity', 'no tangent lies above a convex loss', usual],
    ['it: zero', 'at the target the value and the gradient are 0', usual],
    ['it: batch', 'the loss of a batch is the mean over its examples', usual],
    ['it: finiteness', 'predictions of up to 10³ give a finite value and gradient', [...usual.slice(0, 4), 'large']],
    ['it: range', 'the gradient holds for large and small predictions', [...usual.slice(0, 3), 'large']]
  ]
  expect(told({ convex: true, zeroAtTarget: true, prediction: 'any' })).toEqual([
    shapes,
    purity,
    gradient,
    convexity,
    zero,
    batch,
    finiteness,
    range
  ])
  expect(told({})).toEqual([shapes, purity, gradient, batch, finiteness, range])
  expect(told({ prediction: 'fractions' }).map(([, , mustReach]) => mustReach)).toEqual(
    new Array(6).fill(usual.slice(0, 2))
  )
  expect(lossLaws(meanSquaredError())[0]?.name).toBe('meanSquaredError: shapes')
})

test.each<[law: string, checks: (size: number, examples: number) => number]>([
  ['shapes', () => 2],
  ['purity', () => 3],
  ['gradient', size => size],
  ['convexity', () => 1],
  ['zero', () => 2],
  ['batch', (_, examples) => 1 + examples],
  ['finiteness', () => 1]
])('%s counts what it compares', (law, checks) => {
  for (const { property } of lawsOfLoss({ ...squares, convex: true, zeroAtTarget: true }).filter(
    ({ name }) => kindOf(name) === law
  ))
    for (const trial of fc.sample(property, { seed: 1, numRuns: 30 })) {
      const [, shape = ''] = /^\[(.*?)\]/.exec(trial.exhibits()[0]?.[1] ?? '') ?? []
      const [examples = NaN, width = NaN] = shape.split(', ').map(Number)
      expect(trial.check()).toMatchObject({
        outcome: 'holds',
        checks: checks(examples * width, examples)
      })
    }
})
