/** A mistake, and how well it explains what a layer claims. */
import { type Replacement, type Tape } from '../program/Tape.js'
import { type Row, at, closeness, dot, isAbout, isNear, norm, written } from './Row.js'
import { type Scene, gradients } from './Scene.js'

/** A mistake, with the gradients of all tensors that it would give. */
export interface Hypothesis {
  /** The cause, if what the mistake adds counts this many times. */
  readonly text: (factor: number) => string
  /** The gradients with the mistake. Undefined if it does not apply. */
  readonly rows: (scene: Scene) => readonly Row[] | undefined
  /** The gradients to which the mistake adds. Default: the right ones. */
  readonly from?: (scene: Scene) => readonly Row[]
  /** Whether only the factor 1 is believed. Default: any factor. */
  readonly isExact?: boolean
  /** Whether any factor is as good as 1. Default: only if no other hypothesis fits with 1. */
  readonly isPlain?: boolean
}

/** The text of a cause that counts several times. */
export const timed =
  (cause: string) =>
  (factor: number): string =>
    isAbout(factor, 1) ? cause : `${cause}, times ${written(factor)}`

/** The gradients of a scene with some steps replaced, on its tape or on another one. */
export const replacing =
  (
    of: (scene: Scene) => Replacement | undefined,
    on: (scene: Scene) => Tape | undefined = ({ tape }) => tape
  ): ((scene: Scene) => readonly Row[] | undefined) =>
  scene => {
    const [replacement, tape] = [of(scene), on(scene)]
    return replacement && tape && gradients({ ...scene, tape }, replacement)
  }

/** The gradients with a hypothesis, and those to which it adds. */
export type Foretold = readonly [given: readonly Row[], from: readonly Row[]]

export const foretold = (scene: Scene, { rows, from = ({ right }) => right }: Hypothesis): Foretold | undefined => {
  try {
    const given = rows(scene)
    return given && [given, from(scene)]
  } catch {
    // A replacement whose shapes do not fit.
    return undefined
  }
}

/** The factor with which the hypothesis explains these tensors. Undefined if no factor does. */
export const factorOf = (
  { claimed, scales }: Scene,
  [given, from]: Foretold,
  which: readonly number[],
  isExact: boolean
): number | undefined => {
  const difference = (rows: readonly Row[]): Row =>
    which.flatMap(i => (rows[i] ?? []).map((x, j) => (x - at(from[i] ?? [], j)) / Math.max(at(scales, i), 1e-300)))
  const [wanted, added] = [difference(claimed), difference(given)]
  const factor = isExact ? 1 : dot(wanted, added) / dot(added, added)
  return Number.isFinite(factor) &&
    norm(added) > closeness &&
    Math.abs(factor) > closeness &&
    isNear(
      wanted,
      added.map(x => factor * x),
      Math.max(1, Math.abs(factor))
    )
    ? factor
    : undefined
}
