/**
 * The place of a mistake inside a layer, found by replacing one local step of the gradient at a time.
 *
 *     claimed gradient = gradient with one step replaced        in every draw, for all tensors at once
 *
 * Steps are dropped, scaled, computed from other numbers, or given to other operands. A place is the formula of the operation.
 */
import { eager } from '../../src/algebra/eager.js'
import { bothSides, type KernelWindow } from '../../src/algebra/kernel/Window.js'
import { tensorsOf } from '../../src/algebra/Value.js'
import { elementCount, sameShape } from '../../src/tensor/Shape.js'
import { type AnyTensor, filledTensor, fresh, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { type Case, namesOf } from '../generator/layer.js'
import { behind, formulaOf, isView, readBy, viewOf } from '../program/formula.js'
import { run } from '../value/Passes.js'
import { transposed } from './axes.js'
import { changes } from './changes.js'
import { at, dot, norm, type Row } from './Evidence.js'
import { written } from './Guess.js'
import { slopes } from './slopes.js'
import {
  along,
  bypassed,
  type Entry,
  gatesOf,
  isEntry,
  present,
  pull,
  type Replacement,
  type Segment,
  segmentsOf,
  type Tape,
  tapeOf,
  valueOf
} from '../program/Tape.js'

/** A draw with its tape, the gradients that the layer claims, and the right ones. */
export interface Scene {
  readonly tape: Tape
  readonly outputGradient: readonly AnyTensor[]
  readonly cotangents: readonly (AnyTensor | undefined)[]
  readonly claimed: readonly Row[]
  readonly right: readonly Row[]
  readonly scales: Row
}

const gradients = (
  { tape, outputGradient }: Pick<Scene, 'tape' | 'outputGradient'>,
  replaced?: Replacement
): readonly Row[] => rowsOf(tape, pull(tape, outputGradient, replaced))

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
const foretold = (
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

/** Whether an operand is the input of the layer itself, as in x + f(x). */
const isShortcut = ({ parameters }: Tape, entry: Entry): boolean => entry.op === 'input' && entry.index >= parameters

const isSquared = ({ arguments: [x, y] }: Entry): boolean => isEntry(x) && x === y

const operand = (entry: Entry, k: number): Entry => {
  const found = entry.arguments[k]
  return isEntry(found) ? found : entry
}

const withValue = (entry: Entry, j: number, value: AnyTensor): readonly unknown[] =>
  entry.arguments.map((argument, i) => (i === j ? value : valueOf(argument)))

const changed = (tensor: AnyTensor, change: (row: Row) => Row | undefined): AnyTensor | undefined => {
  const row = change(Array.from(rowMajorNumbers(tensor)))
  return row && fresh(tensor.shape, Float64Array.from(row))
}

const axisNamed =
  ({ value: { shape } }: Entry) =>
  (axis: number): string =>
    `axis ${axis}${shape.length === 4 ? (['', ' (channels)', ' (rows)', ' (columns)'][axis] ?? '') : ''}`

/** A wrong slope of an element-wise stretch: a row for the numbers of its root. */
type Slope = (segment: Segment) => Row

const numbersOf = (tensor: AnyTensor): Row => Array.from(rowMajorNumbers(tensor))

const rightSlope = (segment: Segment): Row => numbersOf(along(segment, segment.root.value)[1])

const slopeAt =
  (place: (x: AnyTensor, y: AnyTensor) => AnyTensor): Slope =>
  segment =>
    numbersOf(along(segment, place(segment.root.value, segment.end.value))[1])

/** The slope of a function of two straight pieces, with the pieces exchanged. */
const exchanged: Slope = segment => {
  const row = rightSlope(segment)
  const pieces = [...new Set(row.map(t => Number(t.toPrecision(9))))]
  const [one = NaN, other = NaN] = pieces
  return pieces.length === 2 ? row.map(t => one + other - t) : row.map(() => NaN)
}

const wrongSlopes: readonly (readonly [text: string, of: Slope])[] = [
  ['the slopes of its two sides are exchanged (swapped, on the wrong side)', exchanged],
  ...slopes.map(
    ([name, of]) =>
      [
        `${name} is used instead of its derivative`,
        (segment: Segment) => {
          const [y, t] = [numbersOf(segment.end.value), rightSlope(segment)]
          return numbersOf(segment.root.value).map((x, i) => of(x, at(y, i), at(t, i)))
        }
      ] as const
  ),
  ['the derivative is evaluated at the output instead of the input', slopeAt((_, y) => y)],
  [
    'the derivative is evaluated at −x, the input with the opposite sign',
    slopeAt(x => changed(x, row => row.map(u => -u)) ?? x)
  ],
  [
    'the derivative is evaluated at the absolute value of the input',
    slopeAt(x => changed(x, row => row.map(Math.abs)) ?? x)
  ]
]

/** What is used instead of a Jacobian that mixes numbers, such as that of a softmax. */
const wrongJacobians: readonly (readonly [text: string, of: Slope])[] = [
  ['is missing: the output gradient is passed on unchanged', ({ end }) => numbersOf(end.value).map(() => 1)],
  [
    'has only its diagonal y (1 − y), the terms through the sum are dropped',
    ({ end }) => numbersOf(end.value).map(y => y * (1 - y))
  ],
  ['is replaced by y: the terms through the sum are dropped', ({ end }) => numbersOf(end.value)]
]

/** Whether the slope of a stretch is no constant: a constant factor is a path. */
const isCurved = (segment: Segment): boolean => {
  const [first = 0, ...rest] = rightSlope(segment)
  return rest.some(t => Math.abs(t - first) > 1e-9 * Math.abs(first))
}

/** The factor of a path, from the factor of its absence. */
const fate = (path: string, factor: number): string => {
  const times = 1 - factor
  if (Math.abs(times) < 1e-5) return `a dropped term: ${path} is missing, as if it were constant`
  if (Math.abs(times + 1) < 1e-5) return `the sign: ${path} has the wrong sign`
  return `a factor: ${path} is ${written(Number(times.toPrecision(6)))} times the right one`
}

const without = (k: number | undefined, isAt: (entry: Entry) => number) => (): Replacement => ({
  cotangent: (entry, i, found) => ((k === undefined || i === k) && isAt(entry) >= 0 ? zero(found) : found)
})

/** A cause, with its factor if that is not 1. */
const timed =
  (cause: string) =>
  (factor: number): string =>
    Math.abs(factor - 1) < 1e-5 ? cause : `${cause}, times ${written(Number(factor.toPrecision(6)))}`

/** What is missing if an operation passes an argument on: the operation, or its other operand. */
const missingFrom = (entry: Entry, k: number, name: (entry: Entry) => string): string => {
  const other = entry.arguments.find((argument, i) => i !== k && (isEntry(argument) || typeof argument === 'number'))
  const text = isEntry(other) ? name(other) : String(other)
  return other === undefined ? entry.op : `${text} (a constant such as ε, or a mask)`
}

/** Steps of other operations, or with other settings, that are mistaken for those of an entry. */
const otherSteps = ({
  op,
  arguments: given
}: Entry): readonly { readonly text: string; readonly of: Replacement }[] => {
  const setting = (text: string, i: number, value: unknown) => ({
    text,
    of: { values: (entry: Entry) => entry.arguments.map((argument, j) => (j === i ? value : valueOf(argument))) }
  })
  const step = (text: string, cotangent: NonNullable<Replacement['cotangent']>) => ({ text, of: { cotangent } })
  const windowed = (window: KernelWindow, i: number) => {
    const pads = bothSides(window.padding)
    return [
      setting('the stride is ignored: the windows move by one pixel in the gradient through', i, {
        ...window,
        stride: 1
      }),
      setting('the dilation is ignored: the kernel is not spaced in the gradient through', i, {
        ...window,
        dilation: 1
      }),
      ...[-1, 1].map(by =>
        setting('a wrong padding: shifted by one pixel in the gradient through', i, {
          ...window,
          padding: pads.map(pad => pad + by)
        })
      ),
      setting('the padding is forgotten: shifted in the gradient through', i, { ...window, padding: 0 })
    ]
  }
  const window = given.find(isWindow)
  const kind: string = op
  switch (kind) {
    case 'convolution':
    case 'convolutionInputGradient':
      return window === undefined ? [] : windowed(window, 2)
    case 'averagePool':
      return window === undefined ? [] : windowed(window, 1)
    case 'maxPool':
      return window === undefined
        ? []
        : [
            ...windowed(window, 1),
            step(
              'the gradient of average pooling is used: it is shared by the whole window, instead of going to the maximum of',
              (_, __, found, dy) => eager.averagePoolGradient(found.shape, dy, window)
            ),
            step(
              'every number of the window gets the whole gradient, instead of only the maximum of',
              (_, __, found, dy) =>
                eager.multiply(
                  found.shape,
                  eager.averagePoolGradient(found.shape, dy, window),
                  bothSides(window.size).reduce((a, b) => a * b, 1)
                )
            ),
            step(
              'where windows overlap, the gradients of several windows are averaged instead of added up: the maximum of',
              (entry, _, found, dy) => {
                const count = eager.maxPoolGradient(
                  found.shape,
                  operand(entry, 0).value,
                  filledTensor(dy.shape, 1),
                  window
                )
                return eager.divide(found.shape, found, eager.maximum(found.shape, count, 1))
              }
            )
          ]
    case 'where':
      return [1, 2].map(k =>
        step(
          'the mask is missing: the gradient also flows where the other branch is used (positive or negative numbers), by the sign of',
          (_, i, found, dy) => (i === k ? dy : found)
        )
      )
    case 'maximum':
    case 'minimum':
      return [
        step(
          'the mask is missing: the gradient also flows where the other operand is used, in the maximum or minimum of',
          (_, __, ___, dy) => dy
        )
      ]
    case 'permute':
      return [
        step(
          'permuted: the axes are not exchanged back, only reshaped (a missing transpose), in the gradient of',
          (_, __, found, dy) => eager.reshape(found.shape, dy)
        )
      ]
    default:
      return []
  }
}

const isWindow = (argument: unknown): argument is KernelWindow =>
  typeof argument === 'object' && argument !== null && 'stride' in argument && 'padding' in argument

/** All hypotheses about a tape, the simplest first. */
const hypotheses = function* (tape: Tape, names: readonly string[]): Generator<Hypothesis> {
  const sites = sitesOf(tape)
  const name = (entry: Entry): string => formulaOf(entry, names)
  const steps = sites.filter(([first]) => first !== undefined && !isView(first) && first.op !== 'constant')
  const carries = sites.filter(([first]) => first?.op === 'carry' || first?.op === 'output')
  const edges = [...carries, ...steps].flatMap(site => {
    const [first] = site
    return first === undefined
      ? []
      : places(first).map(k => ({ site, first, k, isAt: isOf(site), isTwice: isSquared(first) }))
  })
  /** The entry of another tape at the same place. */
  const same = (scene: Scene, { index }: Entry): Entry => present(scene.tape.entries[index])

  for (const { site, first, k, isAt, isTwice } of edges) {
    const dropping = without(isTwice ? undefined : k, isAt)
    const uses = edges.filter(
      other => behind(operand(other.first, other.k)) === behind(operand(first, k)) && other.first.op === first.op
    )
    const use =
      uses.length > 1
        ? ` (use ${uses.length - uses.findIndex(other => other.first === first)} of ${uses.length}, such as one of several steps)`
        : ''
    const path = `the path through ${first.op === 'divide' && k === 1 ? 'the denominator ' : first.op === 'add' && isShortcut(tape, operand(first, k)) ? 'the shortcut ' : ''}${name(operand(first, k))} in ${name(first)}${use}`
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
      const [first, second] = [present(one[0]), present(other[0])]
      if (first.arguments[0] !== second.arguments[0] || first.arguments[1] !== second.arguments[1]) continue
      const [isOne, isOther] = [isOf(one), isOf(other)]
      yield {
        text: () =>
          `swapped: the gradients of ${name(first)} and ${name(second)} are exchanged (another order of the parts)`,
        isExact: true,
        of: () => ({
          values: entry => {
            const from = isOne(entry) >= 0 ? second : isOther(entry) >= 0 ? first : undefined
            return from && entry.arguments.map((argument, i) => (i === 2 ? from.arguments[2] : valueOf(argument)))
          }
        })
      }
    }
  const stretches = segmentsOf(tape)
    .filter(isCurved)
    .map(segment => {
      const ends = sites.find(site => site.includes(segment.end)) ?? []
      return { segment, isAt: isOf(ends), isMany: ends.length > 1 }
    })
  const sloping =
    ({ root, end, inside }: Segment, isAt: (entry: Entry) => number, of: Slope) =>
    (scene: Scene): Replacement => {
      const own =
        inside.length > 0 ? segmentsOf(scene.tape) : [{ root: same(scene, root), end: same(scene, end), inside }]
      const known = new Map(
        own
          .filter(one => isAt(one.end) >= 0 && one.root.op === root.op && one.inside.length === inside.length)
          .map(one => [one.end.index, [one.root, of(one)] as const])
      )
      return { slope: entry => known.get(entry.index) }
    }
  const [longest] = stretches
  const [whole, inner] = [stretches.filter(one => one === longest), stretches.filter(one => one !== longest)]
  for (const some of [whole, inner])
    for (const [text, of] of wrongSlopes)
      for (const { segment, isAt, isMany } of some) {
        const from = behind(segment.root).op === 'input' ? '' : `, as a function of ${name(segment.root)}`
        yield {
          text: timed(`the slope of ${name(segment.end)}${from}: ${text}`),
          of: sloping(segment, isAt, of),
          without: sloping(segment, isAt, one => rightSlope(one).map(() => 0)),
          isExact: isMany
        }
      }
  const gates = gatesOf(tape)
  for (const [text, of] of wrongJacobians)
    for (const end of tape.entries)
      for (const root of gates.get(end) ?? [])
        if (
          root !== end &&
          !isView(end) &&
          sameShape(root.value.shape, end.value.shape) &&
          !stretches.some(({ segment }) => segment.end === end && segment.root === root)
        )
          yield {
            text: () => `the Jacobian of ${name(end)}, as a function of ${name(root)}, ${text}`,
            isExact: true,
            of: sloping({ root, end, inside: [] }, entry => (entry.index === end.index ? 0 : -1), of)
          }
  for (const own of sites) {
    const [first] = own
    if (first === undefined) continue
    const isAt = isOf(own)
    for (const { text, of } of otherSteps(first))
      for (const only of [undefined, ...places(first)]) {
        const applies = (entry: Entry, k: number) => isAt(entry) >= 0 && (only === undefined || only === k)
        yield {
          text: () =>
            `${text} ${name(operand(first, 0))}${only === undefined ? '' : `, in the gradient of ${name(operand(first, only))}`}`,
          isExact: true,
          of: () => ({
            values: (entry, k) => (applies(entry, k) ? of.values?.(entry, k) : undefined),
            cotangent: (entry, k, found, dy) =>
              applies(entry, k) ? (of.cotangent?.(entry, k, found, dy) ?? found) : found
          })
        }
      }
    for (const k of isView(first) ? [] : places(first))
      if (first.arguments.length > 0)
        yield {
          text: () =>
            `the gradient is that of ${name(operand(first, k))} instead of ${name(first)}: ${missingFrom(first, k, name)} is missing in backward`,
          isExact: true,
          of: () => ({}),
          tape: scene => bypassed(scene.tape, entry => isAt(entry) >= 0, k)
        }
  }
  for (const own of steps) {
    const [first] = own
    if (first === undefined || !['add', 'subtract', 'multiply'].includes(first.op)) continue
    const isAt = isOf(own)
    for (const k of places(first)) {
      const bare = bypassed(tape, entry => isAt(entry) >= 0, k)
      const stale = bare?.entries.filter(
        ({ value, index }) => value !== tape.entries[index]?.value && !isView(present(tape.entries[index]))
      )
      for (const { index } of stale ?? [])
        yield {
          text: () =>
            `${missingFrom(first, k, name)} is missing in backward: in the value of ${name(present(tape.entries[index]))} that it uses`,
          isExact: true,
          of: scene => {
            const other = bypassed(scene.tape, entry => isAt(entry) >= 0, k)
            return (
              other && {
                values: entry =>
                  entry.arguments.map((argument, i) =>
                    isEntry(argument) && behind(argument).index === index
                      ? valueOf(other.entries[entry.index]?.arguments[i])
                      : valueOf(argument)
                  )
              }
            )
          }
        }
    }
  }
  const parameters = tape.inputs.slice(0, tape.parameters)
  for (const one of parameters)
    for (const other of parameters)
      for (const isTurned of [false, true])
        if (one.index < other.index)
          yield {
            text: () =>
              `swapped: ${name(one)} and ${name(other)} are exchanged${isTurned ? ' and transposed' : ''}, as if in the other order (that of forward)`,
            isExact: true,
            of: scene => ({
              values: entry => {
                const twin = (argument: unknown): unknown => {
                  const from = isEntry(argument) ? behind(argument).index : -1
                  const to = from === one.index ? other : from === other.index ? one : undefined
                  if (to === undefined || !isEntry(argument)) return valueOf(argument)
                  const { value } = same(scene, to)
                  const found = isTurned ? changed(value, row => transposed(value.shape, 0, 1)(row)) : value
                  return found && viewOf(argument, behind(argument), found)
                }
                return entry.arguments.map(twin)
              }
            })
          }
  for (const { site, first, k, isAt } of edges)
    for (const j of readBy(first, k)) {
      const read = operand(first, j)
      const at = `${name(read)} in the gradient of ${name(operand(first, k))}`
      const replaced = (
        text: string,
        of: (scene: Scene, entry: Entry) => AnyTensor | undefined,
        isStep = false
      ): Hypothesis => ({
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
      yield replaced(`as if ${at} were 1: a missing factor`, (_, entry) =>
        filledTensor(operand(entry, j).value.shape, 1)
      )
      const parameter = behind(read)
      if (parameter.op === 'input' && parameter.index < tape.parameters)
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
        if (
          other !== read &&
          behind(other) !== behind(read) &&
          sameShape(other.value.shape, read.value.shape) &&
          other.op !== 'constant'
        )
          yield replaced(
            other === operand(first, k)
              ? `${name(other)} itself is used instead of the other factor, ${at} (product rule)`
              : `${name(other)} is used instead of ${at}`,
            (scene, entry) => valueIn(sites, other, isAt(entry), scene)
          )
      for (const [i, { value }] of tape.outputs.entries())
        if (sameShape(value.shape, read.value.shape))
          yield replaced(
            `the output gradient is used instead of ${at}${['where', 'maximum', 'minimum'].includes(first.op) ? ', as a mask' : ''}`,
            ({ outputGradient }) => outputGradient[i]
          )
      for (const { text, of } of changes)
        yield replaced(text(at, axisNamed(read)), (_, entry) =>
          changed(operand(entry, j).value, row => of(operand(entry, j).value.shape, row))
        )
    }
  for (const { first, k, isAt } of edges) {
    const to = `the gradient of ${name(operand(first, k))} from ${name(first)}`
    for (const { text, of } of changes)
      yield {
        text: () => text(to, axisNamed(operand(first, k))),
        isExact: true,
        of: () => ({
          cotangent: (entry, i, found) =>
            i === k && isAt(entry) >= 0
              ? (changed(found, row => of(found.shape, row)) ?? fresh([], new Float64Array(1)))
              : found
        })
      }
  }
}

/** The entry of a site in the same step of a fold as the i-th entry of another site. */
const valueIn = (
  sites: readonly (readonly Entry[])[],
  one: Entry,
  i: number,
  { tape }: Scene
): AnyTensor | undefined => {
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
const twoPaths = (
  scenes: readonly Scene[],
  paths: readonly Hypothesis[],
  which: readonly number[]
): string | undefined => {
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
