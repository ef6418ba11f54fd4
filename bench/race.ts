/** A section in which contestants do the same job: rates, ratios, and checks of the ratios. */
import { type Contestant } from './Contestant.js'
import { measure, type Plan } from './measure.js'
import { print, type Row, summarize } from './report.js'
import { check, type Check, type Section, significant } from './Section.js'

/** A bound on a ratio: a minimum ratio of speeds, or a maximum ratio of times per unit. */
export type Bound = {
  readonly of: string
  readonly to: string
  /** The target, if stricter than the bound. */
  readonly aim?: number
} & ({ readonly speed: number } | { readonly time: number })

export interface Race {
  readonly name: string
  readonly title: string
  readonly unit: string
  readonly contestants: readonly Contestant[]
  readonly plan: Plan
  /** Names of the contestants that all others are compared with. */
  readonly references: readonly string[]
  readonly bounds: readonly Bound[]
}

const held = (rows: readonly Row[], unit: string, bound: Bound): Check => {
  const rate = (name: string) => rows.find(row => row.name === name)?.median
  const [own, other] = [rate(bound.of), rate(bound.to)]
  const ratio = own === undefined || other === undefined ? undefined : own / other
  const aim = bound.aim === undefined ? '' : ` (aim ${bound.aim})`
  return 'speed' in bound
    ? check(`${bound.of} is at least ${bound.speed}${aim} times as fast as ${bound.to}`, ratio, r => r >= bound.speed)
    : check(
        `a ${unit} of ${bound.of} takes at most ${significant(bound.time)}${aim} of ${bound.to}`,
        ratio === undefined ? undefined : 1 / ratio,
        r => r <= bound.time
      )
}

/** States the tolerances with which results were checked, before and during the measurement. */
const exactness = (contestants: readonly Contestant[], { tolerance }: Plan): string => {
  const others = contestants.flatMap(contestant =>
    'run' in contestant && Number.isFinite(contestant.tolerance) ? [`${contestant.name} ${contestant.tolerance}`] : []
  )
  return `every result is the expected one, up to ${[tolerance, ...others].join(', ')}`
}

export const race = async ({ name, title, unit, contestants, plan, references, bounds }: Race): Promise<Section> => {
  const rows = summarize(await measure(contestants, plan), references)
  return {
    name,
    title,
    text: [print(`${unit}s`, rows, references), exactness(contestants, plan)].join('\n'),
    data: { unit, plan, rows },
    checks: bounds.map(bound => held(rows, unit, bound)),
    isWrong: rows.some(({ wrong }) => wrong !== undefined)
  }
}
