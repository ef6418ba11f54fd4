/**
 * Resumed training gives the same bits as uninterrupted training, for any optimizer and schedule, on any engine. Wrong resumptions
 * are rejected. `npm run check:long` tries every optimizer with every schedule.
 */
import { describe, test } from 'vitest'
import { register } from '../../laws/run/register.js'
import { resumptionLaw } from '../../laws/learning/resumptionLaw.js'
import { wrongResumptions } from '../../laws/wrong/resumption.js'
import { javascript } from '../../src/engine/javascript.js'
import { eager } from '../../src/engine/Engine.js'
import { onnxIn } from '../onnx.js'
import { expectRejections } from './rejection.js'

describe('interrupted and resumed training', () => {
  register(test, [resumptionLaw(eager), resumptionLaw(javascript), resumptionLaw(onnxIn('float32'))], { runs: 15 })
})

describe('wrong resumptions', () => {
  expectRejections(wrongResumptions)
})
