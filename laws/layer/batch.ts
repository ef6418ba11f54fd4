/**
 * A batch is its examples, one at a time, up to rounding.
 *
 *     forward(batch)[i] = forward(example i)
 *     input gradient[i] = that of example i        parameter gradient = Σ over the examples
 */
import { addValues, type Value } from '../../src/Value.js'
import { type Case, layerCase, type Subject } from '../generator/layer.js'
import { kindsIn } from '../generator/numbers.js'
import { type Finding, fails, holds, type Law } from '../Law.js'
import { firstDifference } from '../near.js'
import { example } from '../Numbers.js'
import { run } from '../Passes.js'
import { lawOfCases } from './law.js'

const differs = (what: string, batch: Value, one: Value): Finding | undefined => {
  const difference = firstDifference(batch, one)
  return difference && fails(`${what}: the batch gives ${difference.one}, its examples ${difference.other}`)
}

const check = ({ layer, alone, examples, params, input, outputGradient }: Case): Finding => {
  const whole = run(layer, params, input, outputGradient)
  const each = Array.from({ length: examples }, (_, i) =>
    run(alone(i), params, example(i)(input), example(i)(outputGradient))
  )
  const [first, ...rest] = each.map(({ paramsGradient }) => paramsGradient)
  const sum = rest.reduce((total, gradient) => addValues(total, gradient), first ?? [])
  for (const [i, one] of each.entries()) {
    const found =
      differs(`the output of example ${i}`, example(i)(whole.output), one.output) ??
      differs(`the input gradient of example ${i}`, example(i)(whole.inputGradient), one.inputGradient)
    if (found !== undefined) return found
  }
  return differs('the parameter gradient', whole.paramsGradient, sum) ?? holds(2 * examples + 1)
}

export const batch = (subject: Subject): readonly Law[] =>
  subject.batchStatistics === true
    ? []
    : [
        lawOfCases(
          subject,
          'batch',
          'a batch agrees with its examples one at a time',
          layerCase(subject).filter(({ examples }) => examples > 1),
          check,
          ['batch of several', ...kindsIn.special]
        )
      ]
