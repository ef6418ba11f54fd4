/**
 * The gradient that backward gives is the derivative of forward.
 *
 *     backward(dy) · v = d/dt  dy · forward(x + t v)   at t = 0
 *
 * Small parts are checked entry by entry (v is one entry), large ones along a direction of both signs through each tensor
 * and at some entries, which change from draw to draw.
 * At a kink of an elementary layer each output is judged separately: its gradient must lie between its two one-sided
 * derivatives. That is not enough for tied numbers: the maximum of two equal numbers may have the gradient (1, 0), (0, 1) or
 * (½, ½), but not (1, 1). So all entries of a tensor are also moved together, which keeps the ties.
 * A composite at a kink is skipped: there the chain rule defines the gradient.
 */
import { type Case } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { differentiate } from '../derivative/derivative.js'
import { judge, type Judgement } from '../derivative/judgement.js'
import { type Details, type Finding, type Focus, fails, holds, type Law, skipped, type Symptom } from '../law/Law.js'
import { inner, largest, sizeOf, withNumbers } from '../value/Numbers.js'
import { lawOfLayer } from './law.js'
import { across, along, type Direction, ones, part as partOfDirection, unit } from './Direction.js'
import { type Part, partOf, type PartName, sizeOfCase } from './Part.js'
import { workOf } from './work.js'

/** Parts of up to this many entries are checked entry by entry, larger ones at some entries and along directions. */
const small = 16

/** In parts of up to this many entries, the entries of a tensor are also moved together. */
const few = 64

/** Budget of multiplications per draw: fewer entries of large layers are checked. */
const effort = 4e5

interface Measured extends Judgement {
  readonly kink: boolean
}

type Compare = (v: Direction) => Measured

/** Compares the analytic derivative of a part along a direction with the measured one. */
const comparing = (part: Part): Compare => {
  const gradient = part.gradient()
  const scale = largest(gradient)
  return v => {
    const argument = Math.max(1, largest(along(part.numbers, v)))
    const estimate = differentiate(part.line(v), { argument, gradient: scale, inside: part.outputGradient * argument })
    const kink = estimate.kind === 'kink'
    // At a kink the analytic gradient may be 0, between −1 and 1: so the scale comes from the two sides.
    const atKink = kink ? Math.max(scale, Math.abs(estimate.lower), Math.abs(estimate.upper)) : scale
    return { ...judge(inner(along(gradient, v), v.weights).value, estimate, atKink), kink }
  }
}

/** The first output whose gradient is not between its one-sided derivatives. */
const eachOutput = (drawn: Case, name: PartName, v: Direction): Measured | undefined => {
  const size = sizeOf(drawn.outputGradient)
  for (let output = 0; output < size; output++) {
    const only = new Float64Array(size)
    only[output] = 1
    const part = partOf({ ...drawn, outputGradient: withNumbers(drawn.outputGradient)(only) }, name)
    const found = comparing(part)(v)
    if (found.verdict === 'differs') return found
  }
  return undefined
}

/** Halves a direction until a single entry is left that differs. */
const locate = (compare: Compare, v: Direction): number => {
  let [from, to] = [0, v.weights.length]
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2)
    if (compare(partOfDirection(v, from, middle)).verdict === 'differs') to = middle
    else from = middle
  }
  return v.from + from
}

const symptomOf = (
  subject: Subject,
  drawn: Case,
  part: Part,
  i: number,
  { analytic, numeric }: Judgement
): Symptom => ({
  of: 'gradient',
  subject,
  part: part.name,
  size: sizeOfCase(drawn),
  entries: [i],
  compared: { analytic, numeric }
})

const detailsOf = (subject: Subject, drawn: Case, part: Part, i: number, found: Judgement): Details => {
  const { analytic, numeric, tolerance, sweep } = found
  return {
    entry: { place: part.place(i), analytic, numeric, tolerance },
    sweep,
    symptom: symptomOf(subject, drawn, part, i, found)
  }
}

