/** Wrong derivatives of activations, on rows of three numbers. */
import { Algebra } from 'pullback'
import { all, type Blind, custom, elementWise, type M, plain, row, type V } from './build.js'

const { add, cos, erf, exp, maximum, minimum, multiply, scale, sigmoid, sin, softplus } = Algebra
const { square, subtract, tanh, where } = Algebra

const times = (first: M, ...factors: readonly M[]): M => factors.reduce<M>((x, y) => multiply(x, y), first)
const phi = (x: M): M => scale(0.5, add(1, erf(scale(Math.SQRT1_2, x))))
const gelu = (x: M): M => multiply(x, phi(x))
const swish =
  (beta: number) =>
  (x: M): M =>
    multiply(x, sigmoid(scale(beta, x)))
const elu =
  (alpha: number, lambda = 1) =>
  (x: M): M =>
    scale(lambda, where(x, x, scale(alpha, subtract(exp(minimum(x, 0)), 1))))
const [alpha, lambda] = [1.6732632423543772, 1.0507009873554805]

const half = (start: number, x: M): M => Algebra.featuresOf<readonly [number], number, number>(start, 2, x)

const c = Math.sqrt(2 / Math.PI)
/** The derivative of the tanh approximation of gelu. */
const tanhGeluSlope = (x: M): M => {
  const t = tanh(scale(c, add(x, scale(0.044715, times(x, x, x)))))
  const inner = scale(c, add(1, scale(3 * 0.044715, square(x))))
  return add(scale(0.5, add(1, t)), scale(0.5, times(x, subtract(1, square(t)), inner)))
}

const term = 'term|product rule|factor|part|addend'
const miss = 'miss|forgot|without|omit|lack|not |left out|instead|drop|ignor|only|absent'

