/**
 * The likely cause of a wrong gradient, computed from numbers.
 *
 * Both gradients, the analytic one and the derivative, are taken at a few points that are drawn afresh, where nothing is
 * zero and nothing is square by accident: a counterexample that was shrunk to a single 1 cannot tell a transpose from a sign.
 * Each hypothesis then predicts the analytic gradient from the true one. The first that fits at every point is the cause.
 */
import * as fc from 'fast-check'
import { type HiddenLayer } from '../src/combinator/hide.js'
import { type Case, layerCase } from './generator/layer.js'
import { exampleShape } from '../src/Value.js'
import { probeOf } from './Probe.js'
import { hypotheses } from './hypotheses.js'
import { numbersOf } from './Numbers.js'
import { type PartName } from './layer/Part.js'

/** Too large to be measured entry by entry. */
const limit = 400

export const diagnose = (layer: HiddenLayer, part: PartName, counterexample: Case): string | undefined => {
  const subject = { name: '', layers: [layer], shapes: [exampleShape(counterexample.input)] }
  const drawn = fc.sample(layerCase(subject, 'generic'), { seed: 1, numRuns: 12 })
  if (drawn.some(({ params, input }) => numbersOf(part === 'input' ? input : params).length > limit)) return undefined
  const probes = [...drawn, counterexample].map(one => probeOf(one, part))
  return hypotheses.find(({ fits }) => fits(probes))?.cause(probes)
}
