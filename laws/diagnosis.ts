/**
 * The likely cause of a wrong gradient, computed from numbers.
 *
 * Both gradients, the analytic one and the derivative, are taken at a few points that are drawn afresh, where nothing is
 * zero and nothing is square by accident: a counterexample that was shrunk to a single 1 cannot tell a transpose from a sign.
 * Each hypothesis then predicts the analytic gradient from the true one. The first that fits at every point is the cause, for each tensor on its own.
 */
import * as fc from 'fast-check'
import { type HiddenLayer } from '../src/combinator/hide.js'
import { type Case, layerCase } from './generator/layer.js'
import { exampleShape } from '../src/Value.js'
import { analyticOf, measured, probesOf } from './Probe.js'
import { close, hypotheses } from './hypotheses.js'
import { numbersOf } from './Numbers.js'
import { type PaletteName } from './generator/numbers.js'
import { type PartName } from './layer/Part.js'

const isRight = (drawn: Case, part: PartName): boolean => close(analyticOf(drawn, part), measured(drawn, part))

/** Too large to be measured entry by entry. */
const limit = 400

export const diagnose = (layer: HiddenLayer, part: PartName, counterexample: Case): string | undefined => {
  const subject = { name: '', layers: [layer], shapes: [exampleShape(counterexample.input)] }
  if (numbersOf(part === 'input' ? counterexample.input : counterexample.params).length > limit) return undefined
  const sample = (palette: PaletteName, numRuns: number) => fc.sample(layerCase(subject, palette), { seed: 1, numRuns })
  const generic = sample('generic', 12)
  // What is wrong only at large numbers is right at ordinary ones.
  const drawn = generic.every(one => isRight(one, part)) ? sample('special', 30) : generic
  const probes = drawn.map(one => probesOf(one, part))
  const [first = []] = probes
  const causes = first.flatMap((_, which) => {
    const own = probes.flatMap(tensors => tensors[which] ?? [])
    return hypotheses.find(({ fits }) => fits(own))?.cause(own) ?? []
  })
  return causes.length === 0 ? undefined : [...new Set(causes)].join('; ')
}
