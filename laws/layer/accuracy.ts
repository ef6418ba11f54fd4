import { accuracyOf as declaredAccuracy } from '../../src/layer/Description.js'
import { type Value } from '../../src/algebra/Value.js'
import { mostRelative, stairsAlong } from '../derivative/staircase.js'
import { type Case } from '../generator/layer.js'
import { firstDifference } from '../value/near.js'
import { inner, largest, numbersOf, plusTimes, sizeOf, withNumbers } from '../value/Numbers.js'
import { backward, forward } from '../value/Passes.js'
import { across } from './Direction.js'
import { partOf } from './Part.js'

/** The relative accuracy of the results of a layer on a draw. */
export interface Accuracy {
  /** What the description declares, with a margin, because errors of several outputs add up. */
  readonly declared: number
  /** What the stairs of the results show: layers that compute in single precision, or cancel digits, give stairs. Computed when asked for. */
  readonly seen: () => number
}

const margin = 4

export const accuracyOf = (drawn: Case): Accuracy => {
  const declared = declaredAccuracy(drawn.layer.description)
  const found: number[] = []
  return {
    declared: declared > Number.EPSILON ? margin * declared : Number.EPSILON,
    seen: () => {
      const seen = found[0] ?? seenAccuracy(drawn)
      found[0] = seen
      return seen
    }
  }
}

/**
 * The first difference between two ways to compute the same results of a layer, beyond rounding and the accuracy of the layer on this
 * draw.
 *
 * @param rounding further rounding. Computed only if the results differ at all. Default: none.
 */
export const differenceOn = (
  drawn: Case,
  found: Value,
  expected: Value,
  rounding: () => number = () => 0
): ReturnType<typeof firstDifference> => {
  if (firstDifference(found, expected) === undefined) return undefined
  const [more, scale] = [rounding(), largest(numbersOf(found)) + largest(numbersOf(expected)) + 1]
  const beyond = (accuracy: number) => firstDifference(found, expected, more + accuracy * scale)
  return beyond(coarsest(drawn)) ?? beyond(coarse(drawn))
}

/** Whether two ways to compute the same result of a layer differ by its accuracy on this draw, times a scale, or by less. */
export const isWithinAccuracy = (drawn: Case, difference: number, scale: number): boolean =>
  difference <= coarsest(drawn) * scale && difference <= coarse(drawn) * scale

/** Relative tolerance for two ways to compute the same results: 0 in double precision. */
const coarse = (drawn: Case): number => {
  const { declared, seen } = accuracyOf(drawn)
  const accuracy = Math.max(declared, seen())
  return accuracy > Number.EPSILON ? 2 * accuracy : 0
}

/** The largest tolerance possible, which spares the search for stairs. */
const coarsest = (drawn: Case): number => 2 * Math.max(accuracyOf(drawn).declared, mostRelative)

/** Of a number in single precision. */
const halfUnit = 2 ** -24

/** Whether a number uses more than 13 of the 24 binary digits of single precision, and no further ones. */
const isSingle = (x: number): boolean =>
  x !== 0 && Math.fround(x) === x && !Number.isInteger((x * 2 ** 12) / 2 ** Math.floor(Math.log2(Math.abs(x))))

/**
 * The accuracy of outputs that are numbers of single precision. An output that hides below the last digit of a larger one shows no stair:
 * e⁻²⁰ beside 1 in a softmax.
 */
const ofSingles = ({ layer, params, input }: Case): number => {
  const outputs = numbersOf(forward(layer, params, input)[0])
  return outputs.every(x => Math.fround(x) === x) && outputs.some(isSingle) ? margin * halfUnit : Number.EPSILON
}

/** Rounding in backward counts beside rounding in forward only: alone it is a mistake. */
const seenAccuracy = (drawn: Case): number => {
  const ofForward = (['parameters', 'input'] as const).map(name => {
    const part = partOf(drawn, name)
    const size = part.numbers.length
    const v = across(0, size, 1)
    return size === 0 ? 0 : stairsAlong(part.line(v), part.scaleOf(v)).relative
  })
  const ofOutputs = Math.max(ofSingles(drawn), ...ofForward)
  return ofOutputs > Number.EPSILON ? Math.max(ofOutputs, ofBackward(drawn)) : Number.EPSILON
}

/** The accuracy of backward, as a function of the output gradient. */
const ofBackward = ({ layer, params, input, outputGradient }: Case): number => {
  const [, cache] = forward(layer, params, input)
  const numbers = numbersOf(outputGradient)
  const { weights } = across(0, numbers.length, 2)
  const inResult = across(0, sizeOf([...params, input]), 3).weights
  return stairsAlong(t => {
    const moved = withNumbers(outputGradient)(plusTimes(numbers, t, weights))
    return inner(numbersOf([...backward(layer, params, cache, moved, input)]), inResult)
  }, 1).relative
}

/** Accuracies of fewer digits are worth a note: other layers lose a few digits, too. */
const notable = 2 ** -30

/** What is printed of a layer whose results are known to such an accuracy. */
export const noteOn = (accuracy: number, { declared }: Accuracy): string | undefined => {
  const follow = 'the steps and tolerances of the law follow from that'
  if (declared > Number.EPSILON) return `the description declares an accuracy of ${declared / margin}: ${follow}`
  return accuracy > notable
    ? `the layer rounds its results in stairs, as single precision or the loss of digits does: ${follow}`
    : undefined
}
