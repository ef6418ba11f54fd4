/**
 * Backward is linear in the output gradient.
 *
 *     backward(2 dy + 3 dv) = 2 backward(dy) + 3 backward(dv)      exactly on whole numbers where the layer is multilinear
 */
import { sameValue, type Value } from '../../src/algebra/Value.js'
import { type Case, otherThan } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { fails, type Finding, holds, type Law } from '../law/Law.js'
import { largest, mapNumbers, numbersOf, withNumbers } from '../value/Numbers.js'
import { run } from '../value/Passes.js'
import { differenceOn } from './accuracy.js'
import { lawOfLayer } from './law.js'

/** 2 x + 3 y */
const combination = <V extends Value>(x: V, y: V): V => {
  const others = numbersOf(y)
  // + 0 removes the sign of zero, which linearity does not determine.
  return mapNumbers((number, i) => 2 * number + 3 * (others[i] ?? NaN) + 0)(x)
}

const positiveZeros = mapNumbers(number => number + 0)

/** Safety factor on the rounding error seen in samples. */
const doubt = 4

/** Relative size of a small change: below the tolerance of `firstDifference`, above the last bits. */
const little = 2 ** -40

/**
 * Rounding error of the results, estimated by small changes of the output gradient: sixteen, or fewer if the results have many numbers,
 * because the largest change counts.
 */
const roundingOf = (backward: (gradient: Value) => readonly Value[], gradient: Value): number => {
  const result = numbersOf(backward(gradient))
  const length = Math.min(16, Math.max(2, Math.ceil(2048 / Math.max(1, result.length))))
  const changes = Array.from({ length }, (_, phase) => {
    const changed = numbersOf(gradient).map((x, i) => x * (1 + little * Math.sin(7 * i + phase)))
    const found = numbersOf(backward(withNumbers(gradient)(changed)))
    return largest(found.map((x, i) => x - (result[i] ?? NaN)))
  })
  return Math.max(...changes)
}

const check =
  (exactly: boolean) =>
  (drawn: Case): Finding => {
    const { layer, params, input, outputGradient } = drawn
    const other = otherThan(drawn)
    const backward = (gradient: Value): readonly Value[] => {
      const { paramsGradient, inputGradient } = run(layer, params, input, gradient)
      return [paramsGradient, inputGradient]
    }
    const combined = combination(outputGradient, other.outputGradient)
    const whole = backward(combined)
    const sum = combination<readonly Value[]>(backward(outputGradient), backward(other.outputGradient))
    if (exactly)
      return sameValue(positiveZeros(whole), sum)
        ? holds()
        : fails('backward is not linear in the output gradient on integers')
    // Large intermediate numbers that cancel (two batchNorm in a row on equal examples) leave larger rounding errors.
    const rounding = (gradient: Value) => doubt * roundingOf(backward, gradient)
    const difference = differenceOn(
      drawn,
      whole,
      sum,
      () => rounding(combined) + 2 * rounding(outputGradient) + 3 * rounding(other.outputGradient)
    )
    return difference === undefined
      ? holds()
      : fails(
          `backward is not linear in the output gradient: backward(2 dy + 3 dv) has ${difference.one}, ` +
            `2 backward(dy) + 3 backward(dv) has ${difference.other}`,
          () => ({ cause: 'backward uses the output gradient in another way than as a linear factor' })
        )
  }

export const linearity = (subject: Subject): readonly Law[] => [
  subject.multilinear === true
    ? lawOfLayer(
        subject,
        'linearity',
        'backward is linear in the output gradient, exactly on integers',
        ['integers'],
        check(true)
      )
    : lawOfLayer(
        subject,
        'linearity',
        'backward is linear in the output gradient',
        ['special', 'generic'],
        check(false)
      )
]
