/**
 * The place of a mistake inside a layer, found by replacing one local step of the gradient at a time.
 *
 *     claimed gradient = gradient with one step replaced        in every draw, for all tensors at once
 *
 * Steps are dropped, scaled, computed from other numbers, or given to other operands. A place is the formula of the operation.
 */
import { tensorsOf } from '../../src/algebra/Value.js'
import { elementCount, sameShape } from '../../src/tensor/Shape.js'
import { type AnyTensor, filledTensor, fresh, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Case, namesOf } from '../generator/layer.js'
import { run } from '../value/Passes.js'
import { changes } from './changes.js'
import { at, dot, norm, type Row } from './Evidence.js'
import { written } from './Guess.js'
import { behind, formulaOf, isView } from './named.js'
import { slopes } from './slopes.js'
import {
  along,
  computed,
  type Entry,
  isEntry,
  pull,
  type Replacement,
  type Segment,
  segmentsOf,
  type Tape,
  tapeOf,
  valueOf
} from './Tape.js'

/** A draw with its tape, the gradients that the layer claims, and the right ones. */
export interface Scene {
  readonly tape: Tape
  readonly outputGradient: readonly AnyTensor[]
  readonly cotangents: readonly (AnyTensor | undefined)[]
  readonly claimed: readonly Row[]
  readonly right: readonly Row[]
  readonly scales: Row
}

const gradients = ({ tape, outputGradient }: Pick<Scene, 'tape' | 'outputGradient'>, replaced?: Replacement): readonly Row[] =>
  rowsOf(tape, pull(tape, outputGradient, replaced))

const rowsOf = ({ inputs }: Tape, all: readonly (AnyTensor | undefined)[]): readonly Row[] =>
  inputs.map(({ index, value }) => Array.from(rowMajorNumbers(all[index] ?? filledTensor(value.shape, 0))))

export const sceneOf = (drawn: Case): Scene | undefined => {
  const tape = tapeOf(drawn)
  if (tape === undefined) return undefined
  try {
    const { layer, params, input } = drawn
    const { paramsGradient, inputGradient } = run(layer, params, input, drawn.outputGradient)
    const outputGradient = tensorsOf(drawn.outputGradient)
    const cotangents = pull(tape, outputGradient)
    const right = rowsOf(tape, cotangents)
    const claimed = [...paramsGradient, ...tensorsOf(inputGradient)].map(one => Array.from(rowMajorNumbers(one)))
    const scales = right.map((row, i) => Math.max(norm(row), norm(claimed[i] ?? [])))
    return { tape, outputGradient, cotangents, claimed, right, scales }
  } catch {
    return undefined
  }
}

const closeness = 1e-6

/** Whether the gradient of an input of the tape is wrong. */
const isWrongAt = ({ claimed, right, scales }: Scene, i: number): boolean =>
  !isNear(claimed[i] ?? [], right[i] ?? [], at(scales, i))

export const isWrongScene = (scene: Scene): boolean => scene.right.some((_, i) => isWrongAt(scene, i))

const isNear = (one: Row, other: Row, scale: number): boolean =>
  one.every((x, i) => Math.abs(x - at(other, i)) <= closeness * scale)

/** A mistake at a place: the replacement in a scene. Undefined if it does not apply there. */
interface Hypothesis {
  readonly text: (factor: number) => string
  readonly of: (scene: Scene) => Replacement | undefined
  /** The replacement in which the wrong step gives 0. What is added to its gradient counts up to a factor. */
  readonly without?: (scene: Scene) => Replacement
  /** Whether only the factor 1 is believed. Default: any factor. */
  readonly isExact?: boolean
  /** Whether the hypothesis drops a path. */
  readonly isPath?: boolean
}

/** The gradients with a hypothesis and those that it starts from. Undefined if it does not apply. */
const foretold = (scene: Scene, { of, without }: Hypothesis): readonly [given: readonly Row[], from: readonly Row[]] | undefined => {
  try {
    const replaced = of(scene)
    if (replaced === undefined) return undefined
    return [gradients(scene, replaced), without === undefined ? scene.right : gradients(scene, without(scene))]
  } catch {
    // A replacement whose shapes do not fit.
    return undefined
  }
}

