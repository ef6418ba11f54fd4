/**
 * Rows that are normalised, with a mistake in the Jacobian.
 *
 *     softmax       yᵢ = exp xᵢ / Σⱼ exp xⱼ            dx = y (dy − Σ y dy)
 *     layer norm    y = γ (x − mean x) / σ + β         dx = (d − mean d − x̂ mean(d x̂)) / σ      for d = γ dy
 */
import { at, type Known, type Numbers, onNumbers, range, sumOf, times } from './onNumbers.js'
import { type Wrong, wrongLayer } from './Wrong.js'

/** Cuts rows of so many numbers, and puts what each becomes together again. */
const byRows = (width: number, row: (numbers: readonly Numbers[]) => Numbers, ...all: readonly Numbers[]): Numbers =>
  range((all[0]?.length ?? 0) / width).flatMap(i => row(all.map(numbers => numbers.slice(i * width, (i + 1) * width))))

const meanOf = (row: Numbers): number => sumOf(row.length, i => at(row, i)) / row.length
const dot = (a: Numbers, b: Numbers): number => sumOf(a.length, i => at(a, i) * at(b, i))

const softmaxOf = (row: Numbers): Numbers => {
  const exponentials = row.map(x => Math.exp(x - Math.max(...row)))
  return times(1 / sumOf(row.length, i => at(exponentials, i)))(exponentials)
}

const wrongSoftmax = (name: string, cause: RegExp, backward: (y: Numbers, dy: Numbers) => Numbers): Wrong =>
  wrongLayer(`softmax: ${name}`, cause, () =>
    [2, 3].map(width =>
      onNumbers({
        name: 'wrongSoftmax',
        configuration: { width },
        input: [width],
        output: [width],
        forward: ({ x: [x = []] }) => byRows(width, ([row = []]) => softmaxOf(row), x),
        backward: ({ y, dy }) => ({ dx: [byRows(width, ([row = [], d = []]) => backward(row, d), y, dy)] })
      })
    )
  )

const epsilon = 1e-3

interface Normal {
  readonly width: number
  readonly sigma: number
  /** (x − mean) / σ */
  readonly hat: Numbers
  /** γ dy */
  readonly d: Numbers
  readonly gamma: Numbers
  readonly dy: Numbers
}

const sigmaOf = (row: Numbers, plus = epsilon): number => Math.sqrt(meanOf(row.map(x => (x - meanOf(row)) ** 2)) + plus)
const hatOf = (row: Numbers): Numbers => row.map(x => (x - meanOf(row)) / sigmaOf(row))

const normInputGradient = ({ sigma, hat, d }: Pick<Normal, 'sigma' | 'hat' | 'd'>): Numbers =>
  d.map((di, i) => (di - meanOf(d) - (at(hat, i) * dot(d, hat)) / d.length) / sigma)

const wrongNorm = (
  name: string,
  cause: RegExp,
  inputGradient: (row: Normal, x: Numbers) => Numbers,
  parameterGradients: (dGamma: Numbers, dBeta: Numbers, known: Known) => readonly Numbers[] = (dGamma, dBeta) => [
    dGamma,
    dBeta
  ]
): Wrong =>
  wrongLayer(`layer norm: ${name}`, cause, () =>
    [3, 4].map(width =>
      onNumbers({
        name: 'wrongLayerNorm',
        configuration: { width },
        parameters: [
          { name: 'scale', shape: [width] },
          { name: 'shift', shape: [width] }
        ],
        input: [width],
        output: [width],
        forward: ({ p: [gamma, beta], x: [x = []] }) =>
          byRows(width, ([row = []]) => hatOf(row).map((u, i) => u * at(gamma, i) + at(beta, i)), x),
        backward: known => {
          const {
            n,
            x: [x = []],
            p: [gamma = []],
            dy
          } = known
          const hat = byRows(width, ([row = []]) => hatOf(row), x)
          const overBatch = (term: (k: number) => number) => range(width).map(i => sumOf(n, b => term(b * width + i)))
          const dp = parameterGradients(
            overBatch(k => at(dy, k) * at(hat, k)),
            overBatch(k => at(dy, k)),
            known
          )
          const dx = byRows(
            width,
            ([row = [], dy = []]) => {
              const d = dy.map((u, i) => u * at(gamma, i))
              return inputGradient({ width, sigma: sigmaOf(row), hat: hatOf(row), d, gamma, dy }, row)
            },
            x,
            dy
          )
          return { dp, dx: [dx] }
        }
      })
    )
  )

export const rows: readonly Wrong[] = [
  wrongSoftmax('the Jacobian skipped', /unchanged/, (_, dy) => dy),
  wrongSoftmax('only the diagonal', /diagonal/, (y, dy) => dy.map((d, i) => d * at(y, i) * (1 - at(y, i)))),
  wrongSoftmax('y dy, without the sum', /through the sum/, (y, dy) => dy.map((d, i) => d * at(y, i))),
  wrongSoftmax('the sum not weighted by y', /./, (y, dy) =>
    dy.map((d, i) => at(y, i) * (d - sumOf(dy.length, j => at(dy, j))))
  ),
  wrongNorm('the term of the mean dropped', /mean|same .*for all/, ({ sigma, hat, d }) =>
    d.map((di, i) => (di - (at(hat, i) * dot(d, hat)) / d.length) / sigma)
  ),
  wrongNorm('the term of the variance dropped', /variance|dropped term/, ({ sigma, d }) =>
    d.map(di => (di - meanOf(d)) / sigma)
  ),
  wrongNorm('both statistics treated as constants', /the mean.*constant.*the variance.*constant/, ({ sigma, d }) =>
    times(1 / sigma)(d)
  ),
  wrongNorm('scale missing in dx', /scale|parameter/, ({ sigma, hat, dy }) => normInputGradient({ sigma, hat, d: dy })),
  wrongNorm('1/σ missing in dx', /factor/, ({ hat, d }) => normInputGradient({ sigma: 1, hat, d })),
  wrongNorm('ε missing in backward', /./, ({ hat, d }, x) => normInputGradient({ sigma: sigmaOf(x, 0), hat, d })),
  wrongNorm('gradients of scale and shift swapped', /swapped|another parameter/, normInputGradient, (a, b) => [b, a]),
  wrongNorm('gradient of the scale without x̂', /another parameter|./, normInputGradient, (_, b) => [b, b])
]
