import { describe, expect, test } from 'vitest'
import { verify } from '../../laws/law/verify.js'
import { lawsOfOptimizer, optimizerLaws } from '../../laws/learning/optimizerLaws.js'
import { register } from '../../laws/run/register.js'
import { wrongOptimizers } from '../../laws/wrong/optimizers.js'
import { optimizerSubjects as optimizers } from '../../laws/subject/optimizers.js'
import { type Optimizer } from '../../src/learning/Optimizer.js'
import { lion } from '../../src/learning/optimizer/lion.js'
import { draws } from '../draws.js'
import { expectRejections } from './rejection.js'

describe('every optimizer of the table keeps every law', () => {
  for (const row of optimizers) register(test, lawsOfOptimizer(row), { runs: draws(20, 50) })
})

describe('wrong optimizers', () => {
  expectRejections(wrongOptimizers, {})
})

describe('lion, whose next step often does not depend on the memory', () => {
  test.each([{}, { beta1: 0.5, beta2: 0.5 }, { beta1: 0.99, beta2: 0.9 }])('is accepted with %j', settings => {
    expect(verify(optimizerLaws(lion(0.01, settings)), { seed: 1 }).holds).toBe(true)
  })

  test('is rejected if it keeps a memory that it never reads', () => {
    const right = lion(0.01)
    const wrong: Optimizer = {
      ...right,
      update: parameters => {
        const step = right.update(parameters)
        return (rate, memory, params, gradient) => [
          step(rate, right.init(parameters), params, gradient)[0],
          step(rate, memory, params, gradient)[1]
        ]
      }
    }
    const { results } = verify(optimizerLaws(wrong), { explain: false, shrinks: 0 })
    const [memory] = results.filter(({ verdict }) => verdict === 'fails')
    expect(memory?.law).toBe('lion: memory')
    expect(memory?.counterexample?.message).toBe('the memory has no effect on the next step')
  })
})
