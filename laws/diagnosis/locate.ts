/**
 * The place of a mistake inside a layer, found by replacing one local step of the gradient at a time.
 *
 *     claimed gradient = gradient with one step replaced        in every draw, for all tensors at once
 *
 * Steps are dropped, scaled, computed from other numbers, or given to other operands. A place is the formula of the operation.
 */
import { tensorsOf } from '../../src/algebra/Value.js'
import { elementCount } from '../../src/tensor/Shape.js'
import { type Case, namesOf } from '../generator/layer.js'
import { type Tape } from '../program/Tape.js'
import { type Row, at } from './Evidence.js'
import { type Hypothesis, factorOf, foretold } from './Hypothesis.js'
import { type Scene, apart, gradients, isNear, isWrongAt, isWrongScene, sceneOf } from './Scene.js'
import { hypotheses } from './hypotheses.js'

const signature = ({ entries }: Tape): string => entries.map(({ op }) => op).join()

/** The largest group of scenes with the same operations. */
const alike = (scenes: readonly Scene[]): readonly Scene[] => {
  const groups = new Map<string, Scene[]>()
  for (const scene of scenes) groups.set(signature(scene.tape), [...(groups.get(signature(scene.tape)) ?? []), scene])
  return [...groups.values()].toSorted((a, b) => b.length - a.length)[0] ?? []
}

/** Two dropped paths: the coefficients of their gradients in all scenes are −1 and −1. */
const twoPaths = (
  scenes: readonly Scene[],
  paths: readonly Hypothesis[],
  which: readonly number[]
): string | undefined => {
  const changesIn = (scene: Scene): readonly Row[] =>
    paths.map(({ of }) => {
      const replaced = of(scene)
      return apart(replaced === undefined ? scene.right : gradients(scene, replaced), scene.right, which)
    })
  const all = scenes.map(scene => ({
    rows: changesIn(scene),
    wanted: apart(scene.claimed, scene.right, which),
    scale: Math.max(...which.map(i => at(scene.scales, i)))
  }))
  for (const [a, one] of paths.entries())
    for (const [b, other] of paths.entries())
      if (
        a < b &&
        all.every(({ rows, wanted, scale }) =>
          isNear(
            wanted,
            (rows[a] ?? []).map((x, j) => x + at(rows[b] ?? [], j)),
            scale
          )
        )
      )
        return `${one.text(1)}; ${other.text(1)}`
  return undefined
}

/** Tapes of more numbers are tried with the simplest hypotheses only, because changes along axes take long. */
const large = 10_000

/** Numbers that all hypotheses together may compute. */
const effort = 1e7

/** Whether a hypothesis explains the tensors in all scenes with one factor. A scene in which it changes nothing must be right. */
const holdsIn = (
  scenes: readonly Scene[],
  hypothesis: Hypothesis,
  which: readonly number[],
  factor: number
): boolean => {
  let seen = 0
  for (const scene of scenes) {
    const rows = foretold(scene, hypothesis)
    if (rows === undefined) return false
    const [given, from] = rows
    if (which.some(i => !(given[i] ?? []).every(Number.isFinite))) continue
    const isBlank = which.every(i => isNear(given[i] ?? [], from[i] ?? [], at(scene.scales, i)))
    if (isBlank && which.every(i => isNear(scene.claimed[i] ?? [], given[i] ?? [], at(scene.scales, i)))) continue
    const found = factorOf(scene, rows, which, hypothesis.isExact === true)
    if (found === undefined || Math.abs(found - factor) > 1e-4 * Math.abs(factor)) return false
    seen++
  }
  return seen > 1
}

/**
 * The mistake that explains the tensors of each list in all scenes. Lists come first that are explained by a factor of 1, and
 * the search ends when the first list is explained.
 */
const explained = (
  scenes: readonly Scene[],
  names: readonly string[],
  lists: readonly (readonly number[])[]
): readonly (string | undefined)[] => {
  const [first, ...others] = scenes
  if (first === undefined) return []
  const cost = first.tape.entries.reduce((sum, { value }) => sum + 40 + elementCount(value.shape), 0)
  let left = effort / cost / (cost > large ? 20 : 1)
  const best = new Array<string | undefined>(lists.length)
  const second = new Array<string | undefined>(lists.length)
  for (const hypothesis of hypotheses(first.tape, names)) {
    if (left-- < 0 || best[0] !== undefined) break
    const rows = foretold(first, hypothesis)
    if (rows === undefined) continue
    lists.forEach((which, i) => {
      if (best[i] !== undefined) return
      const factor = factorOf(first, rows, which, hypothesis.isExact === true)
      if (factor === undefined) return
      const isPlain = hypothesis.isPath === true || Math.abs(factor - 1) < 1e-5
      if (!isPlain && second[i] !== undefined) return
      if (!holdsIn(others, hypothesis, which, factor)) return
      if (isPlain) best[i] = hypothesis.text(factor)
      else second[i] = hypothesis.text(factor)
    })
  }
  const found = lists.map((_, i) => best[i] ?? second[i])
  if (found.some(text => text !== undefined)) return found
  const paths = [...hypotheses(first.tape, names)].filter(({ isPath }) => isPath === true)
  return paths.length > 40 ? [] : [twoPaths(scenes, paths, lists[0] ?? [])]
}

export interface Located {
  readonly text: string
  /** Whether one mistake explains several tensors. */
  readonly isShared: boolean
}

/**
 * The place and kind of the mistake for each wrong tensor: the parameters, then the tensors of the input.
 *
 * @param from the first tensor that has a gradient. Default: 0.
 * @returns undefined if the layer reads numbers in plain JavaScript
 */
export const locate = (drawn: readonly Case[], from = 0): ReadonlyMap<number, Located> | undefined => {
  const [one] = drawn
  const all = alike(drawn.filter(({ examples }) => examples > 1).flatMap(one => sceneOf(one) ?? []))
  // The wrong draws first: a branch that no number takes hides a mistake.
  const size = ({ tape }: Scene) => tape.inputs.reduce((sum, { value }) => sum + elementCount(value.shape), 0)
  const rank = (scene: Scene): number => (isWrongScene(scene) ? size(scene) : 0)
  const scenes = all.toSorted((a, b) => rank(b) - rank(a)).slice(0, 6)
  const [first] = scenes
  if (one === undefined || first === undefined || scenes.length < 3) return undefined
  const inputs = tensorsOf(one.input).length
  const names = [
    ...namesOf(one.layer),
    ...Array.from({ length: inputs }, (_, i) => (inputs === 1 ? 'the input' : `input ${i}`))
  ]
  const every = first.tape.inputs.map((_, i) => i).slice(from)
  const wrong = every.filter(i => scenes.some(scene => isWrongAt(scene, i)))
  if (wrong.length === 0) return new Map()
  const [together, ...each] = explained(scenes, names, [every, ...wrong.map(i => [i])])
  return new Map(
    wrong.flatMap((i, k) => {
      const text = together ?? each[k]
      return text === undefined ? [] : [[i, { text, isShared: together !== undefined && wrong.length > 1 }]]
    })
  )
}
