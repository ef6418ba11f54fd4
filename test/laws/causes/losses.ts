/** Wrong gradients of losses, on rows of three numbers. */
import { Algebra, type Scalar } from 'pullback'
import { all, type Blind, lossOf, lossRow, type M, perBatch } from './build.js'

const { abs, add, divide, exp, log, logSoftmaxOfFeatures, maximum, multiply, negate } = Algebra
const { perExample, scale, sigmoid, sign, softmaxOfFeatures, softplus, sqrt, square, subtract } = Algebra
const { sumOfFeatures, where } = Algebra

/** The mean over all numbers of the batch. */
const meanOf = (x: M): Scalar => scale(1 / 3, perBatch(x))
const each = (gradient: M): M => scale(1 / 3, perExample(gradient, gradient))
const product = (x: M, y: M): M => multiply(x, y)
const softmaxValue = (z: M, t: M): Scalar => perBatch(negate(multiply(t, logSoftmaxOfFeatures(z))))
const smooth = (share: number, t: M): M => add(scale(1 - share, t), share / 3)

const batch = 'batch|example|\\bm\\b|\\bn\\b'
const norm = 'divi|mean|average|normali|factor|size|sum|times'
const sharp = (z: M): M => scale(2, z)
const bits = { target: 'bits' } as const
const shares = { target: 'probabilities' } as const

const focalValue = (z: M, t: M): Scalar => {
  const logarithm = logSoftmaxOfFeatures(z)
  return perBatch(negate(product(product(t, square(subtract(1, exp(logarithm)))), logarithm)))
}

const miss = 'miss|forgot|without|omit|lack|not |left out|instead|drop|ignor|only|constant|absent'

