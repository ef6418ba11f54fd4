/**
 * The likely cause of a wrong gradient, computed from numbers.
 *
 * A counterexample that was shrunk to a single 1 cannot tell a transpose from a sign. So the gradients are taken at several
 * freshly drawn points without zeros and accidental squares. Each guess predicts the wrong
 * gradient from the true one; the first that predicts it at every point is the cause, for each tensor on its own.
 */
import * as fc from 'fast-check'
import { type Evidence, gather, isWrong } from './Evidence.js'
import { inParts } from './inParts.js'
import { locate } from './locate.js'
import { causeOf, plainCause } from './ofTensor.js'
import { slight } from './slight.js'
import { type Case, layerCase } from '../generator/layer.js'
import { type PaletteName } from '../generator/numbers.js'
import { type Symptom } from '../law/Law.js'
import { type PartName } from '../layer/Part.js'

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
  const [first] = draws
  const tensors = (first?.tensors ?? []).map(({ name }, which) => {
    const all = preferWhole(draws.flatMap(({ tensors }) => tensors[which] ?? []))
    return { name, all, plain: plainCause(all) }
  })
  // To look for a place takes longest.
  const isPlain = tensors.every(({ all, plain }) => plain !== undefined || !all.some(isWrong))
  const places = isPlain ? undefined : locate(generic.map(({ drawn }) => drawn))
  const before = part === 'input' ? (first?.drawn.params.length ?? 0) : 0
  const found = tensors.flatMap(({ name, all, plain }, which) => {
    const located = places?.get(before + which)
    const cause = plain ?? causeOf(all, before + which, located)
    const isTested = plain !== undefined || (located !== undefined && cause?.startsWith(located.text) === true)
    return cause === undefined ? [] : [{ name, cause, isTested }]
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
