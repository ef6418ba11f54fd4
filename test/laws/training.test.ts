import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { describe, expect, test } from 'vitest'
import { verify } from '../../laws/law/verify.js'
import { scale } from '../../src/algebra/Algebra.js'
import { dataset } from '../../src/data/Dataset.js'
import { relu } from '../../src/layer/activation/relu.js'
import { andThen } from '../../src/layer/andThen.js'
import { dense } from '../../src/layer/dense.js'
import { batchNorm } from '../../src/layer/normalization/batchNorm.js'
import { type Learner, learner } from '../../src/learning/Learner.js'
import { meanSquaredError } from '../../src/learning/loss/meanSquaredError.js'
import { adam } from '../../src/learning/optimizer/adam.js'
import { lamb } from '../../src/learning/optimizer/lamb.js'
import { lion } from '../../src/learning/optimizer/lion.js'
import { normal, seed as seedOf } from '../../src/tensor/Random.js'
import { type Batched, toArray } from '../../src/tensor/Tensor.js'
import { type Params } from '../../src/algebra/Value.js'
import { register } from '../../laws/run/register.js'
import { learnerLaws } from '../../laws/learning/learnerLaws.js'
import { examples } from '../../laws/learning/trained.js'
import { right, wrongTrainings } from '../../laws/wrong/training.js'
import { expectRejections } from './rejection.js'

describe('a learner of two dense layers keeps every law', () => {
  register(test, learnerLaws(right, examples()), { runs: 20 })
})

describe('wrong learners and trajectories', () => {
  expectRejections(wrongTrainings, { determinism: 'an update that depends on the number of calls' })
})

test('the laws of a learner, and their required cases', () => {
  expect(learnerLaws(right, examples()).map(({ name, statement, mustReach }) => [name, statement, mustReach])).toEqual([
    [
      'training: resumption',
      'n steps, then m steps give the same bits as n + m steps',
      ['shuffled', 'a batch of some']
    ],
    ['training: stride', 'results do not depend on the stride', []],
    ['training: determinism', 'the same seed gives the same bits', []],
    ['training: purity', 'the same step gives the same bits, and no argument changes', []],
    ['training: bookkeeping', 'a step increments the step number, and reports the loss before the update', []],
    ['training: order', 'the order within a batch does not matter, up to rounding', []]
  ])
})

type Rows<N extends number> = Batched<readonly [N]>

describe('order, where the optimizer amplifies rounding', () => {
  // The gradient of the bias before batchNorm is 0 but for rounding.
  const network = pipe(dense(2, 4), andThen(batchNorm(4)), andThen(relu()), andThen(dense(4, 1)))
  const rows = (seed: number) => {
    const draw = <const N extends number>(width: N, from: number) => evaluate(seedOf(from))(normal()([9, width]))
    return dataset(draw(2, seed), draw(1, seed + 100))
  }
  const order = <P extends Params>(own: Learner<P, Rows<2>, Rows<1>, Rows<1>>, seed: number) =>
    verify(
      learnerLaws(own, rows(seed)).filter(({ name }) => name === 'training: order'),
      { seed, runs: 10, explain: false }
    )

  test.each([
    ['adam', adam(0.01)],
    ['lion', lion(0.01)],
    ['lamb', lamb(0.01)]
  ])('%s is accepted', (_, optimizer) => {
    for (let seed = 1; seed <= 10; seed++)
      expect(order(learner(network, meanSquaredError(), optimizer), seed).results[0]).toMatchObject({
        verdict: 'holds'
      })
  })

  test('a millionth more weight for one example is rejected', () => {
    const right = learner(network, meanSquaredError(), adam(0.01))
    const wrong: typeof right = {
      ...right,
      step: (state, [input, target]) => right.step(state, [input, scale(1 + 1e-6 * (toArray(target)[0] ?? 0), target)])
    }
    for (let seed = 1; seed <= 5; seed++) expect(order(wrong, seed).holds).toBe(false)
  })
})
