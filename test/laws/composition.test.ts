import { describe, test } from 'vitest'
import { compositionLaws } from '../../laws/composition/compositionLaws.js'
import { register } from '../../laws/run/register.js'
import { wrongCompositions } from '../../laws/wrong/composition.js'
import { dense } from '../../src/layer/dense.js'
import { tanh } from '../../src/layer/activation/tanh.js'

import { expectRejections } from './rejection.js'

describe('dense layers and tanh compose', () => {
  register(test, compositionLaws(dense(2, 3), tanh(), dense(3, 3)))
})

describe('wrong combinators', () => {
  expectRejections(wrongCompositions, {
    'chain rule': 'a composition whose first layer gets the gradient twice'
  })
})
