/**
 * The gradients at numbers of all magnitudes, and in large batches.
 *
 *     backward(dy)[e] · v = d/dt  dy[e] · forward(x + t v)[e]   at t = 0        for every example e of a large batch
 *     forward(x)[e], backward(dy)[e] = what the example gives alone             for some of the examples
 *
 * Every example moves on its own: its numbers by about their magnitude, or by about 1. So one measurement, of as many evaluations as
 * that of a single entry, shows a gradient at more than a hundred places from 10⁻¹³ to 10⁶. A magnitude at which nothing could be
 * decided, because forward overflows or loses its digits there, is reported as not reached.
 */
import { rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { tensorsOf } from '../../src/algebra/Value.js'
import { type Case, namesOf } from '../generator/layer.js'
import { isCoupled, wideCase } from '../generator/wide.js'
import { type Details, fails, type Finding, holds, type Law, skipped } from '../law/Law.js'
import { type Subject } from '../subject/Subject.js'
import { isCertain } from '../derivative/judgement.js'
import { example, largest, mapNumbers, numbersOf, placeOf, withNumbers } from '../value/Numbers.js'
import { notFinite, run } from '../value/Passes.js'
import { accuracyOf, differenceOn, isWithinAccuracy } from './accuracy.js'
import { kinkedOutputs } from './joint.js'
import { lawOfCases } from './law.js'
import { partOf, type PartName } from './Part.js'
import { judgeAll, type Judged, ofExamples, ofPart, only, type Place, sizesOf, type Valid } from './places.js'

const anyNumber: Valid = x => x

/** The judgements on places of a part, one after the other. */
const judgements = (drawn: Case, name: PartName, valid: Valid, places: readonly Place[]): readonly Judged[] => {
  const part = partOf(drawn, name)
  const known = { numbers: part.numbers, gradient: part.gradient(), turn: drawn.turn }
  return places.flatMap(place => judgeAll(known, name === 'input' ? valid : anyNumber, [place], ofPart(part)))
}

const differs = ({ isDecided, verdict }: Judged): boolean => isDecided && verdict === 'differs'

/** Numbers between 0.2 and 2 with the signs and the leading digits of others. */
const ordinary = mapNumbers(x => (x === 0 ? 0 : Math.sign(x) * 0.2 * 10 ** (((Math.log10(Math.abs(x)) % 1) + 1) % 1)))

const shown = (x: number): string => String(Number(x.toPrecision(2)))

/** The case with ordinary numbers everywhere. */
const ordinaryCase = (drawn: Case, valid: Valid): Pick<Case, 'params' | 'input' | 'outputGradient'> => {
  const input = ordinary(drawn.input)
  return {
    params: ordinary(drawn.params),
    input: mapNumbers(valid)(input),
    outputGradient: ordinary(drawn.outputGradient)
  }
}

const isRight = (drawn: Case, name: PartName, valid: Valid, place: Place): boolean =>
  !judgements(drawn, name, valid, [place]).some(differs)

/** Why a place is wrong, from the change after which it is right. */
const causeOf = (drawn: Case, name: PartName, valid: Valid, { place, size }: Judged): string => {
  const { input, params, outputGradient } = ordinaryCase(drawn, valid)
  const which = isRight({ ...drawn, input }, name, valid, place)
    ? `the input, such as ${shown(name === 'input' ? size : largest(numbersOf(drawn.input)))}`
    : isRight({ ...drawn, params }, name, valid, place)
      ? 'the parameters'
      : isRight({ ...drawn, outputGradient }, name, valid, place)
        ? `the output gradient, such as ${shown(largest(numbersOf(drawn.outputGradient)))}`
        : 'the input and the parameters'
  return `wrong only for some magnitudes of ${which}: a limit, a guard or a special case of backward or of forward`
}

/** The wrong entry of a place, and why it is wrong. The place is part of a larger batch if it is right here. */
const detailsOf = (drawn: Case, name: PartName, valid: Valid, found: Judged): Details => {
  const [from, to] = found.place
  const entries = Array.from({ length: Math.min(to - from, 64) }, (_, i): Place => [from + i, from + i + 1])
  if (isRight(drawn, name, valid, found.place)) return { cause: 'wrong only in large batches' }
  const wrong = judgements(drawn, name, valid, entries).find(differs)
  const cause = causeOf(drawn, name, valid, wrong ?? found)
  if (wrong === undefined) return { cause }
  const { analytic, numeric, tolerance, place, unit } = wrong
  return {
    entry: {
      place: partOf(drawn, name).place(place[0]),
      analytic: analytic / unit,
      numeric: numeric / unit,
      tolerance: tolerance / Math.abs(unit)
    },
    cause
  }
}

/** The finding on a wrong place. The laws of the gradients report what is wrong at ordinary numbers, with a smaller draw. */
const verdictOf = (drawn: Case, name: PartName, valid: Valid, found: Judged): Finding => {
  const isPlain = !isRight({ ...drawn, ...ordinaryCase(drawn, valid) }, name, valid, found.place)
  return isPlain && !isRight(drawn, name, valid, found.place)
    ? skipped('ordinary numbers are wrong too, see the laws of the gradients')
    : fails(`the gradient of the ${name} is not the derivative of forward`, () => detailsOf(drawn, name, valid, found))
}

/** The names of magnitudes in reports. */
const magnitudeOf = (size: number): string =>
  size > 1e3 ? 'numbers above 10³' : size < 1e-6 ? 'numbers below 10⁻⁶' : 'numbers between 10⁻⁶ and 10³'

/** Numbers whose products are known to ten digits, so that a batch and its examples agree to nine. */
const moderate = 100

/** What an example of a batch gives, against what it gives alone. */
const differenceAlone = (drawn: Case, e: number): Finding | undefined => {
  const { layer, params, input, outputGradient, examples } = drawn
  const numbers = numbersOf(outputGradient)
  const mine = tensorsOf(outputGradient).flatMap(tensor => {
    const { length } = rowMajorNumbers(tensor)
    return Array.from({ length }, (_, i) => Math.floor((i * examples) / length) === e)
  })
  const masked = withNumbers(outputGradient)(numbers.map((x, i) => (mine[i] === true ? x : 0)))
  const whole = run(layer, params, input, masked)
  const own = only(drawn, e)
  const one = run(own.layer, params, own.input, own.outputGradient)
  const pairs = [
    ['the output', ['output'], example(e)(whole.output), one.output],
    ['the input gradient', ['input'], example(e)(whole.inputGradient), one.inputGradient],
    ['the parameter gradient', namesOf(layer), whole.paramsGradient, one.paramsGradient]
  ] as const
  for (const [what, names, batch, single] of pairs) {
    const difference = notFinite(single) === undefined ? differenceOn(own, batch, single) : undefined
    if (difference === undefined) continue
    const { index, one: analytic, other: numeric, tolerance } = difference
    return fails(`${what} of example ${e}: ${analytic} in a batch of ${examples}, ${numeric} alone`, () => ({
      entry: { place: placeOf(batch, names, index), analytic, numeric, tolerance },
      cause: `wrong in large batches, such as one of ${examples}`
    }))
  }
  return undefined
}

/** Number of different examples of a batch that are tried for one that counts. */
const tries = 3

/** Numbers that are closer to 0 may be near the limit of a quotient, such as sin(x) / x. */
const nearLimit = 1e-3

/** Of the output gradient: what the derivative of such a quotient loses there at worst. Its error is ε / x, or x where that cancels: √ε. */
const lostDigits = 4 * Math.sqrt(Number.EPSILON)

/**
 * Whether a difference counts. The tolerance is that of results in double precision, and grows with the rounding that a layer shows on
 * this draw. What has a kink nearby is judged by the laws of the gradients.
 */
const counts = (drawn: Case, found: Judged): boolean => {
  const { analytic, numeric, tolerance, size, unit } = found
  const difference = Math.abs(analytic - numeric)
  const lost = size < nearLimit ? lostDigits * largest(numbersOf(drawn.outputGradient)) * Math.abs(unit) : 0
  // Stairs do not explain a slope that is known, but a declared accuracy may.
  const isKnown = isCertain(found) && accuracyOf(drawn).declared === Number.EPSILON
  const isRounding =
    difference <= Math.max(lost, tolerance) ||
    (!isKnown && isWithinAccuracy(drawn, difference, tolerance / Number.EPSILON))
  return !isRounding && kinkedOutputs(drawn, Number.EPSILON).length === 0
}

const check =
  (subject: Subject) =>
  (drawn: Case): Finding => {
    const { input: valid = (x: number) => x } = subject
    const coupled = isCoupled(subject)
    const { examples, turn, layer, params, input, outputGradient } = drawn
    const few = sizesOf(input, examples).flatMap((size, e) => (size <= moderate ? [e] : []))
    const picked =
      coupled || largest(numbersOf(params)) > moderate ? [] : few.slice(-1).concat(few[turn % few.length] ?? [])
    let checks = 0
    for (const e of picked) {
      const found = differenceAlone(drawn, e)
      if (found !== undefined) return found
      checks += 3
    }
    const { inputGradient } = run(layer, params, input, outputGradient)
    const tensors = partOf(drawn, 'input').tensors
    const [from, to] = tensors[turn % tensors.length] ?? [0, 0]
    const width = (to - from) / examples
    const places = coupled
      ? [[from, to] as const]
      : Array.from({ length: examples }, (_, e) => [from + e * width, from + (e + 1) * width] as const)
    const known = { numbers: numbersOf(input), gradient: numbersOf(inputGradient), turn }
    const measure = coupled ? ofPart(partOf(drawn, 'input')) : ofExamples(drawn, [from, to], turn % tensors.length)
    const ofInput = judgeAll(known, valid, places, measure)
    /** A place of the batch in the case of its example alone. */
    const alone = (found: Judged): readonly [Case, Judged] => {
      if (coupled) return [drawn, found]
      const own = only(drawn, Math.floor((found.place[0] - from) / width))
      return [own, { ...found, place: partOf(own, 'input').tensors[turn % tensors.length] ?? [0, 0] }]
    }
    const wrong = ofInput
      .filter(differs)
      .slice(0, tries)
      .map(alone)
      .find(([own, found]) => counts(own, found))
    if (wrong !== undefined) return verdictOf(wrong[0], 'input', valid, wrong[1])
    const own = coupled ? drawn : only(drawn, turn % examples)
    const inParams = partOf(own, 'parameters').tensors
    const tensor = inParams[turn % inParams.length]
    const ofParams = judgements(own, 'parameters', valid, tensor === undefined ? [] : [tensor])
    const wrongParams = ofParams.find(differs)
    if (wrongParams !== undefined && counts(own, wrongParams)) return verdictOf(own, 'parameters', valid, wrongParams)
    const all = [...ofInput, ...ofParams]
    const decided = all.filter(found => found.isDecided && !differs(found))
    const names = (found: readonly Judged[]) => [...new Set(found.map(({ size }) => magnitudeOf(size)))]
    return holds(checks + decided.length, 0, { places: { reached: names(decided), tried: names(all) } })
  }

/** Fewer draws than of other laws, and fewer trials to shrink one: each has many examples, of which the report shows one. */
const draws = 20
const shrinks = 10

/** The law of magnitudes and batches. */
export const range = (subject: Subject): readonly Law[] => {
  const law = lawOfCases(
    subject,
    'range',
    'the gradients hold for large and small numbers, and in large batches',
    wideCase(subject),
    check(subject)
  )
  return [{ ...law, runs: Math.min(draws, law.runs ?? draws), shrinks: Math.min(shrinks, law.shrinks ?? shrinks) }]
}
