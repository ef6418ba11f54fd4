/** All hypotheses about the step that a wrong gradient has replaced. */
import { sameShape } from '../../src/tensor/Shape.js'
import { type AnyTensor, filledTensor, fresh } from '../../src/tensor/Tensor.js'
import {
  type Entry,
  type Replacement,
  type Segment,
  type Tape,
  bypassed,
  gatesOf,
  isEntry,
  present,
  segmentsOf,
  valueOf
} from '../program/Tape.js'
import { behind, formulaOf, isView, readBy, viewOf } from '../program/formula.js'
import { written } from './Guess.js'
import { type Hypothesis } from './Hypothesis.js'
import { type Scene } from './Scene.js'
import { transposed } from './axes.js'
import { changes } from './changes.js'
import { otherSteps } from './otherSteps.js'
import { axisNamed, changed, isOf, isShortcut, isSquared, operand, places, sitesOf, withValue, zero } from './sites.js'
import { type Slope, isCurved, rightSlope, wrongJacobians, wrongSlopes } from './wrongSlopes.js'

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

/** All hypotheses about a tape, the simplest first. */
export const hypotheses = function* (tape: Tape, names: readonly string[]): Generator<Hypothesis> {
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
