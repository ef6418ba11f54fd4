/**
 * An interruption leaves no trace, with any optimizer and schedule, on any engine; what loses something between two runs is found
 * out. Every optimizer with every schedule is in `npm run check:long`.
 */
import { describe, test } from 'vitest'
import { register } from '../../laws/run/register.js'
import { resumptionLaw } from '../../laws/learning/resumptionLaw.js'
import { wrongResumptions } from '../../laws/wrong/resumption.js'
import { javascript } from '../../src/engine/javascript.js'
import { eager } from '../../src/engine/Engine.js'
import { onnxIn } from '../onnx.js'
import { expectRejections } from './rejection.js'

describe('training that is interrupted and resumed', () => {
  register(test, [resumptionLaw(eager), resumptionLaw(javascript), resumptionLaw(onnxIn('float32'))], { runs: 15 })
})

describe('wrong resumptions', () => {
  expectRejections(wrongResumptions)
})
