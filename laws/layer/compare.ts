/** Compares the gradient of a case along a direction with the measured derivative. */
import { differentiate, type Estimate } from '../derivative/derivative.js'
import { isCertain, judge, type Judgement } from '../derivative/judgement.js'
import { mostRelative, stairsAlong } from '../derivative/staircase.js'
import { type Case } from '../generator/layer.js'
import { inner, largest, sizeOf, withNumbers } from '../value/Numbers.js'
import { type Accuracy } from './accuracy.js'
import { along, type Direction } from './Direction.js'
import { type Part, partOf, type PartName } from './Part.js'

export interface Measured extends Judgement {
  readonly kind: Estimate['kind']
  /** The relative accuracy of the function that was measured. */
  readonly accuracy: number
}

export type Compare = (v: Direction) => Measured

/**
 * Whether a judgement may owe to the layer's accuracy: it does not agree, or the function rises but is flat at the point.
 *
 * @param size the size of the function: stairs are a small part of it, so that larger steps show the slope over many of them
 */
const isDoubtful = ({ kind, sweep, ...found }: Measured, size: number): boolean => {
  const { verdict, analytic, numeric } = found
  const [{ numeric: atLargeStep } = found] = sweep
  const isFlat = numeric === 0 && atLargeStep !== 0
  if (verdict === 'agrees') return kind === 'smooth' && isFlat
  if (verdict !== 'differs' || kind !== 'smooth') return true
  // No stairs are as high as the difference at a step.
  const isFar = sweep.some(
    ({ step, numeric: atStep, error }) => error > Math.abs(atStep - numeric) + (2 * mostRelative * size) / step
  )
  // Between two stairs a function may have another slope than over many, and that may be the analytic one.
  const isLocal = Math.abs(atLargeStep - analytic) < Math.abs(atLargeStep - numeric)
  return !(isFar || (isCertain(found) && !isLocal))
}

/** Compares the analytic derivative of a part along a direction with the measured one. */
export const comparing = (part: Part, { declared, seen }: Accuracy): Compare => {
  const gradient = part.gradient()
  const scale = largest(gradient)
  return v => {
    const argument = part.scaleOf(v)
    const analytic = inner(along(gradient, v), v.weights).value
    const line = part.line(v)
    const size = line(0).magnitude + scale * argument
    const at = (noise: number, least: number): Measured => {
      const estimate = differentiate(line, { argument, gradient: scale, inside: part.outputGradient * argument, noise })
      const { kind, lower, upper } = estimate
      // At a kink the analytic gradient may be 0, between −1 and 1: so the scale comes from the two sides.
      const atKink = kind === 'kink' ? Math.max(scale, Math.abs(lower), Math.abs(upper)) : scale
      return {
        ...judge(analytic, estimate, atKink),
        kind,
        accuracy: Math.max(noise / (size + part.outputGradient), least)
      }
    }
    const expected = declared > Number.EPSILON ? declared * (size + part.outputGradient) : 0
    const found = at(expected, Number.EPSILON)
    if (!isDoubtful(found, size + part.outputGradient)) return found
    // A number that hides in the rounding of another output shows no stair, so those of the whole layer count, too.
    const ofLayer = seen()
    const noise = Math.max(stairsAlong(line, argument).noise, ofLayer > Number.EPSILON ? ofLayer * size : 0)
    return noise > expected ? at(noise, ofLayer) : found
  }
}

/** The outputs whose derivative along a direction is not the measured one. */
export const differingOutputs = (drawn: Case, name: PartName, v: Direction, accuracy: Accuracy) => {
  const size = sizeOf(drawn.outputGradient)
  return Array.from({ length: size }, (_, output) => {
    const only = new Float64Array(size).with(output, 1)
    const part = partOf({ ...drawn, outputGradient: withNumbers(drawn.outputGradient)(only) }, name)
    return { output, found: comparing(part, accuracy)(v) }
  }).filter(({ found }) => found.verdict === 'differs')
}
