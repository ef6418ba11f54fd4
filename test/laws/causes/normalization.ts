/** Wrong gradients of normalisation layers. */
import { Algebra, eraseTypes, rmsNorm, type Tensor } from 'pullback'
import { all, type Blind, custom, type M, ofBatch, plain, row, spoiled, type V } from './build.js'

const { add, addToRows, broadcast, divide, multiply, perExample, reshape, scale, sqrt, square, subtract } = Algebra
const { sumOfFeatures, sumOverBatch } = Algebra

interface Given {
  readonly gain: M
  readonly x: M
  readonly dy: M
  readonly z: M
  readonly sigma: M
  readonly dz: M
  readonly mean: (x: M) => M
  readonly dGain: V
  readonly dShift: V
  readonly dx: M
}

type Wrong = (given: Given) => Partial<Pick<Given, 'dGain' | 'dShift' | 'dx'>>

const perRow = (x: M): M => scale(1 / 4, sumOfFeatures(x))
const overBatch = (x: M): M => broadcast(x.shape, perExample(sumOverBatch<readonly [number]>(x), x))

/** y = gain z + shift with z = (x − mean x)/σ along `mean`, σ² = variance + ε; `wrong` replaces some gradients. */
const normalise = (kind: string, mean: (x: M) => M, wrong: Wrong, epsilon = 0.1) =>
  custom({
    kind,
    params: { gain: [4], shift: [4] },
    takes: [4],
    gives: [4],
    forward: ([gain, shift]: readonly [V, V], x: M) => {
      const centred = subtract(x, mean(x))
      const sigma = sqrt(add(mean(square(centred)), epsilon))
      const z = divide(centred, sigma)
      return [addToRows(shift)(multiply(z, broadcast(x.shape, gain))), [x, z, sigma] as const]
    },
    backward: ([g], [x, z, sigma], dy) => {
      const gain = broadcast(x.shape, g)
      const dz = multiply(dy, gain)
      const right = {
        dGain: sumOverBatch<readonly [number]>(multiply(dy, z)),
        dShift: sumOverBatch<readonly [number]>(dy),
        dx: divide(subtract(subtract(dz, mean(dz)), multiply(z, mean(multiply(dz, z)))), sigma)
      }
      const { dGain, dShift, dx } = { ...right, ...wrong({ gain, x, dy, z, sigma, dz, mean, ...right }) }
      return [[dGain, dShift], dx]
    }
  })

const layerNorm = (wrong: Wrong, epsilon?: number) => normalise('myLayerNorm', perRow, wrong, epsilon)
export const batchNorm = (wrong: Wrong) => normalise('myBatchNorm', overBatch, wrong)

/** The gradient through mean and deviation, with statistics computed by `mean`. */
const through = (mean: (x: M) => M, { dz, z, sigma }: Pick<Given, 'dz' | 'z' | 'sigma'>): M =>
  divide(subtract(subtract(dz, mean(dz)), multiply(z, mean(multiply(dz, z)))), sigma)

type Groups = Tensor<readonly [number, number, number]>
const ofGroup = (x: Groups): Groups => scale(1 / 2, sumOfFeatures(x))
const standardized = (x: Groups) => {
  const centred = subtract(x, ofGroup(x))
  const sigma = sqrt(add(ofGroup(square(centred)), 0.1))
  return { sigma, z: divide(centred, sigma) }
}

const variance = 'varianc|deviation|σ|sigma|std|statistic|denominator|norm|root mean|rms'
const gone = 'miss|forgot|without|omit|lack|not |left out|drop|ignor|constant|absent|term'

