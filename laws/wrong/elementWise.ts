/**
 * Element-wise functions with a mistake in the derivative.
 *
 *     right    dx = dy f′(x)
 */
import { type Subject } from '../subject/Subject.js'
import { at, onNumbers } from './onNumbers.js'
import { type Wrong, wrongLayer } from './Wrong.js'

type Backward = (dy: number, x: number, y: number, examples: number) => number

const shapes: Subject['shapes'] = [[1], [2], [3], [2, 2]]

const wrongFunction = (name: string, cause: RegExp, f: (x: number) => number, backward: Backward): Wrong =>
  wrongLayer(
    name,
    cause,
    () => [
      onNumbers({
        name: 'wrongFunction',
        forward: ({ x: [x = []] }) => x.map(f),
        backward: ({ n, x: [x], y, dy }) => ({ dx: [dy.map((d, i) => backward(d, at(x, i), at(y, i), n))] })
      })
    ],
    { shapes }
  )

const tanhSlope = (y: number): number => (1 - y) * (1 + y)
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const relu = (x: number): number => Math.max(x, 0)

export const elementWise: readonly Wrong[] = [
  wrongFunction('tanh: the derivative evaluated at the input', /output/, Math.tanh, (dy, x) => dy * tanhSlope(x)),
  wrongFunction(
    'sine: the derivative evaluated at the output',
    /at the output/,
    Math.sin,
    (dy, _, y) => dy * Math.cos(y)
  ),
  wrongFunction('tanh: the derivative missing', /missing slope/, Math.tanh, dy => dy),
  wrongFunction('tanh: the output gradient missing', /output gradient/, Math.tanh, (_, __, y) => tanhSlope(y)),
  wrongFunction('tanh: output gradient squared', /output gradient/, Math.tanh, (dy, _, y) => dy * dy * tanhSlope(y)),
  wrongFunction('tanh: the derivative applied twice', /twice/, Math.tanh, (dy, _, y) => dy * tanhSlope(y) ** 2),
  wrongFunction('tanh: 1 − y instead of 1 − y²', /./, Math.tanh, (dy, _, y) => dy * (1 - y)),
  wrongFunction('tanh: wrong for negative inputs', /negative/, Math.tanh, (dy, x, y) =>
    x < 0 ? -dy * tanhSlope(y) : dy * tanhSlope(y)
  ),
  wrongFunction('tanh: wrong for positive inputs', /positive/, Math.tanh, (dy, x, y) =>
    x > 0 ? 2 * dy * tanhSlope(y) : dy * tanhSlope(y)
  ),
  wrongFunction(
    'x tanh x: wrong at saturation',
    /saturation|large/,
    x => x * Math.tanh(x),
    (dy, x) => (Math.abs(x) > 5 ? 0 : dy * (Math.tanh(x) + x * tanhSlope(Math.tanh(x))))
  ),
  wrongFunction(
    'x + tanh x: a dropped term',
    /dropped term/,
    x => x + Math.tanh(x),
    (dy, x) => dy * tanhSlope(Math.tanh(x))
  ),
  wrongFunction(
    'sine: wrong between 40 and 50',
    /magnitudes of the input/,
    Math.sin,
    (dy, x) => dy * (x > 40 && x < 50 ? 1 : Math.cos(x))
  ),
  wrongFunction('tanh: zero in batches of more than six', /large batches|magnitudes/, Math.tanh, (dy, _, y, n) =>
    n > 6 ? 0 : dy * tanhSlope(y)
  ),
  wrongFunction('tanh: NaN', /not a number/, Math.tanh, () => NaN),
  wrongFunction(
    'tanh: 0/0 where the output gradient is 0',
    /division by zero/,
    Math.tanh,
    (dy, _, y) => (dy * dy * tanhSlope(y)) / dy
  ),
  wrongFunction(
    'tanh: divided by the batch size',
    /mean over the batch/,
    Math.tanh,
    (dy, _, y, n) => (dy * tanhSlope(y)) / n
  ),
  wrongFunction('relu: passes gradients for negative inputs', /negative/, relu, dy => dy),
  wrongFunction('relu: 2 at exactly 0', /zero/, relu, (dy, x) => (x === 0 ? 2 * dy : x > 0 ? dy : 0)),
  wrongFunction(
    'leaky relu: the slopes swapped',
    /./,
    x => (x > 0 ? x : x / 10),
    (dy, x) => (x > 0 ? dy / 10 : dy)
  ),
  wrongFunction(
    'absolute value: the function instead of its derivative',
    /itself|instead of its derivative/,
    Math.abs,
    (dy, _, y) => dy * y
  ),
  wrongFunction(
    'square: without the 2',
    /factor.* 0.5 /,
    x => x * x,
    (dy, x) => dy * x
  ),
  wrongFunction('sigmoid: y instead of y (1 − y)', /instead of its derivative/, sigmoid, (dy, _, y) => dy * y),
  wrongFunction(
    'x sigmoid x: the term of the sigmoid’s slope dropped',
    /dropped term/,
    x => x * sigmoid(x),
    (dy, x) => dy * sigmoid(x)
  ),
  wrongFunction('sine: the derivative at −x + 1', /./, Math.sin, (dy, x) => dy * Math.cos(1 - x)),
  wrongFunction(
    'x √|x|: 0/0 at zero',
    /zero|not a number/,
    x => x * Math.sqrt(Math.abs(x)),
    (dy, x, y) => (dy * 1.5 * y) / x
  ),
  wrongFunction(
    'softplus: overflows',
    /overflow/,
    x => Math.log1p(Math.exp(x)),
    (dy, x) => (dy * Math.exp(x)) / (1 + Math.exp(x))
  ),
  wrongFunction(
    'tanh(x / 10): overflows beyond the inputs of the law of finiteness',
    /magnitudes of the input/,
    x => Math.tanh(x / 10),
    (dy, x) => (dy * 0.4 * Math.exp(x / 5)) / (1 + Math.exp(x / 5)) ** 2
  ),
  wrongFunction(
    'exponential: slightly off, 10⁻⁶',
    /factor/,
    x => Math.exp(x / 8),
    (dy, _, y) => (dy * y * (1 + 1e-6)) / 8
  )
]
