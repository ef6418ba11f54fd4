/** What may have gone wrong with a gradient: each predicts it from the true one. In order, the most specific first. */
import { numbersOf, withNumbers } from './Numbers.js'
import { tensorsOf } from '../src/Value.js'
import { type Probe } from './Probe.js'

export interface Hypothesis {
  readonly fits: (probes: readonly Probe[]) => boolean
  readonly cause: (probes: readonly Probe[]) => string
}

type Row = readonly number[]

const norm = (row: Row): number => row.reduce((most, x) => Math.max(most, Math.abs(x)), 0)

export const close = (one: Row, other: Row): boolean => {
  const tolerance = 1e-5 * Math.max(norm(one), norm(other))
  return one.length === other.length && one.every((x, i) => Math.abs(x - (other[i] ?? NaN)) <= tolerance)
}

/** The probes where the gradient is wrong. */
const wrong = (probes: readonly Probe[]): readonly Probe[] =>
  probes.filter(({ analytic, numeric }) => !close(analytic, numeric))

/** A hypothesis that predicts the wrong gradient of every probe that is wrong, and does so for two at least. */
const predicts = (cause: string, predict: (probe: Probe) => Row | undefined): Hypothesis => ({
  cause: () => cause,
  fits: probes => {
    const found = wrong(probes)
    return (
      found.length > 0 &&
      found.every(probe => {
        const row = predict(probe)
        return row !== undefined && close(probe.analytic, row)
      })
    )
  }
})

const times = (row: Row, factor: number): Row => row.map(x => factor * x)

/** The one factor between two rows, by least squares. */
const factorOf = ({ analytic, numeric }: Probe): number =>
  numeric.reduce((sum, x, i) => sum + x * (analytic[i] ?? NaN), 0) / numeric.reduce((sum, x) => sum + x * x, 0)

const constantFactor: Hypothesis = {
  cause: probes => {
    const [first] = wrong(probes)
    const factor = first === undefined ? NaN : factorOf(first)
    return `a factor: it is ${Number(factor.toPrecision(6))} times what it should be`
  },
  fits: probes => {
    const found = wrong(probes)
    const [first] = found
    if (first === undefined) return false
    const factor = factorOf(first)
    return found.every(({ analytic, numeric }) => close(analytic, times(numeric, factor)))
  }
}

const sizesOfExamples = ({ drawn }: Probe): number => drawn.examples

/** One tensor after the other, its rows and columns exchanged: the numbers of the transpose under the old shape. */
const transposed = ({ drawn, part, numeric }: Probe): Row | undefined => {
  const like = part === 'parameters' ? drawn.params : drawn.input
  let from = 0
  return tensorsOf(withNumbers(like)(numeric)).flatMap(tensor => {
    const [rows = 1, columns = 1] = tensor.shape
    const size = tensor.shape.reduce((a, b) => a * b, 1)
    const own = numeric.slice(from, (from += size))
    return tensor.shape.length === 2 ? own.map((_, i) => own[(i % rows) * columns + Math.floor(i / rows)] ?? NaN) : own
  })
}

const onlyWhere = (cause: string, holds: (x: number, probe: Probe) => boolean): Hypothesis => ({
  cause: () => cause,
  fits: probes => {
    const entries = probes
      .filter(({ part }) => part === 'input')
      .flatMap(probe =>
        numbersOf(probe.drawn.input).map((x, i) => ({
          selected: holds(x, probe),
          right: close([probe.analytic[i] ?? NaN], [probe.numeric[i] ?? NaN])
        }))
      )
    const isWrong = entries.filter(({ right }) => !right)
    return (
      isWrong.length > 0 &&
      isWrong.every(({ selected }) => selected) &&
      entries.some(({ selected, right }) => right && !selected)
    )
  }
})

export const hypotheses: readonly Hypothesis[] = [
  {
    cause: () => 'it is not a number, or infinite',
    fits: probes => wrong(probes).some(({ analytic }) => analytic.some(x => !Number.isFinite(x)))
  },
  predicts('the sign: it points the other way', ({ numeric }) => times(numeric, -1)),
  predicts('it is missing: zero everywhere', ({ numeric }) => times(numeric, 0)),
  {
    cause: () => 'wrong only at a batch of one',
    fits: probes =>
      wrong(probes).every(({ drawn }) => drawn.examples === 1) &&
      probes.some(({ drawn }) => drawn.examples > 1) &&
      wrong(probes).length > 0
  },
  predicts('the mean over the batch was taken instead of the sum', probe =>
    times(probe.numeric, 1 / sizesOfExamples(probe))
  ),
  predicts('a factor: it is multiplied by the batch size (a missing 1/n)', probe =>
    times(probe.numeric, sizesOfExamples(probe))
  ),
  constantFactor,
  predicts('a transpose: rows and columns are exchanged', transposed),
  predicts('the output gradient is passed on unchanged: its Jacobian is missing', ({ drawn, part }) =>
    part === 'input' ? numbersOf(drawn.outputGradient) : undefined
  ),
  predicts(
    'a dropped term: the output gradient itself is missing from the input gradient',
    ({ drawn, part, numeric }) =>
      part === 'input' ? numeric.map((x, i) => x - (numbersOf(drawn.outputGradient)[i] ?? NaN)) : undefined
  ),
  onlyWhere('wrong only for negative inputs', x => x < 0),
  onlyWhere('wrong only for positive inputs', x => x > 0),
  onlyWhere('wrong only where the input is large (saturation)', x => Math.abs(x) >= 2)
]
