/** Layers of pairs and of two parameters, with gradients in the wrong place. Each pair has two rows of three. */
import { at, type Gradients, type Known, type Numbers, onNumbers, range, sumOf } from './onNumbers.js'
import { type Wrong, wrongLayer } from './Wrong.js'

const width = 3

const zip = (a: Numbers | undefined, b: Numbers | undefined, f: (x: number, y: number) => number): Numbers =>
  (a ?? []).map((x, i) => f(x, at(b, i)))

const product = (x: number, y: number): number => x * y

/** Two rows into one: y = f(x, u). */
const wrongPair = (
  name: string,
  cause: RegExp,
  f: (x: number, y: number) => number,
  backward: (known: Known) => readonly [Numbers, Numbers]
): Wrong =>
  wrongLayer(name, cause, () => [
    onNumbers({
      name: 'wrongPair',
      input: [[width], [width]],
      output: [width],
      forward: ({ x: [x, u] }) => zip(x, u, f),
      backward: known => ({ dx: backward(known) })
    })
  ])

/** y = a x + b for each feature. */
const wrongAffine = (
  name: string,
  cause: RegExp,
  change: (known: Known, right: Required<Gradients>) => Gradients
): Wrong =>
  wrongLayer(`affine: ${name}`, cause, () => [
    onNumbers({
      name: 'wrongAffine',
      parameters: [
        { name: 'scale', shape: [width] },
        { name: 'shift', shape: [width] }
      ],
      input: [width],
      output: [width],
      forward: ({ p: [a, b], x: [x = []] }) => x.map((u, i) => at(a, i % width) * u + at(b, i % width)),
      backward: known => {
        const {
          n,
          p: [a],
          x: [x],
          dy
        } = known
        const overBatch = (row: Numbers) => range(width).map(i => sumOf(n, b => at(row, b * width + i)))
        const dp = [overBatch(zip(dy, x, product)), overBatch(dy)]
        return change(known, { dp, dx: [dy.map((d, i) => d * at(a, i % width))] })
      }
    })
  ])

/** The same square matrix on both rows, added up: y = W x + W u. */
const wrongShared = (name: string, cause: RegExp, which: readonly number[]): Wrong =>
  wrongLayer(name, cause, () => [
    onNumbers({
      name: 'wrongShared',
      parameters: [{ name: 'weight', shape: [width, width] }],
      input: [[width], [width]],
      output: [width],
      forward: ({ n, p: [w], x: [x, u] }) =>
        range(n * width).map(k => {
          const row = Math.floor(k / width) * width
          return sumOf(width, i => at(w, (k % width) * width + i) * (at(x, row + i) + at(u, row + i)))
        }),
      backward: ({ n, p: [w], x, dy }) => {
        const dx = range(n * width).map(k =>
          sumOf(width, o => at(dy, Math.floor(k / width) * width + o) * at(w, o * width + (k % width)))
        )
        const used = x.filter((_, i) => which.includes(i))
        const dw = range(width * width).map(k =>
          sumOf(n, b =>
            used.reduce(
              (sum, row) => sum + at(dy, b * width + Math.floor(k / width)) * at(row, b * width + (k % width)),
              0
            )
          )
        )
        return { dp: [dw], dx: [dx, dx] }
      }
    })
  ])

/** A residual layer: y = x + tanh x. */
const wrongResidual: Wrong = wrongLayer('residual: the skip connection dropped in backward', /dropped term/, () => [
  onNumbers({
    name: 'wrongResidual',
    input: [width],
    output: [width],
    forward: ({ x: [x = []] }) => x.map(u => u + Math.tanh(u)),
    backward: ({ x: [x], dy }) => ({ dx: [zip(dy, x, (d, u) => d * (1 - Math.tanh(u) ** 2))] })
  })
])

/** y = mean of the row. */
const wrongMean = (name: string, cause: RegExp, factor: (features: number) => number): Wrong =>
  wrongLayer(`mean of features: ${name}`, cause, () =>
    [2, 3, 4].map(features =>
      onNumbers({
        name: 'wrongMean',
        configuration: { features },
        input: [features],
        output: [],
        forward: ({ n, x: [x] }) => range(n).map(b => sumOf(features, i => at(x, b * features + i)) / features),
        backward: ({ n, dy }) => ({
          dx: [range(n * features).map(k => factor(features) * at(dy, Math.floor(k / features)))]
        })
      })
    )
  )

export const pairs: readonly Wrong[] = [
  wrongPair(
    'difference of a pair: the sign of the second missing',
    /sign/,
    (x, u) => x - u,
    ({ dy }) => [dy, dy]
  ),
  wrongPair(
    'sum of a pair: both gradients halved',
    /factor.* 0.5 /,
    (x, u) => x + u,
    ({ dy }) => [dy.map(d => d / 2), dy.map(d => d / 2)]
  ),
  wrongPair('product of a pair: gradients swapped', /product rule/, product, ({ x: [x, u], dy }) => [
    zip(dy, x, product),
    zip(dy, u, product)
  ]),
  wrongPair('product of a pair: the second gradient missing', /missing|zero/, product, ({ x: [, u], dy }) => [
    zip(dy, u, product),
    dy.map(() => 0)
  ]),
  wrongAffine('gradients of scale and shift swapped', /swapped|another parameter/, (_, { dp, dx }) => ({
    dp: dp.toReversed(),
    dx
  })),
  wrongAffine('dx without the scale', /scale.*missing factor/, ({ dy }, { dp }) => ({ dp, dx: [dy] })),
  wrongAffine('dx permuted', /revers|permut/, ({ n }, { dp, dx: [dx = []] }) => ({
    dp,
    dx: [range(n).flatMap(b => dx.slice(b * width, (b + 1) * width).toReversed())]
  })),
  wrongAffine('dx with examples in the opposite order', /example/, ({ n }, { dp, dx: [dx = []] }) => ({
    dp,
    dx: [range(n).flatMap(b => dx.slice((n - 1 - b) * width, (n - b) * width))]
  })),
  wrongAffine('dx with the scale of the first feature for all features', /./, ({ p: [a], dy }, { dp }) => ({
    dp,
    dx: [dy.map(d => d * at(a, 0))]
  })),
  wrongAffine('gradients normalised to length 1', /length/, (_, { dp, dx: [dx = []] }) => {
    const norm = Math.hypot(...dx)
    return { dp, dx: [norm === 0 ? dx : dx.map(d => d / norm)] }
  }),
  wrongShared('shared weight: only the first gradient kept', /./, [0]),
  wrongShared('shared weight: only the last gradient kept', /./, [1]),
  wrongResidual,
  wrongMean('1/n missing', /number of inputs/, () => 1),
  wrongMean('1/n twice', /number of inputs/, n => 1 / n ** 2)
]
