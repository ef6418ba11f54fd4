/**
 * Mistakes in places that few draws meet: in large batches, at large and small magnitudes, in narrow bands, near the ends of an
 * interval, in a training form without noise, and where the parts of a composite meet zeros, ties or saturation.
 */
import { none, some } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import { layerLaws } from '../../../laws/layer/layerLaws.js'
import { lossLaws } from '../../../laws/learning/lossLaws.js'
import { type LossSubject } from '../../../laws/subject/losses.js'
import { at, onNumbers, type OnNumbers, range, sumOf } from '../../../laws/wrong/onNumbers.js'
import { type Wrong } from '../../../laws/wrong/Wrong.js'
import { inSequence } from '../../../src/layer/andThen.js'
import { type UntypedLayer } from '../../../src/layer/AnyLayer.js'
import { residual } from '../../../src/layer/combinator/residual.js'
import { fork } from '../../../src/layer/combinator/fork.js'
import { dense } from '../../../src/layer/dense.js'
import { type Domain } from '../../../src/layer/Description.js'
import { eraseTypes } from '../../../src/layer/eraseTypes.js'
import { layerNorm } from '../../../src/layer/normalization/layerNorm.js'
import { named } from '../../../src/layer/named.js'
import { recompute } from '../../../src/layer/combinator/recompute.js'
import { tanh } from '../../../src/layer/activation/tanh.js'
import { binaryCrossEntropy } from '../../../src/learning/loss/binaryCrossEntropy.js'
import { categoricalCrossEntropy } from '../../../src/learning/loss/categoricalCrossEntropy.js'
import { eraseLossTypes, type UntypedLoss } from '../../../src/learning/Loss.js'
import { huber } from '../../../src/learning/loss/huber.js'
import { isTensor, type Value } from '../../../src/algebra/Value.js'
import { numbersOf, withNumbers } from '../../../laws/value/Numbers.js'

/** Places that draws of a few ordinary numbers do not meet. */
export type Place = 'batch' | 'magnitude' | 'band' | 'near zero' | 'end' | 'training' | 'part'

export interface Unreached extends Wrong {
  readonly place: Place
}

const mistake = (
  place: Place,
  name: string,
  make: () => UntypedLayer,
  known: Parameters<typeof layerLaws>[1] = {}
): Unreached => ({
  place,
  name: `${place}: ${name}`,
  get laws() {
    return layerLaws(make(), { ...known, name })
  }
})

const sigma = (x: number): number => 1 / (1 + Math.exp(-x))
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

type Slope = (x: number, y: number) => number

/** Element by element. */
const pointwise = (name: string, f: (x: number) => number, slope: Slope, domain?: Domain): UntypedLayer => {
  const made = onNumbers({
    name,
    forward: ({ x: [x = []] }) => x.map(f),
    backward: ({ x: [x], y, dy }) => ({ dx: [dy.map((g, i) => g * slope(at(x, i), at(y, i)))] })
  })
  return domain === undefined ? made : { ...made, description: { ...made.description, domain } }
}

/** y = x Wᵀ + b, with 3 inputs and 2 outputs. */
const affine = (backward: OnNumbers['backward'], forward = affineForward): UntypedLayer =>
  onNumbers({
    name: 'affine',
    parameters: [
      { name: 'weight', shape: [2, 3] },
      { name: 'bias', shape: [2] }
    ],
    input: [3],
    output: [2],
    forward,
    backward
  })

const affineForward: OnNumbers['forward'] = ({ n, p: [w, b], x: [x] }) =>
  range(2 * n).map(k => at(b, k % 2) + sumOf(3, i => at(w, 3 * (k % 2) + i) * at(x, 3 * Math.floor(k / 2) + i)))

/** The gradients of `affine`, of some examples only. */
const affineGradients =
  (forWeight: (n: number) => number, forBias = (n: number) => n, forInput = (n: number) => n): OnNumbers['backward'] =>
  ({ n, p: [w], x: [x], dy }) => ({
    dp: [
      range(6).map(k => sumOf(forWeight(n), e => at(dy, 2 * e + Math.floor(k / 3)) * at(x, 3 * e + (k % 3)))),
      range(2).map(o => sumOf(forBias(n), e => at(dy, 2 * e + o)))
    ],
    dx: [
      range(3 * n).map(k =>
        Math.floor(k / 3) < forInput(n) ? sumOf(2, o => at(dy, 2 * Math.floor(k / 3) + o) * at(w, 3 * o + (k % 3))) : 0
      )
    ]
  })

const whole = (n: number): number => n