/** The details of a tensor whose entries are right one by one, but not when moved together: wrong only at ties. */
const detailsOfTies = (subject: Subject, drawn: Case, part: Part, from: number, found: Judgement): Details => {
  const { analytic, numeric, tolerance, sweep } = found
  return {
    entry: { place: `all entries from ${part.place(from)} on, moved together`, analytic, numeric, tolerance },
    sweep,
    symptom: symptomOf(subject, drawn, part, from, found),
    cause: 'wrong only where numbers are equal (ties): the gradient goes to several of them, or to no entry'
  }
}

const isComposite = ({ layer }: Case): boolean => layer.description.parts.length > 0

/** The entries to check: all of a small part, otherwise some, which change from draw to draw. */
const entriesOf = (size: number, drawn: Case): readonly number[] => {
  const some = Math.min(small, Math.max(1, Math.floor(effort / workOf(drawn))))
  return size <= some
    ? Array.from({ length: size }, (_, i) => i)
    : Array.from({ length: some }, (_, k) => Math.floor((((drawn.turn + k + 1) * 0.6180339887498949) % 1) * size))
}

/** The ranges of a part that are moved as a whole: its tensors, or all of a large part, which takes less time. */
const rangesOf = (part: Part, drawn: Case): Part['tensors'] =>
  workOf(drawn) > effort / 2 ? [[0, part.numbers.length]] : part.tensors

/** Judges the gradient of the parameters or of the input of a case. */
export const checkGradient =
  (subject: Subject, name: PartName) =>
  (drawn: Case, focus?: Focus): Finding => {
    const part = partOf(drawn, name)
    const compare = comparing(part)
    const size = part.numbers.length
    const isInside = focus !== undefined && focus.from + focus.weights.length <= size
    if (isInside && compare(focus).verdict === 'agrees') return holds()
    const message = `the gradient of the ${name} is not the derivative of forward`
    const entries = entriesOf(size, drawn)
    let undecided = 0
    let checks = 0
    if (size > entries.length)
      for (const [from, to] of rangesOf(part, drawn)) {
        const v = across(from, to, drawn.turn % 8)
        const found = compare(v)
        if (found.kink) continue
        checks++
        if (found.verdict === 'inconclusive') undecided++
        if (found.verdict === 'differs')
          return fails(
            message,
            () => {
              const i = locate(compare, v)
              return detailsOf(subject, drawn, part, i, compare(unit(i)))
            },
            v
          )
      }
    for (const i of entries) {
      const found = compare(unit(i))
      if (found.kink && isComposite(drawn)) return skipped('a composite layer at a kink')
      checks++
      if (found.verdict === 'inconclusive') undecided++
      if (found.verdict === 'differs') {
        const differing = found.kink ? eachOutput(drawn, name, unit(i)) : found
        if (differing !== undefined)
          return fails(message, () => detailsOf(subject, drawn, part, i, differing), found.kink ? undefined : unit(i))
      }
    }
    if (size <= few && !isComposite(drawn))
      for (const [from, to] of part.tensors) {
        const v = ones(from, to)
        const found = compare(v)
        checks++
        if (found.verdict === 'inconclusive') undecided++
        const differing = found.kink && found.verdict === 'differs' ? eachOutput(drawn, name, v) : found
        if (differing?.verdict === 'differs')
          return fails(message, () => detailsOfTies(subject, drawn, part, from, differing))
      }
    return holds(checks, undecided)
  }

/** The laws of the parameter gradient and the input gradient. */
export const gradient = (subject: Subject): readonly Law[] => {
  const composite = subject.layers.every(({ description }) => description.parts.length > 0)
  const palettes = composite ? (['generic'] as const) : (['special', 'generic'] as const)
  return [
    lawOfLayer(
      subject,
      'parameter gradient',
      'backward gives the derivative of forward',
      palettes,
      checkGradient(subject, 'parameters')
    ),
    lawOfLayer(
      subject,
      'input gradient',
      'backward gives the derivative of forward',
      palettes,
      checkGradient(subject, 'input')
    )
  ]
}