/** The factor with which the hypothesis explains these tensors. Undefined if there is none. */
const factorOf = (
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

/** The entries that compute the same in all steps of a fold, from the output back to the inputs. */
const sitesOf = ({ entries }: Tape): readonly (readonly Entry[])[] => {
  const sites = new Map<unknown, Map<string, Entry[]>>()
  for (const entry of entries.toReversed()) {
    const site = sites.get(entry.site) ?? new Map<string, Entry[]>()
    site.set(entry.op, [...(site.get(entry.op) ?? []), entry])
    sites.set(entry.site, site)
  }
  return [...sites.values()].flatMap(site => [...site.values()])
}

const isOf = (site: readonly Entry[]): ((entry: Entry) => number) => {
  const places = new Map(site.map(({ index }, i) => [index, i]))
  return ({ index }) => places.get(index) ?? -1
}

const zero = ({ shape }: AnyTensor): AnyTensor => filledTensor(shape, 0)

/** The operands, by their places among the arguments, that have a gradient. */
const places = ({ arguments: given }: Entry): readonly number[] =>
  given.flatMap((argument, k) => (isEntry(argument) && behind(argument).op !== 'constant' ? [k] : []))

const operand = (entry: Entry, k: number): Entry => {
  const found = entry.arguments[k]
  return isEntry(found) ? found : entry
}

/** The arguments whose values the local step to operand k reads. */
const readBy = (entry: Entry, k: number): readonly number[] => {
  const both = entry.arguments.flatMap((argument, j) => (isEntry(argument) ? [j] : []))
  switch (entry.op) {
    case 'multiply':
    case 'matmul':
    case 'convolution':
    case 'convolutionInputGradient':
      return both.filter(j => j !== k)
    case 'divide':
    case 'maximum':
    case 'minimum':
    case 'max':
    case 'maxPool':
      return k === 0 && entry.op === 'divide' ? [1] : both
    case 'where':
    case 'gatherRows':
      return both.slice(0, 1)
    case 'add':
    case 'subtract':
    case 'sum':
    case 'concatenate':
    case 'scatterRows':
      return []
    default:
      return isView(entry) || entry.op === 'slice' ? [] : both
  }
}

const withValue = (entry: Entry, j: number, value: AnyTensor): readonly unknown[] =>
  entry.arguments.map((argument, i) => (i === j ? value : valueOf(argument)))

/** A view of other numbers of what is behind it. */
const viewOf = (entry: Entry, source: Entry, value: AnyTensor): AnyTensor =>
  entry === source
    ? value
    : computed(
        entry,
        entry.arguments.map(argument => (isEntry(argument) ? viewOf(argument, source, value) : argument))
      )

const changed = (tensor: AnyTensor, change: (row: Row) => Row | undefined): AnyTensor | undefined => {
  const row = change(Array.from(rowMajorNumbers(tensor)))
  return row && fresh(tensor.shape, Float64Array.from(row))
}

const axisNamed = (axis: number): string => `axis ${axis}`

/** A wrong slope at x, from the value y, the derivative t, and the derivative at y. */
type Slope = (x: number, y: number, t: number, u: number) => number

const wrongSlopes: readonly (readonly [text: string, of: Slope])[] = [
  ...slopes.map(([name, of]) => [`${name} is used instead of its derivative`, of] as const),
  ['the derivative is evaluated at the output instead of the input', (_, __, ___, u) => u]
]

/** The slope of an element-wise stretch, or a wrong one. */
const slopeOf = (segment: Segment, slope: Slope): Row => {
  const [value, derivative] = along(segment, segment.root.value)
  const [, atOutput] = along(segment, value)
  const [x, y, t, u] = [segment.root.value, value, derivative, atOutput].map(one => Array.from(rowMajorNumbers(one)))
  return (x ?? []).map((one, i) => slope(one, at(y ?? [], i), at(t ?? [], i), at(u ?? [], i)))
}

/** Whether the slope of a stretch is no constant: a constant factor is a path. */
const isCurved = (segment: Segment): boolean => {
  const [first = 0, ...rest] = slopeOf(segment, (_, __, t) => t)
  return rest.some(t => Math.abs(t - first) > 1e-9 * Math.abs(first))
}

/** The factor of a path, from the factor of its absence. */
const fate = (path: string, factor: number): string => {
  const times = 1 - factor
  if (Math.abs(times) < 1e-5) return `a dropped term: ${path} is missing, as if it were constant`
  if (Math.abs(times + 1) < 1e-5) return `the sign: ${path} has the wrong sign`
  return `a factor: ${path} is ${written(Number(times.toPrecision(6)))} times the right one`
}

const without = (k: number, isAt: (entry: Entry) => number) => (): Replacement => ({
  cotangent: (entry, i, found) => (i === k && isAt(entry) >= 0 ? zero(found) : found)
})

/** A cause, with its factor if that is not 1. */
const timed =
  (cause: string) =>
  (factor: number): string =>
    Math.abs(factor - 1) < 1e-5 ? cause : `${cause}, times ${written(Number(factor.toPrecision(6)))}`

/** All hypotheses about a tape, the simplest first. */
const hypotheses = function* (tape: Tape, names: readonly string[]): Generator<Hypothesis> {
  const sites = sitesOf(tape)
  const name = (entry: Entry): string => formulaOf(entry, names)
  const steps = sites.filter(([first]) => first !== undefined && !isView(first) && first.op !== 'constant')
  const carries = sites.filter(([first]) => first?.op === 'carry' || first?.op === 'output')
  const edges = [...carries, ...steps].flatMap(site => {
    const [first] = site
    return first === undefined ? [] : places(first).map(k => ({ site, first, k, isAt: isOf(site) }))
  })
  /** The entry of another tape at the same place. */
  const same = (scene: Scene, { index }: Entry): Entry => scene.tape.entries[index]!

  for (const { site, first, k, isAt } of edges) {
    const dropping = without(k, isAt)
    const path = `the path through ${name(operand(first, k))} in ${name(first)}`
    yield {
      text: factor => fate(path, factor),
      of: dropping,
      isExact: site.length > 1,
      isPath: true
    }
  }
  const slices = steps.filter(([first]) => first?.op === 'slice')
  for (const [a, one] of slices.entries())
    for (const other of slices.slice(a + 1)) {
      const [first, second] = [one[0]!, other[0]!]
      if (first.arguments[0] !== second.arguments[0] || first.arguments[1] !== second.arguments[1]) continue
      const [isOne, isOther] = [isOf(one), isOf(other)]
      yield {
        text: () => `swapped: the gradients of ${name(first)} and ${name(second)} are exchanged (another order of the parts)`,
        isExact: true,
        of: () => ({
          values: entry => {
            const from = isOne(entry) >= 0 ? second : isOther(entry) >= 0 ? first : undefined
            return from && entry.arguments.map((argument, i) => (i === 2 ? from.arguments[2] : valueOf(argument)))
          }
        })
      }
    }
  const stretches = segmentsOf(tape).filter(isCurved).map(segment => {
    const ends = sites.find(site => site.includes(segment.end)) ?? []
    return { segment, isAt: isOf(ends), isMany: ends.length > 1 }
  })
  for (const [text, of] of wrongSlopes)
    for (const { segment, isAt, isMany } of stretches) {
      const { root, end } = segment
      const sloping = (slope: Slope) => (scene: Scene): Replacement => {
        const known = new Map(
          segmentsOf(scene.tape)
            .filter(own => isAt(own.end) >= 0 && own.root.op === root.op && own.inside.length === segment.inside.length)
            .map(own => [own.end.index, [own.root, slopeOf(own, slope)] as const])
        )
        return { slope: entry => known.get(entry.index) }
      }
      const from = behind(root).op === 'input' ? '' : `, as a function of ${name(root)}`
      yield {
        text: timed(`the slope of ${name(end)}${from}: ${text}`),
        of: sloping(of),
        without: sloping(() => 0),
        isExact: isMany
      }
    }
  for (const { site, first, k, isAt } of edges)
    for (const j of readBy(first, k)) {
      const read = operand(first, j)
      const at = `${name(read)} in the gradient of ${name(operand(first, k))}`
      const replaced = (text: string, of: (scene: Scene, entry: Entry) => AnyTensor | undefined, isStep = false): Hypothesis => ({
        text: isStep ? () => text : timed(text),
        of: scene => ({
          values: (entry, i) => {
            const value = i === k && isAt(entry) >= 0 ? of(scene, entry) : undefined
            return value && withValue(entry, j, value)
          }
        }),
        ...(isStep ? {} : { without: without(k, isAt) }),
        isExact: site.length > 1
      })
      yield replaced(`as if ${at} were 1: a missing factor`, (_, entry) => filledTensor(operand(entry, j).value.shape, 1))
      const parameter = behind(read)
      if (parameter.op === 'input')
        yield replaced(
          `the parameters were updated before they were used (stale or updated parameters): ${at}`,
          (scene, entry) => {
            const leaf = same(scene, parameter)
            const claimed = scene.claimed[scene.tape.inputs.indexOf(leaf)] ?? []
            const moved = changed(leaf.value, row => row.map((x, i) => x - (claimed[i] ?? NaN)))
            return moved && viewOf(operand(entry, j), leaf, moved)
          },
          true
        )
      for (const other of tape.entries)
        if (other !== read && behind(other) !== behind(read) && sameShape(other.value.shape, read.value.shape) && other.op !== 'constant')
          yield replaced(`${name(other)} is used instead of ${at}`, (scene, entry) =>
            valueIn(sites, other, isAt(entry), scene)
          )
      for (const { text, of } of changes)
        yield replaced(text(at, axisNamed), (_, entry) => changed(operand(entry, j).value, row => of(operand(entry, j).value.shape, row)))
    }
  for (const { first, k, isAt } of edges) {
    const to = `the gradient of ${name(operand(first, k))} from ${name(first)}`
    for (const { text, of } of changes)
      yield {
        text: () => text(to, axisNamed),
        isExact: true,
        of: () => ({
          cotangent: (entry, i, found) =>
            i === k && isAt(entry) >= 0 ? (changed(found, row => of(found.shape, row)) ?? fresh([], new Float64Array(1))) : found
        })
      }
  }
}

/** The entry of a site in the same step of a fold as the i-th entry of another site. */
const valueIn = (sites: readonly (readonly Entry[])[], one: Entry, i: number, { tape }: Scene): AnyTensor | undefined => {
  const own = sites.find(all => all.includes(one)) ?? []
  const index = (own.length === 1 ? own[0] : own[i])?.index
  return index === undefined ? undefined : tape.entries[index]?.value
}

const signature = ({ entries }: Tape): string => entries.map(({ op }) => op).join()

/** The largest group of scenes with the same operations. */
const alike = (scenes: readonly Scene[]): readonly Scene[] => {
  const groups = new Map<string, Scene[]>()
  for (const scene of scenes) groups.set(signature(scene.tape), [...(groups.get(signature(scene.tape)) ?? []), scene])
  return [...groups.values()].toSorted((a, b) => b.length - a.length)[0] ?? []
}

/** Two dropped paths: the coefficients of their gradients in all scenes are −1 and −1. */
const twoPaths = (scenes: readonly Scene[], paths: readonly Hypothesis[], which: readonly number[]): string | undefined => {
  const changesIn = (scene: Scene): readonly Row[] =>
    paths.map(({ of }) => {
      const replaced = of(scene)
      const found = replaced === undefined ? scene.right : gradients(scene, replaced)
      return which.flatMap(i => (found[i] ?? []).map((x, j) => x - at(scene.right[i] ?? [], j)))
    })
  const all = scenes.map(scene => ({
    rows: changesIn(scene),
    wanted: which.flatMap(i => (scene.claimed[i] ?? []).map((x, j) => x - at(scene.right[i] ?? [], j))),
    scale: Math.max(...which.map(i => at(scene.scales, i)))
  }))
  for (const [a, one] of paths.entries())
    for (const [b, other] of paths.entries())
      if (
        a < b &&
        all.every(({ rows, wanted, scale }) => isNear(wanted, (rows[a] ?? []).map((x, j) => x + at(rows[b] ?? [], j)), scale))
      )
        return `${one.text(1)}; ${other.text(1)}`
  return undefined
}

/** Numbers that all hypotheses together may compute. */
const effort = 1e7

/** Whether a hypothesis explains the tensors in all scenes with one factor. */
const holdsIn = (scenes: readonly Scene[], hypothesis: Hypothesis, which: readonly number[], factor: number): boolean =>
  scenes.every(scene => {
    const rows = foretold(scene, hypothesis)
    const found = rows && factorOf(scene, rows, which, hypothesis.isExact === true)
    return found !== undefined && Math.abs(found - factor) <= 1e-4 * Math.abs(factor)
  })

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
  let left = effort / cost
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
 */
export const locate = (drawn: readonly Case[], from = 0): ReadonlyMap<number, Located> => {
  const [one] = drawn
  const scenes = alike(drawn.filter(({ examples }) => examples > 1).flatMap(one => sceneOf(one) ?? [])).slice(0, 5)
  const [first] = scenes
  if (one === undefined || first === undefined || scenes.length < 3) return new Map()
  const inputs = tensorsOf(one.input).length
  const names = [
    ...namesOf(one.layer),
    ...Array.from({ length: inputs }, (_, i) => (inputs === 1 ? 'x' : `x${i}`))
  ]
  const all = first.tape.inputs.map((_, i) => i).slice(from)
  const wrong = all.filter(i => scenes.some(scene => isWrongAt(scene, i)))
  if (wrong.length === 0) return new Map()
  const [together, ...each] = explained(scenes, names, [all, ...(wrong.length > 1 ? wrong.map(i => [i]) : [])])
  return new Map(
    wrong.flatMap((i, k) => {
      const text = together ?? each[k]
      return text === undefined ? [] : [[i, { text, isShared: together !== undefined && wrong.length > 1 }]]
    })
  )
}