export const activations: readonly Blind[] = [
  row(
    'gelu: erf forward, tanh backward',
    elementWise('myGelu', gelu, (x, dy) => multiply(dy, tanhGeluSlope(x))),
    'Forward is the exact gelu with erf, backward is the derivative of the tanh approximation.',
    all('tanh|approx', 'gelu|erf|exact|deriv')
  ),
  row(
    'gelu: no density term',
    elementWise('myGelu', gelu, (x, dy) => multiply(dy, phi(x))),
    'The derivative is Φ(x) only: the term x φ(x) of the product rule is missing.',
    all(term, miss),
    all('product rule')
  ),
  row(
    'softplus: sigmoid of −x',
    elementWise('mySoftplus', softplus, (x, dy) => multiply(dy, sigmoid(scale(-1, x)))),
    'The derivative is σ(−x) instead of σ(x).',
    all('sign|−x|-x|negat|minus|1 ?[−-] ?(σ|sigmoid)|mirror|opposite', 'x|sigmoid|σ|input|argument')
  ),
  row(
    'elu: y in place of y + α',
    elementWise('myElu', elu(1), (x, dy, y) => multiply(dy, where(x, 1, y))),
    'For negative x the derivative is y + α, but backward uses the output y.',
    all('negative|below 0|x ?[<≤] ?0|less than 0|below zero', '\\+|add|α|alpha|1|plus|exp|output|constant|slope|deriv'),
    all('output', 'deriv|slope')
  ),
  row(
    'elu with α = 0.5: α forgotten',
    elementWise('myElu', elu(0.5), (x, dy) => multiply(dy, where(x, 1, exp(minimum(x, 0))))),
    'For negative x the derivative lacks the factor α = 0.5.',
    all('α|alpha|factor|scal|twice|half|0\\.5|times 2|2 times|constant')
  ),
  row(
    'selu: λ missing for negative inputs',
    elementWise('mySelu', elu(alpha, lambda), (x, dy) =>
      multiply(dy, where(x, lambda, scale(alpha, exp(minimum(x, 0)))))
    ),
    'For negative x the derivative lacks the factor λ = 1.0507.',
    all('λ|lambda|factor|scal|1\\.05|0\\.95|constant')
  ),
  row(
    'swish: sigmoid only',
    elementWise('mySwish', swish(1), (x, dy) => multiply(dy, sigmoid(x))),
    'The derivative is σ(x) only: the term x σ(x)(1 − σ(x)) is missing.',
    all(term, miss),
    all('product rule')
  ),
  row(
    'swish with β: inner derivative missing',
    elementWise('mySwish', swish(2), (x, dy) => {
      const s = sigmoid(scale(2, x))
      return multiply(dy, add(s, times(x, s, subtract(1, s))))
    }),
    'The second term lacks the inner derivative β = 2.',
    all('β|beta|inner|chain|factor|\\b2\\b|scal|half')
  ),
  row(
    'relu: mask from dy',
    elementWise(
      'myRelu',
      x => maximum(x, 0),
      (_, dy) => maximum(dy, 0)
    ),
    'The mask is taken from the sign of the output gradient instead of the sign of the input.',
    all('mask|sign|gate|clip|negative|positive|relu', 'output gradient|dy|incoming|upstream|linear'),
    all('linear in (dy|the output gradient)')
  ),
  row(
    'relu: derivative 1 everywhere',
    elementWise(
      'myRelu',
      x => maximum(x, 0),
      (_, dy) => dy
    ),
    'The gradient passes for negative inputs too, where the derivative is 0.',
    all('negative|below 0|x ?[<≤] ?0|less than 0|below zero|mask|unchanged|pass|identity|inactive|everywhere')
  ),
  row(
    'leaky relu: slope on the wrong side',
    elementWise(
      'myLeakyRelu',
      x => where(x, x, scale(0.1, x)),
      (x, dy) => where(x, scale(0.1, dy), dy)
    ),
    'The slopes 1 and 0.1 are exchanged: 0.1 is used for positive x.',
    all(
      'exchang|swap|wrong side|revers|other side|inver|opposite|mixed up|interchang|negative.*positive|positive.*negative'
    )
  ),
  row(
    'sigmoid: x (1 − x)',
    elementWise('mySigmoid', sigmoid, (x, dy) => times(dy, x, subtract(1, x))),
    'The formula y (1 − y) is evaluated at the input x instead of the output y.',
    all('(input|\\bx\\b).*(instead of|not|for|where).*(output|\\by\\b)'),
    all('(output|\\by\\b).*(instead|not|expect|need|should|but).*(input|\\bx\\b)'),
    all('[xy] ?\\(1 ?[−-] ?[xy]\\)')
  ),
  row(
    'tanh: 1 − y',
    elementWise('myTanh', tanh, (_, dy, y) => multiply(dy, subtract(1, y))),
    'The derivative is 1 − y instead of 1 − y²: the square is missing.',
    all('squar|y²|y\\^2|power|1 ?[−-] ?y')
  ),
  row(
    'relu6: no upper limit in backward',
    elementWise(
      'myRelu6',
      x => minimum(maximum(x, 0), 6),
      (x, dy) => where(x, dy, 0)
    ),
    'The gradient passes above 6 too, where forward is constant.',
    all('6|upper|above|satur|clip|clamp|limit|constant|flat|cap')
  ),
  row(
    'prelu: slope gradient counts positive inputs',
    custom({
      kind: 'myPrelu',
      params: { slope: [1] },
      takes: [3],
      gives: [3],
      forward: ([a]: readonly [V], x: M) => [where(x, x, multiply(x, Algebra.broadcast(x.shape, a))), x],
      backward: ([a], x, dy) => [
        [Algebra.reshape<V['shape']>([1], Algebra.sumOfAll(multiply(dy, x)))],
        where(x, dy, multiply(dy, Algebra.broadcast(x.shape, a)))
      ]
    }),
    'The gradient of the slope adds dy x for positive inputs too, where forward does not use the slope.',
    all('positive|negative|mask|x ?[<>≤≥] ?0|above 0|below 0|region', 'slope|param|mask|alpha|input|x\\b')
  ),
  row(
    'sine with ω = 5: inner derivative missing',
    elementWise(
      'siren',
      x => sin(scale(5, x)),
      (x, dy) => multiply(dy, cos(scale(5, x)))
    ),
    'The factor ω = 5 of the inner derivative is missing.',
    all('factor|ω|omega|inner|chain|\\b5\\b|0\\.2|scal|frequency|constant')
  ),
  row(
    'glu: gate gradient missing',
    plain<readonly [number, number], readonly [number, number]>(
      'myGlu',
      [4],
      [2],
      x => multiply(half(0, x), sigmoid(half(2, x))),
      (x, dy) => {
        const dValue = multiply(dy, sigmoid(half(2, x)))
        return Algebra.concatenateAlong(1, dValue, scale(0, dValue))
      }
    ),
    'The gate half of the input gets the gradient 0: the gate counts as a constant.',
    all(
      'gate|half|second|part|branch|some|last|entries|product rule|feature',
      'zero|\\b0\\b|miss|constant|no gradient|drop|forgot|ignor|not '
    )
  )
]