export const losses: readonly Blind[] = [
  lossRow(
    'mse: not divided by the features',
    lossOf(
      'myMse',
      (y, t) => meanOf(square(subtract(y, t))),
      (y, t) => perExample(scale(2, subtract(y, t)), y)
    ),
    {},
    'The value is a mean over features and batch; the gradient is divided by the batch size only.',
    all('feature|number|element|class|column|size|factor|\\b3\\b', norm)
  ),
  lossRow(
    'mse: factor 2 missing',
    lossOf(
      'myMse',
      (y, t) => meanOf(square(subtract(y, t))),
      (y, t) => each(subtract(y, t))
    ),
    {},
    'The derivative of the square lacks the factor 2.',
    all('factor|half|twice|\\b2\\b|0\\.5')
  ),
  lossRow(
    'mse: sum over the batch',
    lossOf(
      'myMse',
      (y, t) => meanOf(square(subtract(y, t))),
      (y, t) => scale(2 / 3, subtract(y, t))
    ),
    {},
    'The value is a mean over the batch, and the gradient is not divided by the batch size.',
    all(batch, norm)
  ),
  lossRow(
    'mse: target minus prediction',
    lossOf(
      'myMse',
      (y, t) => meanOf(square(subtract(y, t))),
      (y, t) => each(scale(2, subtract(t, y)))
    ),
    {},
    'The gradient has the wrong sign: t − y instead of y − t.',
    all('sign|negat|opposite|minus|−1|-1')
  ),
  lossRow(
    'bce with logits: not a mean',
    lossOf(
      'myLogitBce',
      (z, t) => meanOf(subtract(softplus(z), product(t, z))),
      (z, t) => scale(1 / 3, subtract(sigmoid(z), t))
    ),
    bits,
    'The gradient σ(z) − t is not divided by the batch size.',
    all(batch, norm)
  ),
  lossRow(
    'softmax cross-entropy: Jacobian applied twice',
    lossOf('myCrossEntropy', softmaxValue, (z, t) => {
      const p = softmaxOfFeatures(z)
      const g = subtract(p, t)
      return perExample(multiply(p, subtract(g, sumOfFeatures(multiply(p, g)))), z)
    }),
    shares,
    'p − t is already the gradient of the logits, and backward applies the Jacobian of softmax to it again.',
    all('softmax|jacobian', 'twice|again|second|two|already|extra|once')
  ),
  lossRow(
    'softmax cross-entropy: divided by classes too',
    lossOf('myCrossEntropy', softmaxValue, (z, t) => each(subtract(softmaxOfFeatures(z), t))),
    shares,
    'The gradient is divided by the number of classes, but the value is a sum over the classes.',
    all('class|feature|column|number|\\b3\\b|1/3|0\\.33|factor|third', norm)
  ),
  lossRow(
    'cross-entropy on probabilities: p − t without softmax',
    lossOf(
      'myCategorical',
      (y, t) => perBatch(negate(product(t, log(y)))),
      (y, t) => perExample(subtract(y, t), y)
    ),
    { ...shares, prediction: 'probabilities' },
    'y − t is the gradient of logits; for probabilities the gradient is −t / y.',
    all('logit|softmax|t ?/ ?[yp]|divi|fused|log')
  ),
  lossRow(
    'label smoothing: hard targets in the gradient',
    lossOf(
      'smoothed',
      (z, t) => softmaxValue(z, smooth(0.2, t)),
      (z, t) => perExample(subtract(softmaxOfFeatures(z), t), z)
    ),
    { target: 'oneHot' },
    'The gradient compares with the hard targets, the value with the smoothed ones.',
    all('smooth|hard|label|target')
  ),
  lossRow(
    'focal: focusing factor held constant',
    lossOf('myFocal', focalValue, (z, t) => {
      const p = softmaxOfFeatures(z)
      const q = square(subtract(1, sumOfFeatures(product(t, p))))
      return perExample(multiply(q, subtract(p, t)), z)
    }),
    { target: 'oneHot' },
    'The gradient multiplies the cross-entropy gradient by (1 − p)^γ and leaves out the derivative of this factor.',
    all('focus|\\(1 ?[−-] ?p\\)|γ|gamma|modulat|product rule|derivative of (the|this) (factor|weight)'),
    all('factor|weight|term', 'constant|not differentiated|miss|leaves? out|left out')
  ),
  lossRow(
    'huber with δ = 2: linear part without δ',
    lossOf(
      'myHuber',
      (y, t) => {
        const r = subtract(y, t)
        return meanOf(where(subtract(abs(r), 2), scale(2, subtract(abs(r), 1)), scale(0.5, square(r))))
      },
      (y, t) => {
        const r = subtract(y, t)
        return each(where(subtract(abs(r), 2), sign(r), r))
      }
    ),
    {},
    'For |r| > δ the gradient is sign r instead of δ sign r.',
    all('δ|delta|linear|large|outside|beyond|\\b2\\b|factor|slope|half|threshold')
  ),
  lossRow(
    'huber with δ = 0.5: threshold 1 in the gradient',
    lossOf(
      'myHuber',
      (y, t) => {
        const r = subtract(y, t)
        return meanOf(where(subtract(abs(r), 0.5), scale(0.5, subtract(abs(r), 0.25)), scale(0.5, square(r))))
      },
      (y, t) => {
        const r = subtract(y, t)
        return each(maximum(Algebra.minimum(r, 1), -1))
      }
    ),
    {},
    'The gradient uses δ = 1, the value δ = 0.5.',
    all('δ|delta|threshold|limit|0\\.5|\\b1\\b|clip|linear|large')
  ),
  lossRow(
    'quantile: τ and 1 − τ exchanged',
    lossOf(
      'pinball',
      (y, t) => meanOf(maximum(scale(0.9, subtract(t, y)), scale(-0.1, subtract(t, y)))),
      (y, t) => each(where(subtract(t, y), -0.1, 0.9))
    ),
    {},
    'Under- and overestimates have their slopes exchanged: 0.1 and 0.9 belong to the other sides.',
    all('exchang|swap|other side|1 ?[−-] ?(τ|tau|q|quantile)|revers|wrong side|interchang|opposite|inver')
  ),
  lossRow(
    'kl divergence: gradient of the reversed divergence',
    lossOf(
      'myKl',
      (y, t) => perBatch(multiply(t, subtract(log(t), log(y)))),
      (y, t) => perExample(add(subtract(log(y), log(t)), 1), y)
    ),
    { prediction: 'fractions', target: 'fractions' },
    'The value is KL(t ‖ y), the gradient that of KL(y ‖ t).',
    all('revers|swap|exchang|direction|KL ?\\(y|log|order|argument|t ?/ ?y|interchang')
  ),
  lossRow(
    'cosine distance: projection missing',
    lossOf(
      'cosineDistance',
      (y, t) => {
        const lengths = sqrt(multiply(add(sumOfFeatures(square(y)), 0.01), add(sumOfFeatures(square(t)), 0.01)))
        return meanOf(subtract(1, divide(sumOfFeatures(multiply(y, t)), lengths)))
      },
      (y, t) => {
        const lengths = sqrt(multiply(add(sumOfFeatures(square(y)), 0.01), add(sumOfFeatures(square(t)), 0.01)))
        return perExample(negate(divide(t, lengths)), y)
      }
    ),
    {},
    'The gradient treats the norm of the prediction as a constant: the projection term is missing.',
    all('norm|length|project|denominator|quotient', miss + '|term')
  ),
  lossRow(
    'row distance: NaN at the target',
    lossOf(
      'rowDistance',
      (y, t) => meanOf(sqrt(sumOfFeatures(square(subtract(y, t))))),
      (y, t) => perExample(divide(subtract(y, t), sqrt(sumOfFeatures(square(subtract(y, t))))), y)
    ),
    { zeroAtTarget: true },
    'Where the prediction equals the target the gradient is 0/0, NaN, although the value is 0.',
    all('nan|0 ?/ ?0|not finite|divi.*(zero|0)|infinit')
  ),
  lossRow(
    'cross-entropy with temperature: 1/T missing',
    lossOf(
      'sharpened',
      (z, t) => softmaxValue(sharp(z), t),
      (z, t) => perExample(subtract(softmaxOfFeatures(sharp(z)), t), z)
    ),
    shares,
    'The logits are multiplied by 2 in the value; the gradient lacks this inner factor.',
    all('factor|temperature|inner|chain|twice|half|\\b2\\b|0\\.5|scal')
  )
]
