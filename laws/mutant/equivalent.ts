import * as fc from 'fast-check'
import { evaluate } from 'fp-ts/lib/State.js'
import { drawNoise } from '../../src/layer/trainingForm.js'
import { seed } from '../../src/tensor/Random.js'
import { type Params, type Value } from '../../src/algebra/Value.js'
import { inputShapes } from '../generator/inputShapes.js'
import { type Case, layerCase } from '../generator/layer.js'
import { type PaletteName } from '../generator/numbers.js'
import { type PartName } from '../layer/Part.js'
import { type Subject } from '../subject/Subject.js'
import { firstDifference } from '../value/near.js'
import { mapNumbers } from '../value/Numbers.js'
import { notFinite } from '../value/Passes.js'
import { type Mutant } from './mutantsOf.js'

/**
 * How the gradients of a mutant differ from those of the layer.
 *
 *     never       equal on all draws, up to rounding
 *     at kinks    different on some draws, but equal on all draws nearby: on a set of measure zero, such as the zeros of relu, where
 *                 the laws accept the gradients of both sides
 *     often       different
 */
export interface Difference {
  readonly kind: 'never' | 'at kinks' | 'often'
  /** The gradient that differs on the first draw on which one does. */
  readonly part?: PartName
}

const palettes: readonly PaletteName[] = ['generic', 'special', 'generic', 'integers']

/** Draws per palette, other ones than those of the laws. */
const draws = 100

/** The number of nearby draws for a draw at which the gradients differ. */
const neighbours = 6

/** A number in (−1, 1) that depends on two indices. */
const wobble = (i: number, k: number): number =>
  2 * (((i + 1) * 0.6180339887498949 + (k + 1) * 0.7548776662466927) % 1) - 1

const moved =
  (k: number, valid: (x: number) => number = x => x) =>
  <V extends Value>(value: V): V =>
    mapNumbers((x, i) => valid(x + 1e-3 * (1 + Math.abs(x)) * wobble(i, k)))(value)

/**
 * Compares the gradients of a mutant with those of its layer, on draws with numbers of several magnitudes.
 *
 * @param subject the mutant, with the domain of its inputs
 */
export const differenceOf = ({ gradients, original, layer, form }: Mutant, subject: Subject): Difference => {
  const differing = (
    drawn: Pick<Case, 'params' | 'input' | 'outputGradient' | 'examples'>,
    k: number
  ): PartName | undefined => {
    const { params, input, outputGradient, examples } = drawn
    const [shape = []] = inputShapes(layer)
    const noise: Params = form === 'training' ? evaluate(seed(k))(drawNoise(layer, shape, examples)) : []
    const right = original(params, noise, input, outputGradient)
    if (notFinite(right) !== undefined) return undefined
    const found = gradients(params, noise, input, outputGradient)
    const differs = (from: number, to?: number): boolean =>
      firstDifference(found.slice(from, to), right.slice(from, to)) !== undefined
    return differs(params.length) ? 'input' : differs(0, params.length) ? 'parameters' : undefined
  }
  let difference: Difference = { kind: 'never' }
  for (const [p, palette] of palettes.entries())
    for (const [k, drawn] of fc.sample(layerCase(subject, palette), { seed: 1000 + p, numRuns: draws }).entries()) {
      const part = differing(drawn, k)
      if (part === undefined) continue
      const isNearby = Array.from({ length: neighbours }, (_, i) => {
        const params = moved(i)(drawn.params)
        return differing({ ...drawn, params, input: moved(i, subject.input)(drawn.input) }, k) !== undefined
      })
      if (isNearby.includes(true)) return { kind: 'often', part }
      difference = { kind: 'at kinks', part }
    }
  return difference
}
