/**
 * Backward is linear in the output gradient.
 *
 *     backward(2 dy + 3 dv) = 2 backward(dy) + 3 backward(dv)      exactly on whole numbers where the layer is multilinear
 */
import { sameValue, type Value } from '../../src/algebra/Value.js'
import { type Case, otherThan } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { fails, type Finding, holds, type Law } from '../law/Law.js'
import { firstDifference } from '../value/near.js'
import { largest, numbersOf, withNumbers } from '../value/Numbers.js'
import { run } from '../value/Passes.js'
import { lawOfLayer } from './law.js'

/** 2 x + 3 y */
const combination = <V extends Value>(x: V, y: V): V => {
  const others = numbersOf(y)
  // + 0: the sign of zero is not a matter of linearity.
  return withNumbers(x)(numbersOf(x).map((number, i) => 2 * number + 3 * (others[i] ?? NaN) + 0))
}

const positiveZeros = <V extends Value>(x: V): V => withNumbers(x)(numbersOf(x).map(number => number + 0))

/** How much further rounding may take a result than is seen on some. */
const doubt = 4

/** By how much a little change changes a number, relative to it: less than is called a difference, more than the last bits. */
const little = 2 ** -40

/** How far rounding takes the results: as far as they go where the output gradient is changed a little, some other way each time. */
const roundingOf = (backward: (gradient: Value) => readonly Value[], gradient: Value): number => {
  const result = numbersOf(backward(gradient))
  const changes = Array.from({ length: 16 }, (_, phase) => {
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
    // What is large on the way and cancels at the end, as behind two batchNorm of equal examples, leaves more than is usual.
    const rounding = (gradient: Value) => doubt * roundingOf(backward, gradient)
    const difference =
      firstDifference(whole, sum) &&
      firstDifference(
        whole,
        sum,
        rounding(combined) + 2 * rounding(outputGradient) + 3 * rounding(other.outputGradient)
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
