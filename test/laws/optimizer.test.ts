import { describe, test } from 'vitest'
import { lawsOfOptimizer } from '../../laws/learning/optimizerLaws.js'
import { register } from '../../laws/run/register.js'
import { wrongOptimizers } from '../../laws/wrong/optimizers.js'
import { optimizerSubjects as optimizers } from '../../laws/subject/optimizers.js'
import { expectRejections } from './rejection.js'

describe('every optimizer of the table keeps every law', () => {
  for (const row of optimizers) register(test, lawsOfOptimizer(row))
})

describe('wrong optimizers', () => {
  expectRejections(wrongOptimizers, {})
})
