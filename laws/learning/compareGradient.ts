/**
 * Compares the gradient of a loss or of a penalty with the measured derivatives of its value.
 *
 *     gradient · v = d/dt  value(y + t v)   at t = 0      along every number, and along all equal numbers together
 *
 * At a kink the gradient must be a convex combination of the gradients nearby, jointly over all numbers of an example: the larger of
 * two equal predictions may have the gradient (1, 0) or (½, ½), but not (1, 1).
 */
import { type Value } from '../../src/algebra/Value.js'
import { differentiate, type Estimate } from '../derivative/derivative.js'
import { judge, type Judgement } from '../derivative/judgement.js'
import { kindsAt } from '../derivative/kinks.js'
import { type Surface } from '../derivative/nearby.js'
import { neighbourhood, spreadOf, subgradient } from '../derivative/subgradient.js'
import { keepingTies } from '../layer/Direction.js'
import { type Details, fails, type Finding, holds } from '../law/Law.js'
import { inner, largest, placeOf, plusTimes, withNumbers } from '../value/Numbers.js'

/** A real function of the numbers of a value, with the gradient that it claims. */
export interface Claimed {
  readonly valueAt: (point: Value) => number
  readonly point: Value
  readonly numbers: Float64Array
  readonly gradient: Float64Array
  /** The largest expected |entry| of the gradient. */
  readonly scale: number
  /** The names of the tensors of the point. */
  readonly names: readonly string[]
  /** Added to the details of a failure. */
  readonly symptom: Details
}

/** The value as a function of some of the numbers. */
const surfaceOf = ({ valueAt, point, numbers }: Claimed, places: readonly number[]): Surface => ({
  numbers: Float64Array.from(places, i => numbers[i] ?? NaN),
  accuracy: Number.EPSILON,
  moving: places.map((_, k) => k),
  outputs: own => {
    const all = numbers.slice()
    places.forEach((i, k) => (all[i] = own[k] ?? NaN))
    return Float64Array.of(valueAt(withNumbers(point)(all)))
  }
})

const hasTies = ({ numbers }: Surface): boolean => new Set(numbers).size < numbers.length

/** Whether some of the numbers are equal, and the value has a kink there. */
export const isKinkedAtTies = (claimed: Claimed, places: readonly number[]): boolean => {
  const surface = surfaceOf(claimed, places)
  return hasTies(surface) && kindsAt(surface)[0] !== 'smooth'
}

interface Compared extends Judgement {
  readonly kind: Estimate['kind']
}

const message = 'the gradient is not the derivative of the value'

const tiesCause = 'wrong only where numbers are equal (ties): the gradient goes to several of them, or to no entry'

/** The share of the direction's largest entry at which a number counts. */
const matters = 1e-3

/** Compares the gradient at some of the numbers: those of an example, or of all parameters. */
export const compareGradient = (claimed: Claimed, places: readonly number[]): Finding => {
  const { point, gradient, scale, names, symptom } = claimed
  const surface = surfaceOf(claimed, places)
  const own = Float64Array.from(places, i => gradient[i] ?? NaN)
  const along = (weights: Float64Array): Compared => {
    const moved = surface.numbers.filter((_, k) => weights[k] !== 0)
    const at = (t: number) => surface.outputs(plusTimes(surface.numbers, t, weights))[0] ?? NaN
    const estimate = differentiate(at, { argument: Math.max(1, largest(moved)), gradient: scale, inside: 1 })
    return { ...judge(inner(own, weights).value, estimate, scale), kind: estimate.kind }
  }
  const place = (k: number) => placeOf(point, names, places[k] ?? NaN)
  const each = places.map((_, k) => along(new Float64Array(places.length).with(k, 1)))
  const all = hasTies(surface) ? [...each, along(keepingTies(surface.numbers).weights)] : each

  const isSuspect = all.some(({ kind, verdict }) => kind === 'kink' || verdict === 'differs')
  const isKinked = isSuspect && gradient.every(Number.isFinite) && kindsAt(surface)[0] !== 'smooth'
  const nearby = isKinked ? (neighbourhood(surface)[0] ?? []) : []
  // A kink along one number has been judged already: its gradient lies between those of the two sides.
  const joint = spreadOf(nearby) > 1 ? subgradient(surface, 0, own, nearby) : undefined

  if (joint?.verdict === 'differs') {
    const { direction, analytic, numeric, tolerance } = joint
    const along = places.flatMap((_, k) => (Math.abs(direction[k] ?? 0) > matters ? [place(k)] : []))
    return fails(message, () => ({
      entry: { place: along.join(' and '), analytic, numeric, tolerance },
      ...(along.length < 2 ? {} : { cause: tiesCause }),
      ...symptom
    }))
  }
  const wrong = joint === undefined ? all.findIndex(({ verdict }) => verdict === 'differs') : -1
  const found = all[wrong]
  if (found !== undefined) {
    const { analytic, numeric, tolerance, sweep } = found
    const where = wrong < places.length ? place(wrong) : 'all equal numbers together'
    return fails(message, () => ({ entry: { place: where, analytic, numeric, tolerance }, sweep, ...symptom }))
  }
  return holds(each.length, [...each, joint].filter(one => one?.verdict === 'inconclusive').length)
}
