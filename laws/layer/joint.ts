/**
 * The gradients of a case at a kink or a jump, judged output by output and jointly over all parameters and inputs.
 */
import { isTensor } from '../../src/algebra/Value.js'
import { rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Surface } from '../derivative/nearby.js'
import { kindsAt, lastingKindsAt } from '../derivative/kinks.js'
import { type Membership, neighbourhood, spreadOf, subgradient } from '../derivative/subgradient.js'
import { type Case } from '../generator/layer.js'
import { numbersOf, sizeOf, withNumbers } from '../value/Numbers.js'
import { forward, run } from '../value/Passes.js'
import { partOf, type PartName } from './Part.js'

/** Numbers that are moved one by one: all of a small case, otherwise the given ones and those that equal them. */
const most = 48

/** The number of outputs that are judged at most. */
const mostOutputs = 64

/** The numbers of a case: the parameters, then the input. */
const allNumbers = ({ params, input }: Case): Float64Array => numbersOf([...params, input])

/** The indices among all numbers of those of a part. */
const rangeOf = ({ params, input }: Case, name: PartName): readonly [from: number, to: number] => {
  const parameters = sizeOf(params)
  return name === 'parameters' ? [0, parameters] : [parameters, parameters + sizeOf(input)]
}

const movingOf = (numbers: Float64Array, entries: readonly number[]): readonly number[] => {
  if (numbers.length <= most) return Array.from(numbers, (_, i) => i)
  const values = new Set(entries.map(i => numbers[i]))
  const equal = Array.from(numbers, (x, i) => (values.has(x) ? i : -1)).filter(i => i !== -1)
  return [...new Set([...entries, ...equal])].slice(0, most)
}

const surfaceOf = (drawn: Case, accuracy: number, moving: readonly number[]): Surface => {
  const { layer, params, input } = drawn
  const size = sizeOf(params)
  return {
    numbers: allNumbers(drawn),
    accuracy,
    moving,
    outputs: numbers => {
      const [output] = forward(
        layer,
        withNumbers(params)(numbers.subarray(0, size)),
        withNumbers(input)(numbers.subarray(size))
      )
      return isTensor(output) ? rowMajorNumbers(output) : numbersOf(output)
    }
  }
}

/** The gradient of one output, of all numbers. */
const claimedOf = ({ layer, params, input, outputGradient }: Case, output: number): Float64Array => {
  const only = new Float64Array(sizeOf(outputGradient)).with(output, 1)
  const { paramsGradient, inputGradient } = run(layer, params, input, withNumbers(outputGradient)(only))
  return numbersOf([...paramsGradient, inputGradient])
}

/** The outputs that have a kink or a jump. */
export const kinkedOutputs = (drawn: Case, accuracy: number): readonly number[] =>
  kindsAt(surfaceOf(drawn, accuracy, [])).flatMap((kind, output) => (kind === 'smooth' ? [] : [output]))

/** An output whose gradient differs. */
export interface Differing extends Pick<Membership, 'analytic' | 'numeric' | 'tolerance'> {
  readonly output: number
  /** The numbers along which it differs. */
  readonly places: readonly string[]
  /** One of them that belongs to the part, as an index within it. */
  readonly own: number
}

/** What `jointly` finds. */
export interface Joint {
  /** The first output whose gradient differs. */
  readonly differing?: Differing
  /** The number of outputs that were compared, and of those that could not be decided. */
  readonly checks: number
  readonly undecided: number
}

/** The share of the direction's largest entry at which a number counts. */
const matters = 1e-3

/**
 * Judges the gradients of the outputs that have a kink in several numbers, or a jump.
 *
 * @param name a difference counts only if it concerns this part
 * @param entries the indices within that part of numbers with a kink
 * @param only the outputs to judge. Default: those that are kinked in several numbers, or jump.
 */
export const jointly = (
  drawn: Case,
  name: PartName,
  entries: readonly number[],
  accuracy: number,
  only?: ReadonlySet<number>
): Joint => {
  const [from, to] = rangeOf(drawn, name)
  const numbers = allNumbers(drawn)
  const moving = movingOf(
    numbers,
    entries.map(i => from + i)
  )
  const surface = surfaceOf(drawn, accuracy, moving)
  const kinds = lastingKindsAt(surface)
  if (kinds.every(kind => kind === 'smooth')) return { checks: 0, undecided: 0 }
  const gradients = neighbourhood(surface)
  // A kink along one number has been judged already: its gradient lies between those of the two sides.
  const isAlone = (output: number): boolean => kinds[output] === 'kink' && spreadOf(gradients[output] ?? []) === 1
  const isJudged = (output: number): boolean => kinds[output] !== 'smooth' && (only?.has(output) ?? !isAlone(output))
  const outputs = kinds.flatMap((_, output) => (isJudged(output) ? [output] : [])).slice(0, mostOutputs)
  const places = [...tensorPlaces(drawn, 'parameters'), ...tensorPlaces(drawn, 'input')]
  let undecided = 0
  for (const output of outputs) {
    const all = claimedOf(drawn, output)
    const claimed = Float64Array.from(moving, i => all[i] ?? NaN)
    const found = subgradient(surface, output, claimed, gradients[output] ?? [])
    if (found.verdict === 'inconclusive') undecided++
    if (found.verdict !== 'differs') continue
    const along = moving.filter((_, k) => Math.abs(found.direction[k] ?? 0) > matters)
    const own = along.find(i => i >= from && i < to)
    if (own === undefined) continue
    const { analytic, numeric, tolerance } = found
    const differing = {
      output,
      places: along.map(i => places[i]?.() ?? ''),
      own: own - from,
      analytic,
      numeric,
      tolerance
    }
    return { differing, checks: outputs.length, undecided }
  }
  return { checks: outputs.length, undecided }
}

/** The places of the numbers of a part. */
const tensorPlaces = (drawn: Case, name: PartName): readonly (() => string)[] => {
  const { numbers, place } = partOf(drawn, name)
  return Array.from(numbers, (_, i) => () => place(i))
}