const batches: readonly Unreached[] = [
  mistake('batch', 'the bias gradient adds up 16 examples at most', () =>
    affine(affineGradients(whole, n => Math.min(n, 16)))
  ),
  mistake('batch', 'blocks of eight, the incomplete last block left out', () =>
    affine(affineGradients(n => (n < 8 ? n : n - (n % 8))))
  ),
  mistake('batch', 'the input gradient of the examples after the 30th is zero', () =>
    affine(affineGradients(whole, whole, n => Math.min(n, 30)))
  ),
  mistake('batch', 'the mean for more than six examples', () =>
    onNumbers({
      name: 'tanh',
      forward: ({ x: [x = []] }) => x.map(Math.tanh),
      backward: ({ n, y, dy }) => ({ dx: [dy.map((g, i) => (g * (1 - at(y, i) ** 2)) / (n > 6 ? n : 1))] })
    })
  ),
  mistake('batch', 'the examples after the 24th are computed from the 24th', () => {
    const from = (e: number) => Math.min(e, 23)
    return onNumbers({
      name: 'sine',
      input: [2],
      output: [2],
      forward: ({ n, x: [x] }) => range(2 * n).map(k => Math.sin(at(x, 2 * from(Math.floor(k / 2)) + (k % 2)))),
      backward: ({ n, x: [x], dy }) => ({
        dx: [
          range(2 * n).map(
            k => sumOf(n, e => (from(e) === Math.floor(k / 2) ? at(dy, 2 * e + (k % 2)) : 0)) * Math.cos(at(x, k))
          )
        ]
      })
    })
  })
]

const magnitudes: readonly Unreached[] = [
  mistake('magnitude', 'x + tanh x: no gradient beyond 45', () =>
    pointwise(
      'wide',
      x => x + Math.tanh(x),
      x => (Math.abs(x) > 45 ? 0 : 2 - Math.tanh(x) ** 2)
    )
  ),
  mistake('magnitude', 'square: the gradient stops at 10⁴', () =>
    pointwise(
      'square',
      x => x * x,
      x => Math.min(Math.max(2 * x, -1e4), 1e4)
    )
  ),
  mistake('magnitude', 'log(1 + x²): the limit 1/x instead of 2/x for large x', () =>
    pointwise(
      'slow',
      x => Math.log1p(x * x),
      x => (Math.abs(x) > 200 ? 1 / x : (2 * x) / (1 + x * x))
    )
  ),
  mistake('magnitude', 'a slope above 35 counts as 35', () =>
    onNumbers({
      name: 'slope',
      parameters: [{ name: 'slope', shape: [1] }],
      input: [2],
      output: [2],
      forward: ({ p: [a], x: [x = []] }) => x.map(u => Math.sinh(u / 4) * at(a, 0)),
      backward: ({ p: [a], x: [x = []], dy }) => ({
        dp: [[sumOf(dy.length, i => at(dy, i) * Math.sinh(at(x, i) / 4))]],
        dx: [dy.map((g, i) => (g * Math.cosh(at(x, i) / 4) * Math.min(at(a, 0), 35)) / 4)]
      })
    })
  ),
  mistake('magnitude', 'output gradients are limited to 100', () =>
    onNumbers({
      name: 'arctangent',
      forward: ({ x: [x = []] }) => x.map(Math.atan),
      backward: ({ x: [x], dy }) => ({
        dx: [dy.map((g, i) => Math.min(Math.max(g, -100), 100) / (1 + at(x, i) ** 2))]
      })
    })
  )
]

const bands: readonly Unreached[] = [
  mistake('band', 'sine: zero between 3.6 and 3.8', () =>
    pointwise('sine', Math.sin, x => (x > 3.6 && x < 3.8 ? 0 : Math.cos(x)))
  ),
  mistake('band', 'softplus: 1 between −4.5 and −4.3', () =>
    pointwise('softplus', softplus, x => (x > -4.5 && x < -4.3 ? 1 : sigma(x)))
  ),
  mistake('band', 'square: negative between 44 and 48', () =>
    pointwise(
      'square',
      x => x * x,
      x => (Math.abs(x) > 44 && Math.abs(x) < 48 ? -2 * x : 2 * x)
    )
  ),
  mistake('band', 'arctangent: zero between 0.031 and 0.034', () =>
    pointwise('arctangent', Math.atan, x => (x > 0.031 && x < 0.034 ? 0 : 1 / (1 + x * x)))
  ),
  mistake('band', 'a bump of forward at 4.1 that backward does not know', () =>
    pointwise(
      'bump',
      x => x + 0.1 * Math.exp(-(((x - 4.1) / 0.04) ** 2)),
      () => 1
    )
  )
]

