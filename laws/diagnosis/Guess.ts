/**
 * A possible mistake, and the gradient that it would give, up to a factor that is the same in all draws.
 */
import { at, dot, type Evidence, norm, type Row } from './Evidence.js'

export interface Guess {
  readonly cause: string
  /** The predicted gradient. Undefined if the guess does not apply, for example if an axis does not exist. */
  readonly row: (evidence: Evidence) => Row | undefined
}

/** Selects the entries of a row that a guess must explain. */
export type Select = (evidence: Evidence, row: Row) => Row

export const everywhere: Select = (_, row) => row

export const whereWrong: Select = ({ right }, row) => row.filter((_, j) => right[j] === false)

/** What a guess must explain: the gradient, or its error. */
export type Aspect = (evidence: Evidence) => Row

export const gradientOf: Aspect = ({ analytic }) => analytic

export const errorOf: Aspect = ({ analytic, numeric }) => analytic.map((x, i) => x - at(numeric, i))

const isAbout = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-5 * Math.abs(y)

const closeness = 1e-6

/** The factor with which the guess explains all draws, if there is one. */
const factorOf = ({ row }: Guess, aspect: Aspect, select: Select, all: readonly Evidence[]): number | undefined => {
  let factor: number | undefined
  for (const evidence of all) {
    const whole = row(evidence)
    if (whole?.length !== evidence.entries.length) return undefined
    const [guessed, found] = [select(evidence, whole), select(evidence, aspect(evidence))]
    const scale = Math.max(norm(evidence.analytic), norm(evidence.numeric))
    if (norm(guessed) <= closeness * scale) {
      // A draw in which both are zero refutes nothing.
      if (norm(found) <= closeness * scale) continue
      return undefined
    }
    factor ??= dot(found, guessed) / dot(guessed, guessed)
    if (!Number.isFinite(factor) || factor === 0) return undefined
    const tolerance = closeness * Math.max(scale, Math.abs(factor) * norm(guessed))
    for (const [i, x] of guessed.entries()) if (!(Math.abs(at(found, i) - factor * x) <= tolerance)) return undefined
  }
  return factor
}

export interface Explained {
  readonly cause: string
  readonly factor: number
}

/** The first guess with the factor 1; otherwise the first with the factor −1; otherwise the first that fits. */
export const explain = (
  guesses: readonly Guess[],
  aspect: Aspect,
  select: Select,
  all: readonly Evidence[]
): Explained | undefined => {
  let best: Explained | undefined
  const rank = (factor: number) => (isAbout(factor, 1) ? 2 : isAbout(factor, -1) ? 1 : 0)
  for (const guess of guesses) {
    const factor = factorOf(guess, aspect, select, all)
    if (factor === undefined) continue
    if (rank(factor) === 2) return { cause: guess.cause, factor: 1 }
    if (best === undefined || rank(factor) > rank(best.factor))
      best = { cause: guess.cause, factor: rank(factor) === 1 ? -1 : factor }
  }
  return best
}

export const written = (factor: number): string => String(Number(factor.toPrecision(8)))
