/**
 * The likely cause of a wrong gradient, computed from numbers.
 *
 * A counterexample that was shrunk to a single 1 cannot tell a transpose from a sign. So the gradients are taken at several
 * freshly drawn points without zeros and accidental squares. Each guess predicts the wrong
 * gradient from the true one; the first that predicts it at every point is the cause, for each tensor on its own.
 */
import * as fc from 'fast-check'
import { places } from './places.js'
import { type Evidence, gather, isWrong, norm } from './Evidence.js'
import { elementSlopes, elementTerms, entryFactors, sizeFactor } from './factors.js'
import { clipped } from './clipped.js'
import { forgotten } from './forgotten.js'
import { errorOf, everywhere, explain, gradientOf, type Select, whereWrong, written } from './Guess.js'
import { independent } from './independent.js'
import { inParts } from './inParts.js'
import { locate, type Located } from './locate.js'
import { pairsOf } from './pairs.js'
import { regionOf } from './regions.js'
import { slight } from './slight.js'
import { statistics } from './statistics.js'
import { unseen } from './unseen.js'
import { terms } from './terms.js'
import { type Case, layerCase } from '../generator/layer.js'
import { type PaletteName } from '../generator/numbers.js'
import { type Symptom } from '../law/Law.js'
import { type PartName } from '../layer/Part.js'

/** The cause of the wrong entries. */
const how = (all: readonly Evidence[], select: Select): string | undefined => {
  const [first] = all
  if (first === undefined) return undefined
  if (all.every(evidence => norm(select(evidence, evidence.analytic)) === 0)) return 'the gradient is missing: zero'
  const factor = sizeFactor(all, select)
  if (factor !== undefined) return factor
  const missing = explain(terms, errorOf, select, all)
  if (missing?.factor === -1 && select === everywhere) return `a dropped term: ${missing.cause} is missing`
  const direct = explain([...places(first), ...elementSlopes, ...entryFactors(first)], gradientOf, select, all)
  if (direct?.factor === 1) return direct.cause
  const term = explain([...terms, ...elementTerms], errorOf, select, all)
  if (term?.factor === -1) return `a dropped term: ${term.cause} is missing`
  if (term?.factor === 1) return `a term too much: ${term.cause}`
  if (direct?.factor === -1) return `${direct.cause}, with the wrong sign`
  const multiple = explain([...elementSlopes, ...entryFactors(first)], gradientOf, select, all)
  if (multiple !== undefined) return `${multiple.cause}, times ${written(multiple.factor)}`
  if (term === undefined) return undefined
  return term.factor < 0
    ? `a dropped term: ${written(-term.factor)} times ${term.cause} is missing`
    : `a term too much: ${written(term.factor)} times ${term.cause}`
}

/** A mistake in the dependence of outputs on entries. */
const inside = (all: readonly Evidence[]): string | undefined => {
  const pairs = pairsOf(all) ?? []
  return statistics(all) ?? forgotten(pairs) ?? unseen(pairs) ?? independent(all)
}

const isNotFinite = ({ analytic }: Evidence): boolean => !analytic.every(Number.isFinite)

/**
 * The cause for one tensor.
 *
 * @param located the mistake inside the layer, if its operations show it
 */
export const causeOf = (all: readonly Evidence[], located?: Located): string | undefined => {
  const wrong = all.filter(isWrong)
  if (wrong.length === 0) return undefined
  if (!wrong.every(({ numeric }) => numeric.every(Number.isFinite))) return 'the output is not a number, or infinite'
  const region = regionOf(all)
  const only = region === undefined ? '' : `wrong only ${region.name}`
  if (wrong.some(isNotFinite)) return ['the gradient is not a number, or infinite', only].filter(Boolean).join('; ')
  if (all.every(({ analytic }) => norm(analytic) === 0) && wrong.length > 1) return 'the gradient is missing: zero'
  const always =
    located?.isShared === true
      ? located.text
      : (clipped(all) ?? sizeFactor(all, everywhere) ?? located?.text ?? how(all, everywhere))
  // A cause that explains all entries needs no region, but a region by value tells where to look.
  const tells = region?.by === 'value' || (region !== undefined && region.by !== 'index' && always === located?.text)
  if (always !== undefined) return tells ? `${always}; ${only}` : always
  if (region === undefined) return how(wrong, everywhere) ?? inside(wrong)
  const there = how(wrong, whereWrong)
  if (there !== undefined) return `${only}; there: ${there}`
  const whole = inside(wrong)
  return whole === undefined ? only : `${whole}; ${only}`
}