const smallOnes: readonly Unreached[] = [
  mistake('near zero', 'square: zero below 10⁻⁶', () =>
    pointwise(
      'square',
      x => x * x,
      x => (Math.abs(x) < 1e-6 ? 0 : 2 * x)
    )
  ),
  mistake('near zero', 'tanh x / x: the series has the wrong sign below 10⁻³', () =>
    pointwise(
      'quotient',
      x => (x === 0 ? 1 : Math.tanh(x) / x),
      (x, y) => (x === 0 ? 0 : Math.abs(x) < 1e-3 ? (2 * x) / 3 : (1 - Math.tanh(x) ** 2 - y) / x)
    )
  ),
  mistake('near zero', 'softplus: 1 between 0 and 10⁻⁴', () =>
    pointwise('softplus', softplus, x => (x > 0 && x < 1e-4 ? 1 : sigma(x)))
  ),
  mistake('near zero', 'a row of a norm below 10⁻³ has no second term', () =>
    onNumbers({
      name: 'norm',
      input: [2],
      output: [1],
      forward: ({ n, x: [x] }) => range(n).map(e => Math.hypot(at(x, 2 * e), at(x, 2 * e + 1))),
      backward: ({ n, x: [x], y, dy }) => ({
        dx: [
          range(2 * n).map(k => {
            const e = Math.floor(k / 2)
            const size = at(y, e)
            return size === 0 ? 0 : size < 1e-3 && k % 2 === 1 ? 0 : (at(dy, e) * at(x, k)) / size
          })
        ]
      })
    })
  )
]

const open = { above: 0, below: 1 }

const ofLoss = (name: string, loss: UntypedLoss, known: Partial<Omit<LossSubject, 'loss'>>): Unreached => ({
  place: 'end',
  name: `end: ${name}`,
  get laws() {
    return lossLaws(loss, { ...known, name })
  }
})

/** The same loss, with every number of the gradient as a function of that number, the prediction and the number of numbers. */
const changedLoss = (right: UntypedLoss, change: (gradient: number, prediction: number) => number): UntypedLoss => ({
  ...right,
  gradient: (prediction: Value, target: Value) => {
    const y = numbersOf(prediction)
    return withNumbers(prediction)(
      numbersOf(right.gradient(prediction, target)).map((g, i) => change(g, at(Array.from(y), i)))
    )
  }
})

const ends: readonly Unreached[] = [
  mistake('end', 'logit: y (1 − y) at least 10⁻³', () =>
    pointwise(
      'logit',
      x => Math.log(x) - Math.log1p(-x),
      x => 1 / Math.max(x * (1 - x), 1e-3),
      open
    )
  ),
  mistake('end', 'root: at least 10⁻⁴', () =>
    pointwise('root', Math.sqrt, x => 0.5 / Math.sqrt(Math.max(x, 1e-4)), { above: 0 })
  ),
  mistake('end', 'artanh: zero within 10⁻⁵ of −1', () =>
    pointwise('artanh', Math.atanh, x => (x < -1 + 1e-5 ? 0 : 1 / ((1 - x) * (1 + x))), { above: -1, below: 1 })
  ),
  mistake('end', 'entropy: zero within 10⁻⁴ of 1', () =>
    pointwise(
      'entropy',
      x => -x * Math.log(x),
      x => (x > 1 - 1e-4 ? 0 : -Math.log(x) - 1),
      open
    )
  ),
  ofLoss(
    'binary cross-entropy: probabilities within 10⁻³ of 1 have no gradient',
    changedLoss(eraseLossTypes(binaryCrossEntropy()), (g, y) => (y > 1 - 1e-3 ? 0 : g)),
    { prediction: 'fractions', target: 'fractions' }
  ),
  ofLoss(
    'cross-entropy: probabilities of at least 10⁻⁴',
    changedLoss(eraseLossTypes(categoricalCrossEntropy()), (g, y) => (y < 1e-4 ? (g * y) / 1e-4 : g)),
    { prediction: 'probabilities', target: 'probabilities' }
  ),
  ofLoss(
    'huber: no gradient beyond 60',
    changedLoss(eraseLossTypes(huber()), (g, y) => (Math.abs(y) > 60 ? 0 : g)),
    {}
  )
]

/** Doubles in training, without noise. */
const doubledInTraining = (): UntypedLayer => {
  const predicting = pointwise('doubling', Math.sin, x => Math.cos(x))
  return {
    ...predicting,
    training: some({
      noiseCount: 0,
      noise: () => of([]),
      forward: () => (params, input) => {
        const [output, cache] = predicting.forward(params, input)
        return [withNumbers(output)(numbersOf(output).map(y => 2 * y)), cache]
      },
      calibrate: none
    })
  }
}

