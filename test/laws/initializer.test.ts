import { describe, test } from 'vitest'
import { initializerLaws } from '../../laws/layer/initializerLaws.js'
import { register } from '../../laws/run/register.js'
import { wrongInitializers } from '../../laws/wrong/initializers.js'
import { initializers } from '../../src/catalogue/initializers.js'
import { exampleOf } from '../../src/catalogue/Row.js'
import { expectRejections } from './rejection.js'

describe('every initializer of the catalogue keeps every law', () => {
  for (const row of initializers) register(test, initializerLaws(exampleOf(row), row.name))
})

describe('wrong initializers', () => {
  expectRejections(wrongInitializers, {})
})
