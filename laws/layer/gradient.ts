/**
 * The gradient that backward gives is the derivative of forward.
 *
 *     backward(dy) · v = d/dt  dy · forward(x + t v)   at t = 0
 *
 * Small parts are checked entry by entry (v is one entry), large ones along a direction of both signs through each tensor
 * and at some entries, which change from draw to draw.
 * At a kink or a jump of an elementary layer the gradient of each output must be a convex combination of the gradients nearby, jointly
 * over all parameters and inputs: the larger of two equal numbers may have the gradient (1, 0), (0, 1) or (½, ½), but not (1, 1). Some
 * kinks show only if tied numbers move together, so one direction keeps the ties.
 * A composite at a kink is skipped, as is a layer whose operations meet a kink: there the chain rule defines the gradient.
 */
import { type Case } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { type Judgement } from '../derivative/judgement.js'
import { type Details, type Finding, type Focus, fails, holds, type Law, skipped, type Symptom } from '../law/Law.js'
import { followsChainRule } from '../program/chainRule.js'
import { accuracyOf, noteOn } from './accuracy.js'
import { type Compare, comparing, differingOutputs, type Measured } from './compare.js'
import { type Differing, jointly, kinkedOutputs } from './joint.js'
import { lawOfLayer } from './law.js'
import { across, type Direction, keepingTies, part as partOfDirection, unit } from './Direction.js'
import { type Part, partOf, type PartName, sizeOfCase } from './Part.js'
import { workOf } from './work.js'

/** Parts of up to this many entries are checked entry by entry, larger ones at some entries and along directions. */
const small = 16

/** In parts of up to this many entries, tied numbers are also moved together. */
const few = 64

/** Budget of multiplications per draw: fewer entries of large layers are checked. */
const effort = 4e5

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
  { analytic, numeric }: Pick<Judgement, 'analytic' | 'numeric'>
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

/** The details of a gradient that is wrong only along several numbers together: at ties. */
const detailsOfTies = (subject: Subject, drawn: Case, part: Part, found: Differing): Details => {
  const { places, own, analytic, numeric, tolerance } = found
  return {
    entry: { place: places.join(' and '), analytic, numeric, tolerance },
    symptom: symptomOf(subject, drawn, part, own, found),
    ...(places.length < 2
      ? {}
      : { cause: 'wrong only where numbers are equal (ties): the gradient goes to several of them, or to no entry' })
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

const remark = (place: string, { analytic, numeric, tolerance, reason }: Judgement): string =>
  `${place}: backward gives ${analytic}, measured ${numeric} ± ${tolerance.toExponential(1)}: ${reason}`

/** Whether a number cannot be decided along a line, but perhaps from the gradients nearby. */
const isBroken = ({ verdict, kind }: Measured): boolean =>
  verdict === 'inconclusive' && (kind === 'jump' || kind === 'unsettled')

/** Judges the gradient of the parameters or of the input of a case, as a derivative of forward. */
const judged =
  (subject: Subject, name: PartName) =>
  (drawn: Case, focus?: Focus): Finding => {
    const part = partOf(drawn, name)
    const accuracy = accuracyOf(drawn)
    const compare = comparing(part, accuracy)
    const size = part.numbers.length
    const isInside = focus !== undefined && focus.from + focus.weights.length <= size
    if (isInside && compare(focus).verdict === 'agrees') return holds()
    const entries = entriesOf(size, drawn)
    const failsWith = (details: () => Details, where?: Focus): Finding =>
      fails(`the gradient of the ${name} is not the derivative of forward`, details, where)
    const undecided: string[] = []
    const broken: string[] = []
    const kinks = new Set<number>()
    let checks = 0
    let coarsest = accuracy.declared
    let isTied = false

    if (size > entries.length)
      for (const [from, to] of rangesOf(part, drawn)) {
        const v = across(from, to, drawn.turn % 8)
        const found = compare(v)
        if (found.kind === 'kink') continue
        checks++
        if (found.verdict === 'inconclusive') undecided.push(remark(`a direction from ${part.place(from)} on`, found))
        if (found.verdict !== 'differs') continue
        isTied = !isComposite(drawn) && kinkedOutputs(drawn, coarsest).length > 0
        if (!isTied)
          return failsWith(() => {
            const i = locate(compare, v)
            return detailsOf(subject, drawn, part, i, compare(unit(i)))
          }, v)
      }

    for (const i of entries) {
      const found = compare(unit(i))
      coarsest = Math.max(coarsest, found.accuracy)
      if (found.kind === 'kink' && isComposite(drawn)) return skipped('a composite layer at a kink')
      checks++
      if (found.kind === 'kink' || isBroken(found)) kinks.add(i)
      if (isBroken(found)) broken.push(remark(part.place(i), found))
      else if (found.verdict === 'inconclusive') undecided.push(remark(part.place(i), found))
      if (found.verdict !== 'differs') continue

      const kinked = Number.isFinite(found.analytic) ? kinkedOutputs(drawn, coarsest) : []
      const outputs = kinked.length === 0 ? [] : differingOutputs(drawn, name, unit(i), accuracy)
      const smooth = kinked.length === 0 ? found : outputs.find(({ output }) => !kinked.includes(output))?.found
      if (smooth !== undefined) return failsWith(() => detailsOf(subject, drawn, part, i, smooth), unit(i))
      const joint = jointly(drawn, name, [i], coarsest, new Set(outputs.map(({ output }) => output)))
      const { differing } = joint
      const alone = differing?.places.length === 1 && outputs.find(({ output }) => output === differing.output)?.found
      if (alone) return failsWith(() => detailsOf(subject, drawn, part, i, alone))
      if (differing !== undefined) return failsWith(() => detailsOfTies(subject, drawn, part, differing))
      if (joint.undecided > 0) undecided.push(remark(part.place(i), found))
      isTied = true
    }

    const isSmall = size > 0 && size <= few && !isComposite(drawn)
    const together = isSmall && kinks.size === 0 && !isTied ? compare(keepingTies(part.numbers)) : undefined
    if (together !== undefined) checks++
    if (together?.verdict === 'inconclusive') undecided.push(remark('all entries, moved together', together))
    if (kinks.size > 0 || isTied || together?.kind === 'kink' || together?.verdict === 'differs') {
      if (!isComposite(drawn)) {
        const joint = jointly(drawn, name, [...kinks], coarsest)
        const { differing } = joint
        if (differing !== undefined) return failsWith(() => detailsOfTies(subject, drawn, part, differing))
        checks += joint.checks
        if (joint.undecided > 0) undecided.push(...broken)
      } else undecided.push(...broken)
    }
    const [first] = undecided
    const note = noteOn(coarsest, accuracy)
    return holds(checks, undecided.length, {
      ...(first === undefined ? {} : { undecided: first }),
      ...(note === undefined ? {} : { note })
    })
  }

/** Judges the gradient of the parameters or of the input of a case. */
export const checkGradient =
  (subject: Subject, name: PartName) =>
  (drawn: Case, focus?: Focus): Finding => {
    const found = judged(subject, name)(drawn, focus)
    return found.outcome === 'fails' && followsChainRule(drawn) ? skipped('a kink inside of the layer') : found
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
