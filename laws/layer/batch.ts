/**
 * A batch gives what its examples give one at a time, up to rounding.
 *
 *     forward(batch)[i] = forward(example i)
 *     input gradient[i] = input gradient of example i        parameter gradient = Σ over the examples
 */
import { none } from 'fp-ts/lib/Option.js'
import { hasStatistics } from '../../src/layer/trainingForm.js'
import { addValues, type Value } from '../../src/algebra/Value.js'
import { type Case, layerCase, namesOf } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { kindsIn } from '../generator/numbers.js'
import { type Finding, fails, holds, type Law } from '../law/Law.js'
import { example, placeOf } from '../value/Numbers.js'
import { run } from '../value/Passes.js'
import { differenceOn } from './accuracy.js'
import { lawOfCases } from './law.js'

const check =
  (subject: Subject) =>
  (drawn: Case): Finding => {
    const { layer, alone, examples, params, input, outputGradient } = drawn
    const differs = (what: string, names: readonly string[], batch: Value, one: Value): Finding | undefined => {
      const difference = differenceOn(drawn, batch, one)
      if (difference === undefined) return undefined
      const { index, one: analytic, other: numeric, tolerance } = difference
      return fails(`${what}: the batch gives ${analytic}, its examples ${numeric}`, () => ({
        entry: { place: placeOf(batch, names, index), analytic, numeric, tolerance },
        symptom: { of: 'batch', subject }
      }))
    }
    const whole = run(layer, params, input, outputGradient)
    const each = Array.from({ length: examples }, (_, i) =>
      run(alone(i), params, example(i)(input), example(i)(outputGradient))
    )
    const [first, ...rest] = each.map(({ paramsGradient }) => paramsGradient)
    const sum = rest.reduce((total, gradient) => addValues(total, gradient), first ?? [])
    for (const [i, one] of each.entries()) {
      const found =
        differs(`the output of example ${i}`, ['output'], example(i)(whole.output), one.output) ??
        differs(`the input gradient of example ${i}`, ['input'], example(i)(whole.inputGradient), one.inputGradient)
      if (found !== undefined) return found
    }
    return differs('the parameter gradient', namesOf(layer), whole.paramsGradient, sum) ?? holds(2 * examples + 1)
  }

/** Layers with batch statistics, without their training form, which mixes the examples of a batch. */
const withoutStatistics = (subject: Subject): Subject => ({
  ...subject,
  layers: subject.layers.map(layer => (hasStatistics(layer) ? { ...layer, training: none } : layer))
})

export const batch = (subject: Subject): readonly Law[] =>
  subject.batchStatistics === true
    ? []
    : [
        lawOfCases(
          subject,
          'batch',
          'a batch gives what its examples give one at a time',
          layerCase(withoutStatistics(subject)).filter(({ examples }) => examples > 1),
          check(subject),
          ['batch of several', ...kindsIn.special]
        )
      ]
