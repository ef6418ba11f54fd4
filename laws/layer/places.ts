/** Measures a gradient at many places of one draw: the examples of a batch, or the tensors of a part. */
import { rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { tensorsOf, type Value } from '../../src/algebra/Value.js'
import { differentiate, type Sample } from '../derivative/derivative.js'
import { judge, type Judgement } from '../derivative/judgement.js'
import { type Case } from '../generator/layer.js'
import { example } from '../value/Numbers.js'
import { forward } from '../value/Passes.js'
import { across, type Direction, moved, part as partOfDirection } from './Direction.js'
import { type Part, partOf } from './Part.js'

/** Maps any number to one that the layer takes. */
export type Valid = (x: number) => number

/** The distances by which a number is moved. The first one keeps the digits of forward, the second one stays on one side of 0. */
const distances: readonly ((x: number) => number)[] = [x => Math.max(1, Math.abs(x)), Math.abs]

/** The largest distance of at most `most` at which the layer takes the numbers on both sides of x, or 0. */
const roomAt = (x: number, most: number, valid: Valid): number => {
  for (let distance = most; distance > most * 2 ** -60; distance /= 2)
    if (valid(x + distance) === x + distance && valid(x - distance) === x - distance) return distance
  return 0
}

/** Numbers of a part that move together: [from, to). */
export type Place = readonly [from: number, to: number]

/** A judgement in units of a direction. */
export interface Judged extends Pick<Judgement, 'verdict' | 'analytic' | 'numeric' | 'tolerance' | 'relativeError'> {
  readonly place: Place
  readonly isDecided: boolean
  /** The largest |number| of the place. */
  readonly size: number
  /** The distance by which the direction moves the first number of the place. */
  readonly unit: number
}

/** Step of the quick measurement, relative to the distance. */
const step = 2 ** -7

/**
 * Whether a quick measurement agrees with the analytic derivative: to a tenth of a millionth, which no wrong derivative does by chance.
 *
 *     (16 central(h / 4) − central(h)) / 15 = φ′(0) + O(h⁴)
 */
const isNear = (phi: (t: number) => Sample, { value, magnitude }: Sample): boolean => {
  const central = (h: number) => (phi(h).value - phi(-h).value) / (2 * h)
  const measured = (16 * central(step / 4) - central(step)) / 15
  return Math.abs(measured - value) <= 1e-7 * magnitude
}

/** φ along a direction that moves the numbers of one place. */
type Line = (t: number) => Sample

/** Measures along a direction that moves all places. `quick` has few evaluations for all places together, `thorough` many for one. */
interface Measure {
  readonly quick: (v: Direction) => (place: Place) => Line
  readonly thorough: (v: Direction) => (place: Place) => Line
  /** The largest |number| of the output gradient at a place. */
  readonly outputGradient: (place: Place) => number
}

/** Number of places of a draw that are measured thoroughly. */
const most = 8

/** The analytic derivative of a place along a direction. */
interface Along {
  readonly place: Place
  readonly v: Direction
  readonly analytic: Sample
  readonly size: number
}

/** The direction that moves every number of some consecutive places by about a distance. */
const directionFor = (
  numbers: Float64Array,
  places: readonly Place[],
  turn: number,
  distance: (x: number) => number
): Direction => {
  const [[start] = [0], [, end] = [0, 0]] = [places[0], places.at(-1)]
  const { from, weights } = across(start, end, turn % 8)
  return { from, weights: weights.map((w, i) => w * distance(numbers[from + i] ?? NaN)) }
}

/** The derivative of a place along v according to the gradient. Undefined if v does not move the place. */
const alongOf = (numbers: Float64Array, gradient: Float64Array, v: Direction, place: Place): Along | undefined => {
  let [value, magnitude, size, isMoved] = [0, 0, 0, false]
  for (let i = place[0]; i < place[1]; i++) {
    const weight = v.weights[i - v.from] ?? NaN
    const product = (gradient[i] ?? NaN) * weight
    value += product
    magnitude += Math.abs(product)
    size = Math.max(size, Math.abs(numbers[i] ?? NaN))
    isMoved ||= weight !== 0
  }
  if (!isMoved) return undefined
  // A gradient that is not finite has no scale, and the function alone is measured.
  return { place, v, analytic: { value, magnitude: Number.isFinite(magnitude) ? magnitude : 0 }, size }
}

/**
 * Judges places of a part. A difference at the first distance counts unless the second refutes it. A place is not decided if forward
 * overflows there, has lost its digits, or has a kink.
 */
export const judgeAll = (
  { numbers, gradient, turn }: { numbers: Float64Array; gradient: Float64Array; turn: number },
  valid: Valid,
  places: readonly Place[],
  { quick, thorough, outputGradient }: Measure
): readonly Judged[] => {
  const tries = distances.map(distance => {
    const v = directionFor(numbers, places, turn, x => roomAt(x, distance(x), valid))
    return { v, quickly: quick(v), thoroughly: thorough(v) }
  })
  let measured = 0
  return places.flatMap((place): Judged | readonly [] => {
    let best: Judged | undefined
    const found = tries.flatMap(({ v, ...lines }) => {
      const along = alongOf(numbers, gradient, v, place)
      return along === undefined ? [] : [{ ...along, ...lines, unit: v.weights[place[0] - v.from] ?? NaN }]
    })
    for (const { quickly, analytic, size, unit } of found) {
      const { value } = analytic
      best ??= {
        place,
        size,
        unit,
        isDecided: false,
        verdict: 'inconclusive',
        analytic: value,
        numeric: NaN,
        tolerance: NaN,
        relativeError: NaN
      }
      if (isNear(quickly(place), analytic)) return { ...best, isDecided: true, verdict: 'agrees', unit }
    }
    if (best === undefined || measured >= most) return best ?? []
    measured++
    for (const { thoroughly, analytic, size, unit } of found) {
      const estimate = differentiate(thoroughly(place), {
        argument: 1,
        gradient: analytic.magnitude,
        // A number near the end of an interval moves by less than its size, so its own rounding counts.
        inside: Math.max(outputGradient(place) * Math.max(1, size), (analytic.magnitude * size) / Math.abs(unit))
      })
      const judgement = judge(analytic.value, estimate, analytic.magnitude)
      const isDecided = estimate.kind === 'smooth' && judgement.verdict !== 'inconclusive'
      if (isDecided) best = { ...judgement, place, size, unit, isDecided }
      if (isDecided && judgement.verdict === 'agrees') return best
    }
    return best
  })
}

/** Σ of the products of each example of two batches, and Σ of their absolute values. */
const sumsOf = (one: Value, other: Value, examples: number) => {
  const [values, magnitudes] = [new Float64Array(examples), new Float64Array(examples)]
  const others = tensorsOf(other)
  tensorsOf(one).forEach((tensor, which) => {
    const [a, b] = [rowMajorNumbers(tensor), rowMajorNumbers(others[which] ?? tensor)]
    const width = a.length / examples
    for (let i = 0; i < a.length; i++) {
      const [e, product] = [Math.floor(i / width), (a[i] ?? NaN) * (b[i] ?? NaN)]
      values[e] = (values[e] ?? NaN) + product
      magnitudes[e] = (magnitudes[e] ?? NaN) + Math.abs(product)
    }
  })
  return { values, magnitudes }
}

/** The largest |number| of every example. */
export const sizesOf = (batch: Value, examples: number): readonly number[] => {
  const sizes = new Array<number>(examples).fill(0)
  for (const tensor of tensorsOf(batch)) {
    const numbers = rowMajorNumbers(tensor)
    const width = numbers.length / examples
    numbers.forEach((x, i) => {
      const e = Math.floor(i / width)
      sizes[e] = Math.max(sizes[e] ?? 0, Math.abs(x))
    })
  }
  return sizes
}

/** The examples of a batch, each as a place. The quick measurement moves all of them at once. */
export const ofExamples = (drawn: Case, [start, end]: Place, which: number): Measure => {
  const { layer, params, input, outputGradient, examples } = drawn
  const exampleAt = ([from]: Place) => Math.round(((from - start) * examples) / (end - start))
  const sizes = sizesOf(outputGradient, examples)
  return {
    outputGradient: place => sizes[exampleAt(place)] ?? NaN,
    quick: v => {
      const known = new Map<number, ReturnType<typeof sumsOf>>()
      const at = (t: number) => {
        const found = known.get(t) ?? sumsOf(outputGradient, forward(layer, params, moved(input, v, t))[0], examples)
        known.set(t, found)
        return found
      }
      return place => {
        const e = exampleAt(place)
        return t => ({ value: at(t).values[e] ?? NaN, magnitude: at(t).magnitudes[e] ?? NaN })
      }
    },
    thorough: v => place => {
      const part = partOf(only(drawn, exampleAt(place)), 'input')
      const { weights } = partOfDirection(v, place[0] - v.from, place[1] - v.from)
      return part.line({ from: part.tensors[which]?.[0] ?? 0, weights })
    }
  }
}

/** Places of a part, measured one at a time. */
export const ofPart = (part: Part): Measure => {
  const measure = (v: Direction) => (place: Place) =>
    part.line(partOfDirection(v, place[0] - v.from, place[1] - v.from))
  return { quick: measure, thorough: measure, outputGradient: () => part.outputGradient }
}

/** One example of a batch as a batch of one. */
export const only = (drawn: Case, e: number): Case => ({
  ...drawn,
  layer: drawn.alone(e),
  alone: () => drawn.alone(e),
  examples: 1,
  input: example(e)(drawn.input),
  outputGradient: example(e)(drawn.outputGradient)
})
