/** Both gradients of a part, the analytic one and the derivative, at one point: what a diagnosis is computed from. */
import { count, type Shape } from '../src/Shape.js'
import { tensorsOf } from '../src/Value.js'
import { differentiate } from './derivative.js'
import { type Case } from './generator/layer.js'
import { unit } from './layer/Direction.js'
import { type PartName, partOf } from './layer/Part.js'

/** One tensor of a part: its numbers are those from `from` to `to`. */
export interface Probe {
  readonly drawn: Case
  readonly part: PartName
  readonly shape: Shape
  readonly from: number
  readonly to: number
  readonly analytic: readonly number[]
  readonly numeric: readonly number[]
}

/** The measured gradient of a part. */
export const measured = (drawn: Case, name: PartName): readonly number[] => {
  const part = partOf(drawn, name)
  return Array.from(part.numbers, (x, i) => {
    const scales = { argument: Math.max(1, Math.abs(x)), gradient: 1 }
    const { lower, upper } = differentiate(part.line(unit(i)), scales)
    return (lower + upper) / 2
  })
}

/** One probe for each tensor of the part. */
export const probesOf = (drawn: Case, part: PartName): readonly Probe[] => {
  const analytic = analyticOf(drawn, part)
  const numeric = measured(drawn, part)
  let place = 0
  return tensorsOf(part === 'parameters' ? drawn.params : drawn.input).map(({ shape }) => {
    const from = place
    const to = (place += count(shape))
    return { drawn, part, shape, from, to, analytic: analytic.slice(from, to), numeric: numeric.slice(from, to) }
  })
}

export const analyticOf = (drawn: Case, part: PartName): readonly number[] => Array.from(partOf(drawn, part).gradient())