/** The draws whose entries were all measured, if there are enough of them. */
const preferWhole = (all: readonly Evidence[]): readonly Evidence[] => {
  const whole = all.filter(({ isWhole }) => isWhole)
  return whole.filter(isWrong).length >= 3 ? whole : all
}

/** Layers with more numbers are diagnosed with fewer draws. */
const large = 2000

const gathered = (drawn: Case, part: PartName, wanted: readonly number[]): readonly Evidence[] => {
  try {
    return gather(drawn, part, wanted)
  } catch {
    return []
  }
}

type Gradient = Extract<Symptom, { of: 'gradient' }>

/** The cause of a wrong gradient, found in fresh draws of the subject. Layers inside of a composition are judged first. */
export const diagnoseGradient = (symptom: Gradient): string | undefined =>
  inParts(symptom.subject, subject =>
    joined((['parameters', 'input'] as const).map(part => ofPart({ ...symptom, subject, part, entries: [] })))
  ) ?? ofPart(symptom)

const joined = (causes: readonly (string | undefined)[]): string | undefined =>
  [...new Set(causes.filter(cause => cause !== undefined))].join('; ') || undefined

/** A cause without its numbers, which differ from sample to sample where they are measured. */
const essence = (cause: string | undefined): string | undefined => cause?.replace(/\d[\d.e−-]*/g, '#')

/** The cause of a wrong gradient of one part, if two samples of draws have the same. */
const ofPart = (symptom: Gradient): string | undefined => {
  const { cause, isTested } = inSample(symptom, 1)
  return isTested || (cause !== undefined && essence(inSample(symptom, 2).cause) === essence(cause)) ? cause : undefined
}

interface Sampled {
  readonly cause: string | undefined
  /** Whether the cause was found in one draw and tested on others. */
  readonly isTested: boolean
}

/** The cause of a wrong gradient of one part in a sample of draws. `entries` are known to be wrong. */
const inSample = ({ subject, part, size, entries, compared }: Gradient, seed: number): Sampled => {
  const isLarge = size > large
  const look = (palette: PaletteName, numRuns: number) =>
    fc
      .sample(layerCase(subject, palette), { seed, numRuns: isLarge ? Math.ceil(numRuns / 4) : numRuns })
      .map(drawn => ({ drawn, tensors: gathered(drawn, part, entries) }))
  const generic = look('generic', 16)
  // A gradient that is wrong only at special numbers is right in generic draws.
  const draws = generic.some(({ tensors }) => tensors.some(isWrong)) ? generic : look('special', 40)
  const traced = locate(generic.map(({ drawn }) => drawn))
  const [first] = draws
  const before = part === 'input' ? (first?.drawn.params.length ?? 0) : 0
  const found = (first?.tensors ?? []).flatMap(({ place: { name } }, which) => {
    const located = traced?.get(before + which)
    const cause = causeOf(preferWhole(draws.flatMap(({ tensors }) => tensors[which] ?? [])), located)
    return cause === undefined
      ? []
      : [{ name, cause, isTested: located !== undefined && cause.startsWith(located.text) }]
  })
  const different = [...new Set(found.map(({ cause }) => cause))]
  const namesOf = (cause: string) => found.filter(one => one.cause === cause).map(({ name }) => name)
  return {
    isTested: found.length > 0 && found.every(({ isTested }) => isTested),
    cause:
      different.length === 0
        ? slight(
            draws.flatMap(({ tensors }) => tensors),
            compared
          )
        : different.length === 1
          ? different[0]
          : different.map(cause => `${namesOf(cause).join(', ')}: ${cause}`).join('; ')
  }
}
