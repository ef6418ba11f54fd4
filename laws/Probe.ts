/** Both gradients of a part, the analytic one and the derivative, at one point: what a diagnosis is computed from. */
import { differentiate } from './derivative.js'
import { type Case } from './generator/layer.js'
import { moved, type PartName, partOf, unit } from './layer/Part.js'

export interface Probe {
  readonly drawn: Case
  readonly part: PartName
  readonly analytic: readonly number[]
  readonly numeric: readonly number[]
}

/** The measured gradient of a part. */
export const measured = (drawn: Case, name: PartName): readonly number[] => {
  const part = partOf(drawn, name)
  return part.numbers.map((x, i) => {
    const v = unit(part.numbers.length, i)
    const scales = { argument: Math.max(1, Math.abs(x)), gradient: 1 }
    const { lower, upper } = differentiate(t => part.at(moved(part.numbers, v, t)), scales)
    return (lower + upper) / 2
  })
}

export const probeOf = (drawn: Case, part: PartName): Probe => ({
  drawn,
  part,
  analytic: partOf(drawn, part).gradient(),
  numeric: measured(drawn, part)
})
