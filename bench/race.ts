/** A section in which contestants do the same job: rates, ratios, and checks of the ratios. */
import { type Contestants } from './Contestant.js'
import { type Answer, measure } from './measure.js'
import { fastest, print, type Row, summarize } from './report.js'
import { check, type Check, type Effort, type Section } from './Section.js'

/** A bound on a ratio: the minimum ratio of two speeds. */
interface Bound {
  readonly of: string
  readonly to: string
  readonly speed: number
}

export interface Race {
  readonly title: string
  readonly unit: string
  readonly contestants: Contestants
  readonly answers: () => readonly Answer[]
  /** Absolute, for the error. */
  readonly tolerance: number
  /** Maximum number of rounds. Default: that of the effort. */
  readonly rounds?: number
  /** Names of the contestants that all others are compared with. A name without a number of threads is that of the faster one. */
  readonly references: readonly string[]
  readonly bounds: readonly Bound[]
}

const held = (rows: readonly Row[], { of, to, speed }: Bound): Check => {
  const [own, other] = [fastest(rows, of)?.median, fastest(rows, to)?.median]
  const ratio = own === undefined || other === undefined ? undefined : own / other
  return check(`${of} is at least ${speed} times as fast as ${to}`, ratio, r => r >= speed)
}

export const race = async (
  name: string,
  { title, unit, contestants, answers, tolerance, rounds = Infinity, references, bounds }: Race,
  effort: Effort
): Promise<Section> => {
  const plan = { answers: answers(), tolerance, ...effort, rounds: Math.min(rounds, effort.rounds) }
  const rows = summarize(await measure(contestants, plan), references)
  return {
    name,
    title,
    text: print(`${unit}s`, rows, references),
    data: { unit, plan, rows },
    checks: bounds.map(bound => held(rows, bound)),
    isWrong: rows.some(({ wrong }) => wrong !== undefined)
  }
}
