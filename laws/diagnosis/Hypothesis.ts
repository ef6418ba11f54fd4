/** A mistake at a place, and how well it explains what a layer claims. */
import { type Replacement, type Tape } from '../program/Tape.js'
import { type Row, at, dot, norm } from './Evidence.js'
import { type Scene, closeness, gradients } from './Scene.js'

/** A mistake at a place: the replacement in a scene. Undefined if it does not apply there. */
export interface Hypothesis {
  readonly text: (factor: number) => string
  readonly of: (scene: Scene) => Replacement | undefined
  /** The tape on which the gradient is computed. Default: that of the scene. */
  readonly tape?: (scene: Scene) => Tape | undefined
  /** The replacement in which the wrong step gives 0. What is added to its gradient counts up to a factor. */
  readonly without?: (scene: Scene) => Replacement
  /** Whether only the factor 1 is believed. Default: any factor. */
  readonly isExact?: boolean
  /** Whether the hypothesis drops a path. */
  readonly isPath?: boolean
}

/** The gradients with a hypothesis and those that it starts from. Undefined if it does not apply. */
export const foretold = (
  scene: Scene,
  { of, without, tape = ({ tape }) => tape }: Hypothesis
): readonly [given: readonly Row[], from: readonly Row[]] | undefined => {
  try {
    const [replaced, on] = [of(scene), tape(scene)]
    if (replaced === undefined || on === undefined) return undefined
    return [
      gradients({ ...scene, tape: on }, replaced),
      without === undefined ? scene.right : gradients(scene, without(scene))
    ]
  } catch {
    // A replacement whose shapes do not fit.
    return undefined
  }
}

/** The factor with which the hypothesis explains these tensors. Undefined if no factor does. */
export const factorOf = (
  { claimed, scales }: Scene,
  [found, from]: readonly [readonly Row[], readonly Row[]],
  which: readonly number[],
  isExact: boolean
): number | undefined => {
  const difference = (rows: readonly Row[]): Row =>
    which.flatMap(i => (rows[i] ?? []).map((x, j) => (x - at(from[i] ?? [], j)) / Math.max(at(scales, i), 1e-300)))
  const [wanted, given] = [difference(claimed), difference(found)]
  const factor = isExact ? 1 : dot(wanted, given) / dot(given, given)
  return Number.isFinite(factor) &&
    norm(given) > closeness &&
    Math.abs(factor) > closeness &&
    wanted.every((x, i) => Math.abs(x - factor * at(given, i)) <= closeness * Math.max(1, Math.abs(factor)))
    ? factor
    : undefined
}
