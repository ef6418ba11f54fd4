/**
 * The likely cause of a wrong gradient, computed from numbers.
 *
 * A counterexample that was shrunk to a single 1 cannot tell a transpose from a sign. So the gradients are taken at several
 * freshly drawn points without zeros and accidental squares. Each guess predicts the wrong
 * gradient from the true one; the first that predicts it at every point is the cause, for each tensor on its own.
 */
import * as fc from 'fast-check'
import { elsewhere, isWrittenForOutput } from './elsewhere.js'
import { type Evidence, gather, isWrong, norm } from './Evidence.js'
import { elementSlopes, elementTerms, entryFactors, sizeFactor } from './factors.js'
import { clipped } from './clipped.js'
import { expression } from './expressions.js'
import { forgotten } from './forgotten.js'
import { fromInput } from './fromInput.js'
import { errorOf, everywhere, explain, gradientOf, type Select, whereWrong, written } from './Guess.js'
import { inParts } from './inParts.js'
import { independent } from './independent.js'
import { locate, type Located } from './locate.js'
import { misplaced } from './misplaced.js'
import { outputGradients } from './outputGradient.js'
import { overwritten } from './overwritten.js'
import { pairsOf } from './pairs.js'
import { rearranged } from './rearranged.js'
import { regionOf } from './regions.js'
import { slight } from './slight.js'
import { statistics } from './statistics.js'
import { terms } from './terms.js'
import { unseen } from './unseen.js'
import { units } from './units.js'
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
  const direct = explain(
    [
      ...rearranged(first),
      ...outputGradients,
      ...overwritten,
      ...elsewhere(first),
      ...fromInput,
      ...elementSlopes,
      ...entryFactors(first)
    ],
    gradientOf,
    select,
    all
  )
  if (direct?.factor === 1) return direct.cause
  if (select === everywhere && isWrittenForOutput(all))
    return 'the derivative is a formula in the output, but evaluated at the input'
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

/** A mistake inside the layer. `single` are draws with a batch of one: none if its operations are known. */
const inside = (all: readonly Evidence[], single: readonly Evidence[]): string | undefined => {
  const found = statistics(all) ?? forgotten(pairsOf(all) ?? [])
  if (found !== undefined || single.length === 0) return found
  const { said, isWhole } = expression(single) ?? {}
  if (said !== undefined && isWhole === true)
    return [said, independent(all)].filter(one => one !== undefined).join('; ')
  return said ?? (single[0]?.place.part === 'parameters' ? units(single) : undefined)
}

/** Weaker statements, if no cause explains the gradient. */
const vaguely = (wrong: readonly Evidence[]): string | undefined => {
  const found = [unseen(pairsOf(wrong) ?? []), independent(wrong)].filter(vague => vague !== undefined)
  return found.length > 0 ? found.join('; ') : misplaced(wrong)
}

const isNotFinite = ({ analytic }: Evidence): boolean => !analytic.every(Number.isFinite)

/**
 * The cause for one tensor, from draws of any batch size, and from draws with a batch of one.
 *
 * @param located the mistake inside the layer, if its operations show it
 */
export const causeOf = (
  all: readonly Evidence[],
  single: readonly Evidence[],
  located?: Located
): string | undefined => {
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
  if (region === undefined) return how(wrong, everywhere) ?? inside(wrong, single) ?? vaguely(wrong)
  const there = how(wrong, whereWrong)
  if (there !== undefined) return `${only}; there: ${there}`
  const whole = inside(wrong, single)
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

/** The cause of a wrong gradient of one part. `entries` are known to be wrong. */
const ofPart = ({ subject, part, size, entries, compared }: Gradient): string | undefined => {
  const isLarge = size > large
  const look = (palette: PaletteName, numRuns: number, isLookedAt: (drawn: Case) => boolean = () => true) =>
    fc
      .sample(layerCase(subject, palette).filter(isLookedAt), {
        seed: 1,
        numRuns: isLarge ? Math.ceil(numRuns / 4) : numRuns
      })
      .map(drawn => ({ drawn, tensors: gathered(drawn, part, entries) }))
  const generic = look('generic', 16)
  // A gradient that is wrong only at special numbers is right in generic draws.
  const draws = generic.some(({ tensors }) => tensors.some(isWrong)) ? generic : look('special', 40)
  const traced = locate(generic.map(({ drawn }) => drawn))
  const single = isLarge || traced !== undefined ? [] : look('generic', 6, ({ examples }) => examples === 1)
  const [first] = draws
  const before = part === 'input' ? (first?.drawn.params.length ?? 0) : 0
  const causes = (first?.tensors ?? []).map(({ place: { name } }, which) => ({
    name,
    cause: causeOf(
      preferWhole(draws.flatMap(({ tensors }) => tensors[which] ?? [])),
      single.flatMap(({ tensors }) => tensors[which] ?? []),
      traced?.get(before + which)
    )
  }))
  const found = causes.flatMap(({ name, cause }) => (cause === undefined ? [] : [{ name, cause }]))
  const different = [...new Set(found.map(({ cause }) => cause))]
  if (different.length === 0)
    return slight(
      draws.flatMap(({ tensors }) => tensors),
      compared
    )
  if (different.length === 1) return different[0]
  const namesOf = (cause: string) => found.filter(one => one.cause === cause).map(({ name }) => name)
  return different.map(cause => `${namesOf(cause).join(', ')}: ${cause}`).join('; ')
}
