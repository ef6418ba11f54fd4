/**
 * Mistakes that the diagnosis was not made for: written before its hypotheses, in layers that the table of wrong layers
 * does not have. How many of their causes are named says how far the diagnosis carries.
 */
import { at, type Gradients, type Known, type Numbers, onNumbers, range, sumOf } from '../../../laws/wrong/onNumbers.js'
import { type Wrong, wrongLayer } from '../../../laws/wrong/Wrong.js'
import { type OnNumbers } from '../../../laws/wrong/onNumbers.js'

const heldOut = (name: string, cause: RegExp, definition: Omit<OnNumbers, 'name'>, known = {}): Wrong =>
  wrongLayer(name, cause, () => [onNumbers({ name: 'heldOut', ...definition })], known)

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const row = (numbers: Numbers | undefined, i: number, width: number): Numbers =>
  (numbers ?? []).slice(i * width, (i + 1) * width)
const dot = (a: Numbers, b: Numbers) => sumOf(a.length, i => at(a, i) * at(b, i))
const mean = (a: Numbers) => sumOf(a.length, i => at(a, i)) / a.length
const zip = (a: Numbers | undefined, b: Numbers | undefined, f: (x: number, y: number) => number) =>
  (a ?? []).map((x, i) => f(x, at(b, i)))
const softmax = (x: Numbers) => {
  const e = x.map(u => Math.exp(u - Math.max(...x)))
  return e.map(u => u / sumOf(e.length, i => at(e, i)))
}
/** One example at a time. */
const each = (n: number, f: (i: number) => Numbers): Numbers => range(n).flatMap(f)
const sums = (n: number, size: number, f: (example: number) => Numbers): Numbers =>
  range(size).map(k => sumOf(n, b => at(f(b), k)))

/** y = xᵀ A u, of three and two. */
const bilinear = (name: string, cause: RegExp, change: (known: Known, right: Gradients) => Gradients): Wrong =>
  heldOut(`bilinear: ${name}`, cause, {
    parameters: [{ name: 'form', shape: [3, 2] }],
    input: [[3], [2]],
    output: [1],
    forward: ({ n, p: [A], x: [x, u] }) =>
      range(n).map(b => sumOf(3, i => sumOf(2, j => at(x, 3 * b + i) * at(A, 2 * i + j) * at(u, 2 * b + j)))),
    backward: known => {
      const {
        n,
        p: [A],
        x: [x, u],
        dy
      } = known
      const dA = range(6).map(k => sumOf(n, b => at(dy, b) * at(x, 3 * b + Math.floor(k / 2)) * at(u, 2 * b + (k % 2))))
      const dx = each(n, b => range(3).map(i => at(dy, b) * sumOf(2, j => at(A, 2 * i + j) * at(u, 2 * b + j))))
      const du = each(n, b => range(2).map(j => at(dy, b) * sumOf(3, i => at(A, 2 * i + j) * at(x, 3 * b + i))))
      return change(known, { dp: [dA], dx: [dx, du] })
    }
  })

/** y = a σ(b) of a pair. */
const gate = (name: string, cause: RegExp, backward: (a: number, b: number, dy: number) => readonly [number, number]) =>
  heldOut(`gate: ${name}`, cause, {
    input: [[3], [3]],
    output: [3],
    forward: ({ x: [a, b] }) => zip(a, b, (u, v) => u * sigmoid(v)),
    backward: ({ x: [a, b], dy }) => {
      const found = dy.map((d, i) => backward(at(a, i), at(b, i), d))
      return { dx: [found.map(([da]) => da), found.map(([, db]) => db)] }
    }
  })

/** A function of one row of three. */
const rowwise = (
  name: string,
  cause: RegExp,
  f: (x: Numbers) => Numbers,
  backward: (x: Numbers, dy: Numbers, y: Numbers) => Numbers,
  outputs = 3,
  inputs = 3
) =>
  heldOut(name, cause, {
    input: [inputs],
    output: [outputs],
    forward: ({ n, x: [x] }) => each(n, b => f(row(x, b, inputs))),
    backward: ({ n, x: [x], y, dy }) => ({
      dx: [each(n, b => backward(row(x, b, inputs), row(dy, b, outputs), row(y, b, outputs)))]
    })
  })

const elementWise = (
  name: string,
  cause: RegExp,
  f: (x: number) => number,
  slope: (x: number, y: number) => number
): Wrong =>
  heldOut(
    name,
    cause,
    {
      forward: ({ x: [x = []] }) => x.map(f),
      backward: ({ x: [x], y, dy }) => ({ dx: [dy.map((d, i) => d * slope(at(x, i), at(y, i)))] })
    },
    { shapes: [[2], [3], [2, 2]] }
  )

