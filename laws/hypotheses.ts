/** What may have gone wrong with a gradient: each predicts it from the true one. In order, the most specific first. */
import { type Shape } from '../src/Shape.js'
import { type AnyTensor, fromArray, toArray } from '../src/Tensor.js'
import { mapBatches, type Value } from '../src/Value.js'
import { type Case } from './generator/layer.js'
import { inner, numbersOf, sameShapes, withNumbers } from './Numbers.js'
import { forward } from './Passes.js'
import { analyticOf, measured, type Probe } from './Probe.js'

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

/** The true gradient of another case, cut to the tensor of this probe. */
const elsewhere = ({ drawn, part, from, to }: Probe, change: Partial<Case>): Row =>
  measured({ ...drawn, ...change }, part).slice(from, to)

/** Rows and columns exchanged: the numbers of the transpose under the old shape. */
const transposedNumbers = (shape: Shape, row: Row): Row => {
  const [rows = 1, columns = 1] = shape
  return shape.length === 2 ? row.map((_, i) => row[(i % rows) * columns + Math.floor(i / rows)] ?? NaN) : row
}

/** Only the i-th example has an output gradient; a negative i counts from the last. */
const onlyExample = ({ outputGradient, examples }: Case, i: number): Value => {
  const which = (i + examples) % examples
  return mapBatches((tensor: AnyTensor): AnyTensor => {
    const numbers = toArray(tensor)
    const width = numbers.length / examples
    return fromArray(
      tensor.shape,
      numbers.map((x, place) => (Math.floor(place / width) === which ? x : 0))
    )
  })(outputGradient)
}

const outputOf = ({ layer, params, input }: Case): Value => forward(layer, params, input)[0]

/** The input gradient at parameters that were moved along their own gradient: how far, the numbers say. */
const updated = (probe: Probe): Row | undefined => {
  const { drawn, analytic, numeric, part } = probe
  if (part === 'parameters' || drawn.params.length === 0) return undefined
  const steps = analyticOf(drawn, 'parameters')
  const params = withNumbers(drawn.params)(numbersOf(drawn.params).map((x, i) => x - (steps[i] ?? NaN)))
  const change = elsewhere(probe, { params }).map((x, i) => x - (numeric[i] ?? NaN))
  const off = analytic.map((x, i) => x - (numeric[i] ?? NaN))
  const rate = inner(off, change).value / inner(change, change).value
  return numeric.map((x, i) => x + rate * (change[i] ?? NaN))
}

/** dyᵢ ∂yᵢ/∂xᵢ: what is left of the gradient when an output is taken to depend on its own input only. */
const diagonalOnly = (probe: Probe): Row | undefined => {
  const { drawn, part, numeric } = probe
  const dy = Array.from(numbersOf(drawn.outputGradient))
  if (part === 'parameters' || dy.length !== numeric.length) return undefined
  return dy.map((_, i) => {
    const only = withNumbers(drawn.outputGradient)(dy.map((x, j) => (j === i ? x : 0)))
    return elsewhere(probe, { outputGradient: only })[i] ?? NaN
  })
}

/** Right entries, and wrong ones of which all are alike in some way. */
const onlyWhere = (cause: string, selects: (i: number, probe: Probe) => boolean): Hypothesis => ({
  cause: () => cause,
  fits: probes => {
    const entries = probes.flatMap(probe =>
      probe.analytic.map((x, i) => ({ selected: selects(i, probe), right: close([x], [probe.numeric[i] ?? NaN]) }))
    )
    const isWrong = entries.filter(({ right }) => !right)
    return (
      isWrong.length > 0 &&
      isWrong.every(({ selected }) => selected) &&
      entries.some(({ right, selected }) => right && !selected)
    )
  }
})

const inputAt = (i: number, { drawn, part, from }: Probe): number =>
  part === 'input' ? (numbersOf(drawn.input)[from + i] ?? NaN) : NaN

const onDiagonal = (i: number, { shape: [, columns = 1] }: Probe): boolean => Math.floor(i / columns) === i % columns

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
  predicts('the mean over the batch was taken instead of the sum', ({ numeric, drawn }) =>
    times(numeric, 1 / drawn.examples)
  ),
  predicts('a factor: it is multiplied by the batch size (a missing 1/n)', ({ numeric, drawn }) =>
    times(numeric, drawn.examples)
  ),
  predicts('a missing batch sum: it is that of the first example only', probe =>
    elsewhere(probe, { outputGradient: onlyExample(probe.drawn, 0) })
  ),
  predicts('a missing batch sum: it is that of the last example only', probe =>
    elsewhere(probe, { outputGradient: onlyExample(probe.drawn, -1) })
  ),
  constantFactor,
  predicts('a transpose: rows and columns are exchanged', ({ shape, numeric }) => transposedNumbers(shape, numeric)),
  predicts('a transpose: it goes through transposed parameters', probe =>
    probe.part === 'parameters'
      ? undefined
      : elsewhere(probe, {
          params: probe.drawn.params.map(tensor =>
            fromArray(tensor.shape, transposedNumbers(tensor.shape, toArray(tensor)))
          )
        })
  ),
  predicts('the parameters were updated before they were used (stale or updated parameters)', updated),
  predicts('the derivative is taken at the output instead of the input', probe =>
    probe.part === 'input' && sameShapes(outputOf(probe.drawn), probe.drawn.input)
      ? elsewhere(probe, { input: outputOf(probe.drawn) })
      : undefined
  ),
  {
    cause: () => 'the derivative is written for the output, but taken at the input',
    fits: probes =>
      wrong(probes).length > 0 &&
      probes.every(
        ({ drawn, part, numeric, from, to }) =>
          part === 'input' &&
          sameShapes(outputOf(drawn), drawn.input) &&
          close(analyticOf({ ...drawn, input: outputOf(drawn) }, part).slice(from, to), numeric)
      )
  },
  predicts('the output gradient is passed on unchanged: its Jacobian is missing', ({ drawn, part }) =>
    part === 'input' ? Array.from(numbersOf(drawn.outputGradient)) : undefined
  ),
  predicts(
    'a dropped term: the output gradient itself is missing from the input gradient',
    ({ drawn, part, numeric }) =>
      part === 'input' ? numeric.map((x, i) => x - (numbersOf(drawn.outputGradient)[i] ?? NaN)) : undefined
  ),
  predicts('only the diagonal of the Jacobian: how an output depends on other inputs is missing', diagonalOnly),
  onlyWhere('wrong only for negative inputs', (i, probe) => inputAt(i, probe) < 0),
  onlyWhere('wrong only for positive inputs', (i, probe) => inputAt(i, probe) > 0),
  onlyWhere('wrong only where the input is large (saturation)', (i, probe) => Math.abs(inputAt(i, probe)) >= 3),
  onlyWhere('wrong only off the diagonal', (i, probe) => probe.shape.length === 2 && !onDiagonal(i, probe)),
  onlyWhere('wrong only on the diagonal', (i, probe) => probe.shape.length === 2 && onDiagonal(i, probe))
]