/** Subtracts the mean of the batch in training, and a constant in prediction; `backward` does not know the mean. */
const centring = (): UntypedLayer => {
  const predicting = onNumbers({
    name: 'centring',
    input: [2],
    output: [2],
    forward: ({ x: [x = []] }) => x.map(u => u - 0.5),
    backward: ({ dy }) => ({ dx: [dy] })
  })
  return {
    ...predicting,
    training: some({
      noiseCount: 0,
      noise: () => of([]),
      forward: () => (params, input) => {
        const [, cache] = predicting.forward(params, input)
        if (!isTensor(input)) throw new TypeError('centring takes a tensor')
        const x = numbersOf(input)
        const n = x.length / 2
        const means = [0, 1].map(i => sumOf(n, e => at(Array.from(x), 2 * e + i)) / n)
        return [withNumbers(input)(x.map((u, k) => u - at(means, k % 2))), cache]
      },
      calibrate: some(() => predicting)
    })
  }
}

const trainings: readonly Unreached[] = [
  mistake('training', 'doubled in training, not in backward', doubledInTraining),
  mistake('training', 'the mean of a batch is a constant for backward', centring),
  mistake('training', 'the same in a layer that cannot predict before it is calibrated', () => {
    const layer = centring()
    return {
      ...layer,
      forward: () => {
        throw new Error('calibrate first')
      }
    }
  }),
  mistake('training', 'the same, after a dense layer', () => inSequence([dense(3, 2), centring()])),
  mistake('training', 'the same, beside a skip', () => eraseTypes(residual(centring())))
]

const reluTwice = (): UntypedLayer =>
  pointwise(
    'relu',
    x => Math.max(x, 0),
    x => (x === 0 ? 2 : x > 0 ? 1 : 0)
  )

const flatFar = (): UntypedLayer =>
  pointwise(
    'wide',
    x => x + Math.tanh(x),
    (x, y) => (Math.abs(x) > 6 ? 0 : 2 - (y - x) ** 2)
  )

/** The largest of a row of three. Every one of several equal numbers gets the whole gradient. */
const tiesTwice = (): UntypedLayer =>
  onNumbers({
    name: 'largest',
    input: [3],
    output: [1],
    forward: ({ n, x: [x = []] }) => range(n).map(e => Math.max(...x.slice(3 * e, 3 * e + 3))),
    backward: ({ n, x: [x], y, dy }) => ({
      dx: [range(3 * n).map(k => (at(x, k) === at(y, Math.floor(k / 3)) ? at(dy, Math.floor(k / 3)) : 0))]
    })
  })

/** One layer that computes x Wᵀ + b and its absolute value. */
const fused = (): UntypedLayer => {
  return affine(
    known =>
      affineGradients(whole)({
        ...known,
        dy: affineForward(known).map((z, k) => at(known.dy, k) * (z === 0 ? 3 : Math.sign(z)))
      }),
    given => affineForward(given).map(Math.abs)
  )
}

const parts: readonly Unreached[] = [
  mistake('part', 'dense, then relu with 2 at 0', () => inSequence([dense(2, 3), reluTwice()])),
  mistake('part', 'dense, then x + tanh x without gradient beyond 6', () => inSequence([dense(2, 2), flatFar()])),
  mistake('part', 'dense, then the largest with ties counted twice', () => inSequence([dense(2, 3), tiesTwice()])),
  mistake('part', 'two dense layers, then relu with 2 at 0', () =>
    inSequence([dense(2, 3), eraseTypes(tanh()), dense(3, 2), reluTwice()])
  ),
  mistake('part', 'relu with 2 at 0 beside a skip', () => eraseTypes(residual(inSequence([dense(2, 2), reluTwice()])))),
  mistake('part', 'relu with 2 at 0 in a fork', () =>
    eraseTypes(fork(inSequence([dense(2, 2), reluTwice()]), eraseTypes(dense(2, 1))))
  ),
  mistake('part', 'the largest with ties counted twice, after layerNorm, in a named layer', () =>
    eraseTypes(named('block', inSequence([layerNorm(3), tiesTwice()])))
  ),
  mistake('part', 'computed again: relu with 2 at 0', () =>
    eraseTypes(recompute(inSequence([dense(2, 2), reluTwice()])))
  ),
  mistake('part', 'one layer: the absolute value with 3 at 0', fused)
]

export const unreached: readonly Unreached[] = [
  ...batches,
  ...magnitudes,
  ...bands,
  ...smallOnes,
  ...ends,
  ...trainings,
  ...parts
]