/** y = a x² + b x + c. */
const quadratic = (name: string, cause: RegExp, change: (known: Known, right: Gradients) => Gradients): Wrong =>
  heldOut(`quadratic: ${name}`, cause, {
    parameters: ['a', 'b', 'c'].map(name => ({ name, shape: [] })),
    input: [3],
    output: [3],
    forward: ({ p: [a, b, c], x: [x = []] }) => x.map(u => at(a, 0) * u * u + at(b, 0) * u + at(c, 0)),
    backward: known => {
      const {
        p: [a, b],
        x: [x = []],
        dy
      } = known
      const powers = [2, 1, 0].map(power => [
        dot(
          dy,
          x.map(u => u ** power)
        )
      ])
      return change(known, { dp: powers, dx: [zip(dy, x, (d, u) => d * (2 * at(a, 0) * u + at(b, 0)))] })
    }
  })

/** One step of a recurrent network: y = tanh(W x + U h). */
const recurrent = (
  name: string,
  cause: RegExp,
  change: (known: Known & { readonly dz: Numbers }, right: Gradients) => Gradients
): Wrong =>
  heldOut(`recurrent step: ${name}`, cause, {
    parameters: ['W', 'U'].map(name => ({ name, shape: [2, 2] })),
    input: [[2], [2]],
    output: [2],
    forward: ({ n, p: [W, U], x: [x, h] }) =>
      each(n, b =>
        range(2).map(o =>
          Math.tanh(sumOf(2, i => at(W, 2 * o + i) * at(x, 2 * b + i) + at(U, 2 * o + i) * at(h, 2 * b + i)))
        )
      ),
    backward: known => {
      const {
        n,
        p: [W, U],
        x: [x, h],
        y,
        dy
      } = known
      const dz = zip(dy, y, (d, u) => d * (1 - u * u))
      const outer = (v: Numbers | undefined) =>
        range(4).map(k => sumOf(n, b => at(dz, 2 * b + Math.floor(k / 2)) * at(v, 2 * b + (k % 2))))
      const through = (M: Numbers | undefined) =>
        each(n, b => range(2).map(i => sumOf(2, o => at(M, 2 * o + i) * at(dz, 2 * b + o))))
      return change({ ...known, dz }, { dp: [outer(x), outer(h)], dx: [through(W), through(U)] })
    }
  })

