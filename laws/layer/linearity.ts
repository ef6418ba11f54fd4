/**
 * Backward is linear in the output gradient.
 *
 *     backward(2 dy + 3 dv) = 2 backward(dy) + 3 backward(dv)      exactly on whole numbers where the layer is multilinear
 */
import { sameValue, type Value } from '../../src/Value.js'
import { type Case, otherThan, type Subject } from '../generator/layer.js'
import { fails, type Finding, holds, type Law } from '../Law.js'
import { firstDifference } from '../near.js'
import { numbersOf, withNumbers } from '../Numbers.js'
import { run } from '../Passes.js'
import { lawOfLayer } from './law.js'

/** 2 x + 3 y */
const combination = <V extends Value>(x: V, y: V): V => {
  const others = numbersOf(y)
  // + 0: the sign of zero is not a matter of linearity.
  return withNumbers(x)(numbersOf(x).map((number, i) => 2 * number + 3 * (others[i] ?? NaN) + 0))
}

const positiveZeros = <V extends Value>(x: V): V => withNumbers(x)(numbersOf(x).map(number => number + 0))

const check =
  (exactly: boolean) =>
  (drawn: Case): Finding => {
    const { layer, params, input, outputGradient } = drawn
    const other = otherThan(drawn)
    const backward = (gradient: Value): readonly Value[] => {
      const { paramsGradient, inputGradient } = run(layer, params, input, gradient)
      return [paramsGradient, inputGradient]
    }
    const whole = backward(combination(outputGradient, other.outputGradient))
    const sum = combination<readonly Value[]>(backward(outputGradient), backward(other.outputGradient))
    if (exactly)
      return sameValue(positiveZeros(whole), sum)
        ? holds()
        : fails('backward is not linear in the output gradient, on whole numbers')
    const difference = firstDifference(whole, sum)
    return difference === undefined
      ? holds()
      : fails(
          `backward is not linear in the output gradient: backward(2 dy + 3 dv) has ${difference.one}, ` +
            `2 backward(dy) + 3 backward(dv) has ${difference.other}`,
          () => ({ cause: 'backward depends on the output gradient in another way than by multiplying it' })
        )
  }

export const linearity = (subject: Subject): readonly Law[] => [
  subject.multilinear === true
    ? lawOfLayer(subject, 'linearity', 'backward is linear in the output gradient, exactly', ['integers'], check(true))
    : lawOfLayer(
        subject,
        'linearity',
        'backward is linear in the output gradient',
        ['special', 'generic'],
        check(false)
      )
]
