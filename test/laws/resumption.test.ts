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
import { allDraws, draws } from '../draws.js'
import { expectRejections } from './rejection.js'

describe('interrupted and resumed training', () => {
  const others = [javascript, onnxIn('float32')].map(engine => resumptionLaw(engine))
  // A few draws cannot have every optimizer and schedule; on the eager engine they do.
  const tried = allDraws ? others : others.map(law => ({ ...law, mustReach: [] }))
  register(test, [resumptionLaw(eager)], { runs: 15 })
  register(test, tried, { runs: draws(5, 15) })
})

describe('wrong resumptions', () => {
  expectRejections(wrongResumptions)
})