export const heldOutLayers: readonly Wrong[] = [
  bilinear('gradient of the form transposed', /transpos/, (_, { dp: [dA] = [], dx }) => ({
    dp: [range(6).map(k => at(dA, (k % 3) * 2 + Math.floor(k / 3)))],
    dx
  })),
  bilinear('gradient of the form a mean', /mean over the batch/, ({ n }, { dp: [dA = []] = [], dx }) => ({
    dp: [dA.map(u => u / n)],
    dx
  })),
  bilinear('the second gradient negated', /sign/, (_, { dp = [], dx: [dx = [], du = []] }) => ({
    dp,
    dx: [dx, du.map(u => -u)]
  })),
  gate('the slope of σ forgotten', /derivative|slope|Jacobian/, (a, b, dy) => [dy * sigmoid(b), dy * a]),
  gate('da through b itself instead of σ(b)', /the gradient is the output gradient ∘ part 1/, (a, b, dy) => [
    dy * b,
    dy * a * sigmoid(b) * (1 - sigmoid(b))
  ]),
  gate('gradients swapped', /swapped|another/, (a, b, dy) => [dy * a * sigmoid(b) * (1 - sigmoid(b)), dy * sigmoid(b)]),
  rowwise(
    'root mean square norm: the norm taken for a constant',
    /own factor|norm|dropped term|diagonal|proportional/,
    x => x.map(u => u / Math.sqrt(dot(x, x) / 3 + 1e-5)),
    (x, dy) => dy.map(d => d / Math.sqrt(dot(x, x) / 3 + 1e-5))
  ),
  rowwise(
    'unit length: projection without y',
    /same amount|same for all|term/,
    x => x.map(u => u / Math.hypot(...x)),
    (x, dy, y) => dy.map(d => (d - dot(dy, y)) / Math.hypot(...x))
  ),
  heldOut(
    'batch norm: the term of the mean dropped',
    /mean|same amount|same for all|examples/,
    {
      input: [2],
      output: [2],
      forward: ({ n, x: [x = []] }) =>
        x.map((u, k) => {
          const column = range(n).map(b => at(x, 2 * b + (k % 2)))
          return (u - mean(column)) / Math.sqrt(mean(column.map(v => (v - mean(column)) ** 2)) + 0.1)
        }),
      backward: ({ n, x: [x = []], y, dy }) => ({
        dx: [
          x.map((_, k) => {
            const column = (of: Numbers) => range(n).map(b => at(of, 2 * b + (k % 2)))
            const xs = column(x)
            const sigma = Math.sqrt(mean(xs.map(v => (v - mean(xs)) ** 2)) + 0.1)
            return (at(dy, k) - (at(y, k) * dot(column(dy), column(y))) / n) / sigma
          })
        ]
      })
    },
    { batchStatistics: true }
  ),
  rowwise(
    'average pooling: ½ forgotten',
    /factor.* 2 /,
    x => [mean(x.slice(0, 2)), mean(x.slice(2))],
    (_, dy) => [0, 0, 1, 1].map(j => at(dy, j)),
    2,
    4
  ),
  rowwise(
    'sum of a row: gradient for the first entry only',
    /first/,
    x => [sumOf(x.length, i => at(x, i))],
    (x, dy) => x.map((_, i) => (i === 0 ? at(dy, 0) : 0)),
    1
  ),
  rowwise(
    'cumulative sum: summed from the wrong end',
    /transpos|revers|opposite/,
    x => x.map((_, j) => sumOf(j + 1, i => at(x, i))),
    (_, dy) => dy.map((__, j) => sumOf(j + 1, i => at(dy, i)))
  ),
  rowwise(
    'log softmax: the sum over outputs dropped',
    /diagonal|sum|dropped term/,
    x => softmax(x).map(Math.log),
    (x, dy) => zip(dy, softmax(x), (d, s) => d - s * d)
  ),
  rowwise(
    'log softmax: the Jacobian skipped',
    /unchanged|Jacobian/,
    x => softmax(x).map(Math.log),
    (_, dy) => dy
  ),
  rowwise(
    'differences of neighbours: last entry forgotten',
    /last/,
    x => [at(x, 1) - at(x, 0), at(x, 2) - at(x, 1)],
    (_, dy) => [-at(dy, 0), at(dy, 0) - at(dy, 1), 0],
    2
  ),
  rowwise(
    'sorting: gradients left where they come out',
    /unchanged/,
    x => x.toSorted((a, b) => a - b),
    (_, dy) => dy
  ),
  rowwise(
    'x times its mean: the mean taken for a constant',
    /same amount|same for all|mean|diagonal|dropped term/,
    x => x.map(u => u * mean(x)),
    (x, dy) => dy.map(d => d * mean(x))
  ),
  elementWise(
    'elu: y instead of y + 1 for negative inputs',
    /negative/,
    x => (x > 0 ? x : Math.expm1(x)),
    (x, y) => (x > 0 ? 1 : y)
  ),
  elementWise(
    'hard tanh: passes gradients outside [−1, 1]',
    /large|saturat|outside|above 1/,
    x => Math.max(-1, Math.min(1, x)),
    () => 1
  ),
  elementWise(
    'soft sign: the square forgotten',
    /squared|multiplied|factor|too few|term/,
    x => x / (1 + Math.abs(x)),
    x => 1 / (1 + Math.abs(x))
  ),
  elementWise(
    'x³: 3 x instead of 3 x²',
    /multiplied by|divided by|times x|input/,
    x => x ** 3,
    x => 3 * x
  ),
  elementWise('cosine: without its sign', /sign/, Math.cos, Math.sin),
  elementWise('arctangent: derivative of tanh', /./, Math.atan, x => 1 - Math.tanh(x) ** 2),
  quadratic(
    'gradient of a is that of b',
    /another parameter|swapped|gradient of b/,
    (_, { dp: [, db = [], dc = []] = [], dx }) => ({
      dp: [db, db, dc],
      dx
    })
  ),
  quadratic('dx without b', /dropped term|term/, ({ p: [a], x: [x], dy }, { dp = [] }) => ({
    dp,
    dx: [zip(dy, x, (d, u) => 2 * d * at(a, 0) * u)]
  })),
  quadratic('gradients a mean over all', /mean|divided by|number of/, ({ dy }, { dp = [], dx }) => ({
    dp: dp.map(one => one.map(u => u / dy.length)),
    dx
  })),
  recurrent(
    'dU from the input instead of the state',
    /another|instead|gradient of W/,
    (_, { dp: [dW = []] = [], dx }) => ({
      dp: [dW, dW],
      dx
    })
  ),
  recurrent(
    'the slope of tanh forgotten in dW',
    /derivative|slope|Jacobian/,
    ({ n, x: [x], dy }, { dp: [, dU = []] = [], dx }) => ({
      dp: [range(4).map(k => sumOf(n, b => at(dy, 2 * b + Math.floor(k / 2)) * at(x, 2 * b + (k % 2)))), dU],
      dx
    })
  ),
  recurrent('dx through U', /another|instead|swapped|other/, (_, { dp = [], dx: [, dh = []] }) => ({
    dp,
    dx: [dh, dh]
  })),
  heldOut('positions: gradients of the first position only', /first (row|index)/, {
    parameters: [{ name: 'positions', shape: [3, 2] }],
    input: [3, 2],
    output: [3, 2],
    forward: ({ p: [P], x: [x = []] }) => x.map((u, k) => u + at(P, k % 6)),
    backward: ({ n, dy }) => ({
      dp: [range(6).map(k => (k < 2 ? (sums(n, 6, b => row(dy, b, 6)).at(k) ?? NaN) : 0))],
      dx: [dy]
    })
  })
]
