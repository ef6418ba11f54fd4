/**
 * The gradient that backward gives is the derivative of forward.
 *
 *     backward(dy) · v = d/dt  dy · forward(x + t v)   at t = 0
 *
 * Small parts are checked entry by entry (v is one entry), large ones along directions of both signs and at some entries.
 * At a kink of an elementary layer each output is looked at on its own: its gradient must lie between its two one-sided
 * derivatives. A composite at a kink is skipped: what it should give there, the chain rule says.
 */
import { type Case, type Subject } from '../generator/layer.js'
import { differentiate } from '../derivative.js'
import { judge, type Judgement } from '../judgement.js'
import { type Details, type Finding, fails, holds, type Law, skipped } from '../Law.js'
import { inner, numbersOf, withNumbers } from '../Numbers.js'
import { diagnose } from '../diagnosis.js'
import { lawOfLayer } from './law.js'
import { direction, moved, type Part, partOf, type PartName, unit, within } from './Part.js'

/** Up to so many entries one by one; above that, so many entries and directions. */
const small = 40
const sample = { entries: 6, directions: 3 }

interface Measured extends Judgement {
  readonly kink: boolean
}

const largest = (numbers: readonly number[]): number =>
  numbers.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0)

/** The analytic derivative along a direction against the measured one. */
const along = (part: Part, gradient: readonly number[], v: readonly number[]): Measured => {
  const scale = largest(gradient)
  const argument = part.numbers.reduce((most, x, i) => (v[i] === 0 ? most : Math.max(most, Math.abs(x))), 1)
  const estimate = differentiate(t => part.at(moved(part.numbers, v, t)), { argument, gradient: scale })
  const kink = estimate.kind === 'kink'
  // At a kink 0 may be right between −1 and 1: how large the gradient is, the two sides say.
  const atKink = kink ? Math.max(scale, Math.abs(estimate.lower), Math.abs(estimate.upper)) : scale
  return { ...judge(inner(gradient, v).value, estimate, atKink), kink }
}

/** Whether each output on its own has a gradient between its one-sided derivatives. */
const eachOutput = (drawn: Case, name: PartName, i: number): Measured | undefined => {
  const size = numbersOf(drawn.outputGradient).length
  for (let output = 0; output < size; output++) {
    const part = partOf({ ...drawn, outputGradient: withNumbers(drawn.outputGradient)(unit(size, output)) }, name)
    const found = along(part, part.gradient(), unit(part.numbers.length, i))
    if (found.verdict === 'differs') return found
  }
  return undefined
}

/** Halves a direction until a single entry is left that differs. */
const locate = (part: Part, gradient: readonly number[], v: readonly number[]): number => {
  let [from, to] = [0, v.length]
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2)
    if (along(part, gradient, within(v, from, middle)).verdict === 'differs') to = middle
    else from = middle
  }
  return from
}

const detailsOf = (drawn: Case, part: Part, i: number, found: Judgement): Details => {
  const { analytic, numeric, tolerance, sweep } = found
  const cause = diagnose(drawn.layer, part.name, drawn)
  return {
    entry: { place: part.place(i), analytic, numeric, tolerance },
    sweep,
    ...(cause === undefined ? {} : { cause })
  }
}

const failure = (drawn: Case, part: Part, gradient: readonly number[], i: number, found: Judgement): Finding =>
  fails(`the gradient of the ${part.name} is not the derivative`, () =>
    detailsOf(drawn, part, i, found.verdict === 'differs' ? found : along(part, gradient, unit(gradient.length, i)))
  )

const isComposite = ({ layer }: Case): boolean => layer.description.parts.length > 0

/** Some entries, spread over all. */
const entriesOf = (size: number): readonly number[] =>
  size <= small
    ? Array.from({ length: size }, (_, i) => i)
    : Array.from({ length: sample.entries }, (_, k) => Math.floor((((k + 1) * 0.6180339887498949) % 1) * size))

const check =
  (name: PartName) =>
  (drawn: Case): Finding => {
    const part = partOf(drawn, name)
    const gradient = part.gradient()
    const size = gradient.length
    let undecided = 0
    let checks = 0
    if (size > small)
      for (let which = 0; which < sample.directions; which++) {
        const v = direction(size, which)
        const found = along(part, gradient, v)
        if (found.kink) continue
        checks++
        if (found.verdict === 'inconclusive') undecided++
        if (found.verdict === 'differs')
          return fails(`the gradient of the ${name} is not the derivative`, () => {
            const i = locate(part, gradient, v)
            const details = detailsOf(drawn, part, i, along(part, gradient, unit(size, i)))
            const others = v.map((x, j) => (j === i ? 0 : x))
            const alone = along(part, gradient, others).verdict === 'agrees'
            return alone ? { ...details, cause: 'one entry alone is wrong: all others agree' } : details
          })
      }
    for (const i of entriesOf(size)) {
      const found = along(part, gradient, unit(size, i))
      if (found.kink && isComposite(drawn)) return skipped('a kink of a composite')
      checks++
      if (found.verdict === 'inconclusive') undecided++
      if (found.verdict === 'differs') {
        const kink = found.kink ? eachOutput(drawn, name, i) : found
        if (kink !== undefined) return failure(drawn, part, gradient, i, kink)
      }
    }
    return holds(checks, undecided)
  }

/** The gradient of the parameters, and that of the input. */
export const gradient = (subject: Subject): readonly Law[] => {
  const composite = subject.layers.every(({ description }) => description.parts.length > 0)
  const palettes = composite ? (['generic'] as const) : (['special', 'generic'] as const)
  return [
    lawOfLayer(subject, 'parameter gradient', 'it is the derivative of forward', palettes, check('parameters')),
    lawOfLayer(subject, 'input gradient', 'it is the derivative of forward', palettes, check('input'))
  ]
}
