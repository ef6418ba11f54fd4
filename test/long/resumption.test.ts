/** Resumed training equals uninterrupted training: every optimizer, schedule and engine. Run by `npm run check:long`. */
import { expect, test } from 'vitest'
import { pairs, resumptionLaw } from '../../laws/learning/resumptionLaw.js'
import { verify } from '../../laws/run/verify.js'
import { javascript } from '../../src/engine/javascript.js'
import { eager } from '../../src/engine/Engine.js'
import { onnxIn } from '../onnx.js'

test.each([eager, javascript, onnxIn('float32')])(
  'every optimizer with every schedule on $name',
  { timeout: 1_800_000 },
  engine => {
    const { results } = verify([{ ...resumptionLaw(engine), mustReach: pairs }], { runs: 400 })
    expect(results.map(({ verdict, counterexample }) => [verdict, counterexample])).toEqual([['holds', undefined]])
  }
)
