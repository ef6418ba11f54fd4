/**
 * The place of a mistake inside a layer, found by replacing one local step of the gradient at a time.
 *
 *     claimed gradient = gradient with one step replaced        in every draw, for all tensors at once
 *
 * Steps are dropped, scaled, computed from other numbers, or given to other operands. A place is the formula of the operation.
 * A layer that reads numbers in plain JavaScript is a single operation, and its steps are measured.
 */
import { tensorsOf } from '../../src/algebra/Value.js'
import { elementCount } from '../../src/tensor/Shape.js'
import { type Case, namesOf } from '../generator/layer.js'
import { type Hypothesis, factorOf, foretold } from './Hypothesis.js'
import { hypotheses } from './hypotheses.js'
import { type Row, at, isAbout, isNear } from './Row.js'
import { type Scene, isWrongAt, isWrongScene, sceneOf } from './Scene.js'
import { stepsOf } from './sites.js'

/** The largest group of scenes with the same operations. */
const alike = (scenes: readonly Scene[]): readonly Scene[] => {
  const signature = ({ tape }: Scene): string => tape.entries.map(({ op }) => op).join()
  const groups = [...new Set(scenes.map(signature))].map(own => scenes.filter(scene => signature(scene) === own))
  return groups.reduce((most, one) => (one.length > most.length ? one : most), [])
}

/** Tapes of more numbers are tried with the simplest hypotheses only, because changes along axes take long. */
const large = 10_000

/** Numbers that all hypotheses together may compute. */
const effort = 1e7

/** The number of hypotheses to try. */
const most = ({ tape }: Scene): number => {
  const cost = tape.entries.reduce((sum, { value }) => sum + 40 + elementCount(value.shape), 0)
  return effort / cost / (cost > large ? 20 : 1)
}

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
    const isSame = (one: readonly Row[]) => which.every(i => isNear(one[i] ?? [], given[i] ?? [], at(scene.scales, i)))
    if (isSame(from) && isSame(scene.claimed)) continue
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
  [first, ...others]: readonly [Scene, ...(readonly Scene[])],
  all: Iterable<Hypothesis>,
  lists: readonly (readonly number[])[]
): readonly (string | undefined)[] => {
  let left = most(first)
  const best = new Array<string | undefined>(lists.length)
  const second = new Array<string | undefined>(lists.length)
  for (const hypothesis of all) {
    if (left-- < 0 || best[0] !== undefined) break
    const rows = foretold(first, hypothesis)
    if (rows === undefined) continue
    lists.forEach((which, i) => {
      if (best[i] !== undefined) return
      const factor = factorOf(first, rows, which, hypothesis.isExact === true)
      if (factor === undefined) return
      const isPlain = hypothesis.isPlain === true || isAbout(factor, 1)
      if (!isPlain && second[i] !== undefined) return
      if (!holdsIn(others, hypothesis, which, factor)) return
      if (isPlain) best[i] = hypothesis.text(factor)
      else second[i] = hypothesis.text(factor)
    })
  }
  return lists.map((_, i) => best[i] ?? second[i])
}

/** The scene to find mistakes in, and those to test them on. A branch that no number takes hides a mistake. */
const inOrder = (scenes: readonly Scene[]): readonly Scene[] => {
  const size = ({ tape }: Scene) => tape.inputs.reduce((sum, { value }) => sum + elementCount(value.shape), 0)
  const wrong = scenes.filter(isWrongScene).toSorted((a, b) => size(b) - size(a))
  // To measure the steps of a large layer takes long.
  const isMeasured = scenes.some(({ tape }) => tape.entries.some(({ op }) => op === 'layer'))
  const first = wrong.slice(isMeasured ? Math.floor(wrong.length / 2) : 0).slice(0, 1)
  return [...new Set([...first, ...wrong, ...scenes])].slice(0, 6)
}

const chained = function* <A>(...lists: readonly Iterable<A>[]): Generator<A> {
  for (const list of lists) yield* list
}

interface Options {
  /** The first tensor that has a gradient. Default: 0. */
  readonly from?: number
  /** Hypotheses to try before those about steps. Default: none. */
  readonly first?: readonly Hypothesis[]
}

/** The place and kind of the mistake for each wrong tensor: the parameters, then the tensors of the input. */
export const locate = (
  drawn: readonly Case[],
  { from = 0, first: before = [] }: Options = {}
): ReadonlyMap<number, string> => {
  const all = alike(drawn.filter(({ examples }) => examples > 1).flatMap(one => sceneOf(one) ?? []))
  const [first, ...others] = inOrder(all)
  const [one] = drawn
  if (one === undefined || first === undefined || others.length < 2) return new Map()
  const scenes = [first, ...others] as const
  const every = first.tape.inputs.map((_, i) => i).slice(from)
  const wrong = every.filter(i => scenes.some(scene => isWrongAt(scene, i)))
  if (wrong.length === 0) return new Map()
  const inputs = tensorsOf(one.input).map((_, i, { length }) => (length === 1 ? 'the input' : `input ${i}`))
  const steps = stepsOf(first.tape, [...namesOf(one.layer), ...inputs], ({ index }) => !wrong.includes(index))
  const [together, ...each] = explained(scenes, chained(before, hypotheses(steps)), [every, ...wrong.map(i => [i])])
  return new Map(
    wrong.flatMap((i, k) => {
      const text = together ?? each[k]
      return text === undefined ? [] : [[i, text]]
    })
  )
}