export const normalization: readonly Blind[] = [
  row(
    'layer norm: mean term missing',
    layerNorm(({ dz, z, sigma, mean }) => ({ dx: divide(subtract(dz, multiply(z, mean(multiply(dz, z)))), sigma) })),
    'The input gradient lacks the term of the mean: mean(dz) is not subtracted.',
    all('mean|average|centr|center', gone)
  ),
  row(
    'layer norm: variance term missing',
    layerNorm(({ dz, sigma, mean }) => ({ dx: divide(subtract(dz, mean(dz)), sigma) })),
    'The input gradient lacks the term of the variance: σ counts as a constant.',
    all(variance, gone)
  ),
  row(
    'layer norm: gain gradient with x',
    layerNorm(({ dy, x }) => ({ dGain: sumOverBatch<readonly [number]>(multiply(dy, x)) })),
    'The gradient of the gain uses the input x instead of the normalised z.',
    all('normali|standardi|z\\b|x̂|input', 'gain|scale|gamma|γ|weight|param')
  ),
  row(
    'layer norm: gain missing in dx',
    layerNorm(({ dy, z, sigma, mean }) => ({ dx: through(mean, { dz: dy, z, sigma }) })),
    'The input gradient starts from dy instead of dy times the gain.',
    all(
      '\\bgain|\\bscale\\b|gamma|γ|param',
      'miss|forgot|without|omit|lack|not |left out|drop|ignor|factor|multipl|absent|instead'
    )
  ),
  row(
    'layer norm: ε missing in backward',
    layerNorm(({ dz, x, mean }) => {
      const centred = subtract(x, mean(x))
      const sigma = sqrt(mean(square(centred)))
      return { dx: through(mean, { dz, z: divide(centred, sigma), sigma }) }
    }),
    'Backward computes σ without ε: wrong for small variances, and NaN where all features are equal.',
    all('ε|epsilon|\\beps\\b|nan|0 ?/ ?0|not finite|small varianc')
  ),
  row(
    'layer norm: n − 1 in the means of backward',
    layerNorm(({ dz, z, sigma }) => ({ dx: through(x => scale(1 / 3, sumOfFeatures(x)), { dz, z, sigma }) })),
    'The means of backward divide by n − 1 = 3, those of forward by n = 4.',
    all('n ?[−-] ?1|number of|count|bessel|unbiased|4/3|\\b3\\b|degrees|divided by|\\b4\\b')
  ),
  ofBatch(
    'batch norm: statistics held constant',
    batchNorm(({ dz, sigma }) => ({ dx: divide(dz, sigma) })),
    'The input gradient treats mean and variance of the batch as constants.',
    all('constant|statistic|depend|mean|varianc|deviation', 'mean|varianc|statistic|deviation')
  ),
  ofBatch(
    'batch norm: means over the features',
    batchNorm(({ dz, z, sigma }) => ({ dx: through(perRow, { dz, z, sigma }) })),
    'Backward averages over the features, forward over the batch.',
    all('axis|axes|feature|batch', 'mean|average|normali|over|along|axis|statistic')
  ),
  row(
    'rms norm: term of the root mean square missing',
    spoiled(eraseTypes(rmsNorm(3)), ({ p, x, dy }) => {
      const size = sqrt(add(scale(1 / 3, sumOfFeatures(square(x))), 1e-5))
      return { dx: divide(multiply(dy, broadcast(x.shape, p[0] ?? x)), size) }
    }),
    'The root mean square counts as a constant: the input gradient lacks its term.',
    all(variance + '|mean square', gone)
  ),
  row(
    'rms norm: mean subtracted as in layer norm',
    spoiled(eraseTypes(rmsNorm(3)), ({ dx }) => ({ dx: subtract(dx, scale(1 / 3, sumOfFeatures(dx))) })),
    'The mean of the gradient is subtracted as for layer norm, although forward does not centre.',
    all('mean|average|centr|center|layer ?norm')
  ),
  row(
    'group norm: terms over the whole example',
    plain<Groups['shape'], Groups['shape']>(
      'myGroupNorm',
      [2, 2],
      [2, 2],
      x => standardized(x).z,
      (x, dy) => {
        const { z, sigma } = standardized(x)
        const whole = (v: Groups): Groups =>
          broadcast(v.shape, reshape([v.shape[0], 1, 1], scale(1 / 4, Algebra.sumPerExample(v))))
        return divide(subtract(subtract(dy, whole(dy)), multiply(z, whole(multiply(dy, z)))), sigma)
      }
    ),
    'Backward averages over the whole example, forward over each group.',
    all('group|axis|axes|whole|example|layer ?norm', 'mean|average|group|over|along|statistic|normali')
  )
]
