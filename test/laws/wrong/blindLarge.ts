/**
 * Larger layers and compositions that people write by hand, each with one mistake, written by someone who had never read the diagnosis. What it said of
 * them at first sight stands in docs/laws.md; since then it was mended.
 */
import { type Data } from '../../../src/layer/Layer.js'
import { type Blind } from './Blind.js'
import { eraseTypes } from '../../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../../src/layer/AnyLayer.js'
import {
  type Random,
  Algebra,
  describe,
  withFixedShapes,
  fromArray,
  layer,
  type Parameter,
  type Params,
  Randoms,
  type Shape,
  type Tensor,
  withUnchangedShape
} from '../../../src/index.js'
import { at, type Numbers, onNumbers, sumOf } from '../../../laws/wrong/onNumbers.js'

const { add, addToRows, broadcast, divide, matmul, multiply, scale, sigmoid, sqrt, square, subtract, tanh, transpose } =
  Algebra
const { sumOfFeatures, sumOverBatch } = Algebra

type Matrix = Tensor<readonly [number, number]>
type Vector = Tensor<readonly [number]>

/** Starts every parameter from the normal distribution. */
const drawn =
  <P extends Params>(parameters: readonly Parameter[]): Random<P> =>
  seed => {
    const all: unknown[] = []
    let next = seed
    for (const { shape } of parameters) {
      const [tensor, after] = Randoms.normal()(shape)(next)
      all.push(tensor)
      next = after
    }
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- one tensor for each, of its shape
    return [all as unknown as P, next]
  }

/** A layer from rows of features to rows of features, in the operations of the algebra. */
const onRows = <P extends Params, C extends Data>(
  name: string,
  parameters: readonly Parameter[],
  inputs: number,
  outputs: number,
  forward: (params: P, x: Matrix) => readonly [Matrix, C],
  backward: (params: P, cache: C, dy: Matrix) => readonly [P, Matrix]
): UntypedLayer => {
  const description = describe(name, { inputs, outputs }, parameters)
  return eraseTypes(
    layer<P, Matrix, Matrix, C>({
      description,
      ...withFixedShapes(description, [inputs], [outputs]),
      init: drawn<P>(parameters),
      forward,
      backward
    })
  )
}

/** 1 − a² of an activated a. */
const tanhSlope = <S extends Shape>(a: Tensor<S>): Tensor<S> => subtract(1, square(a))

const zeros = (size: number): number[] => new Array<number>(size).fill(0)
const increase = (row: number[], i: number, by: number): void => {
  row[i] = at(row, i) + by
}
const take = (row: Numbers, start: number, size: number): number[] => row.slice(start, start + size)

const convolution1d = (channels: number, length: number, depth: number): UntypedLayer => {
  const size = 3
  const pad = 1
  // x[c, i], w[o, c, k]
  return onNumbers({
    name: 'convolution1d',
    configuration: { channels, length, depth, size },
    parameters: [
      { name: 'weight', shape: [depth, channels, size] },
      { name: 'bias', shape: [depth] }
    ],
    input: [channels, length],
    output: [depth, length],
    forward: ({ n, p: [w, b], x: [x] }) => {
      const y = zeros(n * depth * length)
      for (let e = 0; e < n; e++)
        for (let o = 0; o < depth; o++)
          for (let i = 0; i < length; i++) {
            let sum = at(b, o)
            for (let c = 0; c < channels; c++)
              for (let k = 0; k < size; k++) {
                const j = i + k - pad
                if (j >= 0 && j < length)
                  sum += at(w, (o * channels + c) * size + k) * at(x, (e * channels + c) * length + j)
              }
            y[(e * depth + o) * length + i] = sum
          }
      return y
    },
    backward: ({ n, p: [w], x: [x], dy }) => {
      const dw = zeros(depth * channels * size)
      const db = zeros(depth)
      const dx = zeros(n * channels * length)
      for (let e = 0; e < n; e++)
        for (let o = 0; o < depth; o++)
          for (let i = 0; i < length; i++) {
            const g = at(dy, (e * depth + o) * length + i)
            increase(db, o, g)
            for (let c = 0; c < channels; c++)
              for (let k = 0; k < size; k++) {
                const j = i + k - pad
                if (j >= 0 && j < length)
                  increase(dw, (o * channels + c) * size + k, g * at(x, (e * channels + c) * length + j))
              }
          }
      // The same correlation as forward, with the channels exchanged; the kernel should be turned round.
      for (let e = 0; e < n; e++)
        for (let c = 0; c < channels; c++)
          for (let i = 0; i < length; i++)
            for (let o = 0; o < depth; o++)
              for (let k = 0; k < size; k++) {
                const j = i + k - pad
                if (j >= 0 && j < length)
                  increase(
                    dx,
                    (e * channels + c) * length + i,
                    at(w, (o * channels + c) * size + k) * at(dy, (e * depth + o) * length + j)
                  )
              }
      return { dp: [dw, db], dx: [dx] }
    }
  })
}

/** Convolution of images, its three gradients; `where` says to which pixel backward sends the gradient of x. */
const convolution2d = (
  name: string,
  [channels, height, width]: readonly [number, number, number],
  depth: number,
  size: number,
  { stride, pad }: { readonly stride: number; readonly pad: number },
  mistake: 'the stride of dx' | 'the batch of db'
): UntypedLayer => {
  const rows = Math.floor((height + 2 * pad - size) / stride) + 1
  const columns = Math.floor((width + 2 * pad - size) / stride) + 1
  const step = mistake === 'the stride of dx' ? 1 : stride
  const each = (n: number, visit: (e: number, o: number, i: number, j: number) => void): void => {
    for (let e = 0; e < n; e++)
      for (let o = 0; o < depth; o++) for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) visit(e, o, i, j)
  }
  /** The place of a pixel, and of its weight, for every tap of a window. */
  const taps = (
    [e, o, i, j]: readonly [number, number, number, number],
    stride: number,
    visit: (pixel: number, weight: number) => void
  ): void => {
    for (let c = 0; c < channels; c++)
      for (let k = 0; k < size; k++)
        for (let l = 0; l < size; l++) {
          const [r, s] = [i * stride + k - pad, j * stride + l - pad]
          if (r >= 0 && r < height && s >= 0 && s < width)
            visit(((e * channels + c) * height + r) * width + s, ((o * channels + c) * size + k) * size + l)
        }
  }
  return onNumbers({
    name,
    configuration: { channels, height, width, depth, size, stride, pad },
    parameters: [
      { name: 'weight', shape: [depth, channels, size, size] },
      { name: 'bias', shape: [depth] }
    ],
    input: [channels, height, width],
    output: [depth, rows, columns],
    forward: ({ n, p: [w, b], x: [x] }) => {
      const y = zeros(n * depth * rows * columns)
      each(n, (e, o, i, j) => {
        let sum = at(b, o)
        taps([e, o, i, j], stride, (pixel, weight) => {
          sum += at(w, weight) * at(x, pixel)
        })
        y[((e * depth + o) * rows + i) * columns + j] = sum
      })
      return y
    },
    backward: ({ n, p: [w], x: [x], dy }) => {
      const dw = zeros(depth * channels * size * size)
      const dx = zeros(n * channels * height * width)
      const db = zeros(depth)
      each(n, (e, o, i, j) => {
        const g = at(dy, ((e * depth + o) * rows + i) * columns + j)
        taps([e, o, i, j], stride, (pixel, weight) => increase(dw, weight, g * at(x, pixel)))
        taps([e, o, i, j], step, (pixel, weight) => increase(dx, pixel, g * at(w, weight)))
      })
      for (let e = 0; e < n; e++)
        for (let o = 0; o < depth; o++) {
          const sum = sumOf(rows * columns, i => at(dy, (e * depth + o) * rows * columns + i))
          // `=` where the sum over the examples wants `+=`.
          if (mistake === 'the batch of db') db[o] = sum
          else increase(db, o, sum)
        }
      return { dp: [dw, db], dx: [dx] }
    }
  })
}

const maxPool1d = (channels: number, length: number, size: number): UntypedLayer => {
  const places = length - size + 1
  return onNumbers({
    name: 'maxPool1d',
    configuration: { channels, length, size, stride: 1 },
    input: [channels, length],
    output: [channels, places],
    forward: ({ n, x: [x] }) => {
      const y: number[] = []
      for (let r = 0; r < n * channels; r++)
        for (let i = 0; i < places; i++) y.push(Math.max(...take(x ?? [], r * length + i, size)))
      return y
    },
    backward: ({ n, x: [x], y, dy }) => {
      const dx = zeros(n * channels * length)
      for (let r = 0; r < n * channels; r++)
        for (let i = 0; i < places; i++) {
          const window = take(x ?? [], r * length + i, size)
          const winner = window.indexOf(at(y, r * places + i))
          // Windows overlap: one number may win in several, so this should be added.
          dx[r * length + i + winner] = at(dy, r * places + i)
        }
      return { dx: [dx] }
    }
  })
}

const layerNorm = (features: number): UntypedLayer => {
  const epsilon = 1e-5
  const statistics = (row: Numbers): { readonly z: number[]; readonly root: number } => {
    const mean = sumOf(features, i => at(row, i)) / features
    const root = Math.sqrt(sumOf(features, i => (at(row, i) - mean) ** 2) / features + epsilon)
    return { z: row.map(x => (x - mean) / root), root }
  }
  return onNumbers({
    name: 'layerNorm',
    configuration: { features, epsilon },
    parameters: [
      { name: 'gain', shape: [features] },
      { name: 'bias', shape: [features] }
    ],
    input: [features],
    output: [features],
    forward: ({ n, p: [g, b], x: [x = []] }) =>
      Array.from({ length: n }, (_, e) =>
        statistics(take(x, e * features, features)).z.map((z, i) => z * at(g, i) + at(b, i))
      ).flat(),
    backward: ({ n, p: [g], x: [x = []], dy }) => {
      const [dg, db] = [zeros(features), zeros(features)]
      const dx: number[] = []
      for (let e = 0; e < n; e++) {
        const { z, root } = statistics(take(x, e * features, features))
        const d = take(dy, e * features, features)
        d.forEach((d, i) => {
          // The mean over the batch; the loss has already divided by its size.
          increase(dg, i, (d * at(z, i)) / n)
          increase(db, i, d / n)
        })
        const dz = d.map((d, i) => d * at(g, i))
        const mean = sumOf(features, i => at(dz, i)) / features
        const along = sumOf(features, i => at(dz, i) * at(z, i)) / features
        dx.push(...dz.map((dz, i) => (dz - mean - at(z, i) * along) / root))
      }
      return { dp: [dg, db], dx: [dx] }
    }
  })
}

const rmsNorm = (features: number): UntypedLayer => {
  const epsilon = 1e-5
  const mean = (x: Matrix): Matrix => scale(1 / features, sumOfFeatures(x))
  return onRows<readonly [gain: Vector], readonly [x: Matrix, z: Matrix, root: Matrix]>(
    'rmsNorm',
    [{ name: 'gain', shape: [features] }],
    features,
    features,
    ([gain], x) => {
      const root = sqrt(add(mean(square(x)), epsilon))
      const z = divide(x, root)
      return [multiply(z, broadcast(x.shape, gain)), [x, z, root]]
    },
    ([gain], [x, z, root], dy) => {
      const dz = multiply(dy, broadcast(dy.shape, gain))
      const dx = divide(subtract(dz, multiply(z, mean(multiply(dz, z)))), root)
      // x where forward multiplied the gain by z.
      return [[sumOverBatch<readonly [number]>(multiply(dy, x))], dx]
    }
  )
}

const instanceNorm = (channels: number, height: number, width: number): UntypedLayer => {
  const epsilon = 1e-5
  const pixels = height * width
  const statistics = (image: Numbers): { readonly z: number[]; readonly root: number } => {
    const mean = sumOf(pixels, i => at(image, i)) / pixels
    const root = Math.sqrt(sumOf(pixels, i => (at(image, i) - mean) ** 2) / pixels + epsilon)
    return { z: image.map(x => (x - mean) / root), root }
  }
  const channelsOf = (x: Numbers, e: number): readonly Numbers[] =>
    Array.from({ length: channels }, (_, c) => take(x, (e * channels + c) * pixels, pixels))
  return onNumbers({
    name: 'instanceNorm',
    configuration: { channels, height, width, epsilon },
    input: [channels, height, width],
    output: [channels, height, width],
    forward: ({ n, x: [x = []] }) =>
      Array.from({ length: n }, (_, e) => channelsOf(x, e).flatMap(image => statistics(image).z)).flat(),
    backward: ({ n, x: [x = []], dy }) => {
      const dx: number[] = []
      for (let e = 0; e < n; e++) {
        const all = channelsOf(x, e).map(statistics)
        const d = take(dy, e * channels * pixels, channels * pixels)
        const z = all.flatMap(({ z }) => z)
        // Taken over channels, rows and columns, where forward took them over the pixels of one channel.
        const mean = sumOf(channels * pixels, i => at(d, i)) / (channels * pixels)
        const along = sumOf(channels * pixels, i => at(d, i) * at(z, i)) / (channels * pixels)
        d.forEach((d, i) => dx.push((d - mean - at(z, i) * along) / (all[Math.floor(i / pixels)]?.root ?? NaN)))
      }
      return { dx: [dx] }
    }
  })
}

const embedding = (vocabulary: number, features: number, tokens: number): UntypedLayer =>
  onNumbers({
    name: 'embedding',
    configuration: { vocabulary, features, tokens },
    parameters: [{ name: 'table', shape: [vocabulary, features] }],
    input: [tokens],
    output: [tokens, features],
    forward: ({ p: [table = []], x: [x = []] }) =>
      x.flatMap(token => take(table, Math.round(token) * features, features)),
    backward: ({ x: [x = []], dy }) => {
      const dTable = zeros(vocabulary * features)
      x.forEach((token, i) => {
        // Ported from a language whose tokens count from 1.
        const row = Math.round(token) - 1
        if (row < 0) return
        for (let f = 0; f < features; f++) increase(dTable, row * features + f, at(dy, i * features + f))
      })
      return { dp: [dTable], dx: [zeros(x.length)] }
    }
  })

const recurrent = (time: number, inputs: number, units: number): UntypedLayer => {
  // h[t] = tanh(W x[t] + U h[t − 1] + b), all of them given; W[i, j], U[i, j]
  const step = (p: readonly Numbers[], x: Numbers, h: Numbers): number[] =>
    Array.from({ length: units }, (_, i) =>
      Math.tanh(
        sumOf(inputs, j => at(p[0], i * inputs + j) * at(x, j)) +
          sumOf(units, j => at(p[1], i * units + j) * at(h, j)) +
          at(p[2], i)
      )
    )
  return onNumbers({
    name: 'recurrent',
    configuration: { time, inputs, units },
    parameters: [
      { name: 'weight', shape: [units, inputs] },
      { name: 'recurrentWeight', shape: [units, units] },
      { name: 'bias', shape: [units] }
    ],
    input: [time, inputs],
    output: [time, units],
    forward: ({ n, p, x: [x = []] }) => {
      const y: number[] = []
      for (let e = 0; e < n; e++) {
        let h = zeros(units)
        for (let t = 0; t < time; t++) {
          h = step(p, take(x, (e * time + t) * inputs, inputs), h)
          y.push(...h)
        }
      }
      return y
    },
    backward: ({ n, p: [w], x: [x = []], y, dy }) => {
      const [dw, du, db] = [zeros(units * inputs), zeros(units * units), zeros(units)]
      const dx = zeros(n * time * inputs)
      for (let e = 0; e < n; e++)
        for (let t = time - 1; t >= 0; t--) {
          const here = (e * time + t) * units
          const before = t === 0 ? zeros(units) : take(y, here - units, units)
          // Only what this step's output says: what h[t] does to h[t + 1] is not carried back.
          const da = take(dy, here, units).map((d, i) => d * (1 - at(y, here + i) ** 2))
          da.forEach((da, i) => {
            increase(db, i, da)
            for (let j = 0; j < units; j++) increase(du, i * units + j, da * at(before, j))
            for (let j = 0; j < inputs; j++) {
              increase(dw, i * inputs + j, da * at(x, (e * time + t) * inputs + j))
              increase(dx, (e * time + t) * inputs + j, da * at(w, i * inputs + j))
            }
          })
        }
      return { dp: [dw, du, db], dx: [dx] }
    }
  })
}

const softmaxOf = (scores: Numbers): number[] => {
  const most = Math.max(...scores)
  const powers = scores.map(s => Math.exp(s - most))
  const total = powers.reduce((sum, x) => sum + x, 0)
  return powers.map(x => x / total)
}

/** A[i, k] B[k, j] */
const product = (a: Numbers, b: Numbers, [rows, inner, columns]: readonly [number, number, number]): number[] =>
  Array.from({ length: rows * columns }, (_, at0) => {
    const [i, j] = [Math.floor(at0 / columns), at0 % columns]
    return sumOf(inner, k => at(a, i * inner + k) * at(b, k * columns + j))
  })

const flip = (a: Numbers, rows: number, columns: number): number[] =>
  Array.from({ length: rows * columns }, (_, i) => at(a, (i % rows) * columns + Math.floor(i / rows)))

const plus = (a: Numbers, b: Numbers): number[] => a.map((x, i) => x + at(b, i))

const byRows = (a: Numbers, columns: number, f: (row: Numbers, i: number) => Numbers): number[] =>
  Array.from({ length: a.length / columns }, (_, i) => f(take(a, i * columns, columns), i)).flat()

/** dS of S, from dA of A = softmax S. */
const softmaxBack = (a: Numbers, da: Numbers, columns: number): number[] =>
  byRows(a, columns, (row, i) => {
    const d = take(da, i * columns, columns)
    const along = sumOf(columns, j => at(row, j) * at(d, j))
    return row.map((a, j) => a * (at(d, j) - along))
  })

const attention = (time: number, features: number, size: number): UntypedLayer => {
  // Q = x Wq, K = x Wk, V = x Wv, y = softmax(Q Kᵀ / √d) V
  const root = Math.sqrt(size)
  const parts = (p: readonly Numbers[], x: Numbers) => {
    const [q = [], k = [], v = []] = [0, 1, 2].map(i => product(x, p[i] ?? [], [time, features, size]))
    const scores = product(q, flip(k, time, size), [time, size, time]).map(s => s / root)
    return { q, k, v, a: byRows(scores, time, softmaxOf) }
  }
  const shape: Shape = [features, size]
  return onNumbers({
    name: 'attention',
    configuration: { time, features, size },
    parameters: [
      { name: 'query', shape },
      { name: 'key', shape },
      { name: 'value', shape }
    ],
    input: [time, features],
    output: [time, size],
    forward: ({ p, x: [x = []] }) =>
      byRows(x, time * features, x => {
        const { a, v } = parts(p, x)
        return product(a, v, [time, time, size])
      }),
    backward: ({ n, p, x: [all = []], dy }) => {
      let dp = p.map(p => zeros(p.length))
      const dx: number[] = []
      for (let e = 0; e < n; e++) {
        const x = take(all, e * time * features, time * features)
        const d = take(dy, e * time * size, time * size)
        const { q, k, v, a } = parts(p, x)
        const dv = product(flip(a, time, time), d, [time, time, size])
        const da = product(d, flip(v, time, size), [time, size, time])
        // Of the scores after they were divided by √d; the division itself has no way back here.
        const ds = softmaxBack(a, da, time)
        const dq = product(ds, k, [time, time, size])
        const dk = product(flip(ds, time, time), q, [time, time, size])
        const xT = flip(x, time, features)
        const all3 = [dq, dk, dv]
        dp = dp.map((dp, i) => plus(dp, product(xT, all3[i] ?? [], [features, time, size])))
        dx.push(
          ...all3
            .map((d, i) => product(d, flip(p[i] ?? [], features, size), [time, size, features]))
            .reduce((sum, d) => plus(sum, d))
        )
      }
      return { dp, dx: [dx] }
    }
  })
}

const plainSelfAttention = (time: number, features: number): UntypedLayer => {
  // y = softmax(x xᵀ / √d) x: x is query, key and value.
  const root = Math.sqrt(features)
  const weights = (x: Numbers): number[] =>
    byRows(
      product(x, flip(x, time, features), [time, features, time]).map(s => s / root),
      time,
      softmaxOf
    )
  return onNumbers({
    name: 'selfAttention',
    configuration: { time, features },
    input: [time, features],
    output: [time, features],
    forward: ({ x: [x = []] }) => byRows(x, time * features, x => product(weights(x), x, [time, time, features])),
    backward: ({ x: [x = []], dy }) => ({
      dx: [
        byRows(x, time * features, (x, e) => {
          const d = take(dy, e * time * features, time * features)
          const a = weights(x)
          const asValue = product(flip(a, time, time), d, [time, time, features])
          const da = product(d, flip(x, time, features), [time, features, time])
          const ds = softmaxBack(a, da, time).map(s => s / root)
          const asQuery = product(ds, x, [time, time, features])
          // And as key: dsᵀ x.
          return plus(asValue, asQuery)
        })
      ]
    })
  })
}

type Gated = readonly [weight: Matrix, bias: Vector, gateWeight: Matrix, gateBias: Vector]

const gatedParameters = (inputs: number, outputs: number): readonly Parameter[] => [
  { name: 'weight', shape: [inputs, outputs] },
  { name: 'bias', shape: [outputs] },
  { name: 'gateWeight', shape: [inputs, outputs] },
  { name: 'gateBias', shape: [outputs] }
]

const gatedLinearUnit = (inputs: number, outputs: number): UntypedLayer =>
  onRows<Gated, readonly [x: Matrix, value: Matrix, gate: Matrix]>(
    'gatedLinearUnit',
    gatedParameters(inputs, outputs),
    inputs,
    outputs,
    ([w, b, v, c], x) => {
      const value = addToRows(b)(matmul(x, w))
      const gate = sigmoid(addToRows(c)(matmul(x, v)))
      return [multiply(value, gate), [x, value, gate]]
    },
    ([w, , v], [x, value, gate], dy) => {
      const dValue = multiply(dy, gate)
      // The derivative of the logistic function wants what went in; the gate is what came out.
      const s = sigmoid(gate)
      const dGate = multiply(multiply(dy, value), multiply(s, subtract(1, s)))
      const xT = transpose(x)
      return [
        [
          matmul(xT, dValue),
          sumOverBatch<readonly [number]>(dValue),
          matmul(xT, dGate),
          sumOverBatch<readonly [number]>(dGate)
        ],
        add(matmul(dValue, transpose(w)), matmul(dGate, transpose(v)))
      ]
    }
  )

const highway = (features: number): UntypedLayer =>
  onRows<Gated, readonly [x: Matrix, h: Matrix, t: Matrix]>(
    'highway',
    gatedParameters(features, features),
    features,
    features,
    ([w, b, v, c], x) => {
      const h = tanh(addToRows(b)(matmul(x, w)))
      const t = sigmoid(addToRows(c)(matmul(x, v)))
      return [add(multiply(t, h), multiply(subtract(1, t), x)), [x, h, t]]
    },
    ([w, , v], [x, h, t], dy) => {
      const dh = multiply(multiply(dy, t), tanhSlope(h))
      // t stands in t h and in (1 − t) x; the second is forgotten: dt = dy (h − x).
      const dt = multiply(multiply(dy, h), multiply(t, subtract(1, t)))
      const xT = transpose(x)
      const carried = multiply(dy, subtract(1, t))
      return [
        [matmul(xT, dh), sumOverBatch<readonly [number]>(dh), matmul(xT, dt), sumOverBatch<readonly [number]>(dt)],
        add(carried, add(matmul(dh, transpose(w)), matmul(dt, transpose(v))))
      ]
    }
  )

const residualBlock = (features: number, hidden: number): UntypedLayer =>
  onRows<
    readonly [first: Matrix, firstBias: Vector, second: Matrix, secondBias: Vector],
    readonly [x: Matrix, h: Matrix]
  >(
    'residualBlock',
    [
      { name: 'first', shape: [features, hidden] },
      { name: 'firstBias', shape: [hidden] },
      { name: 'second', shape: [hidden, features] },
      { name: 'secondBias', shape: [features] }
    ],
    features,
    features,
    ([w, b, v, c], x) => {
      const h = tanh(addToRows(b)(matmul(x, w)))
      return [add(x, addToRows(c)(matmul(h, v))), [x, h]]
    },
    ([w, , v], [x, h], dy) => {
      const da = multiply(matmul(dy, transpose(v)), tanhSlope(h))
      return [
        [
          matmul(transpose(x), da),
          sumOverBatch<readonly [number]>(da),
          matmul(transpose(h), dy),
          sumOverBatch<readonly [number]>(dy)
        ],
        // Without what came over the shortcut.
        matmul(da, transpose(w))
      ]
    }
  )

const twoDense = (inputs: number, hidden: number, outputs: number): UntypedLayer =>
  onRows<
    readonly [first: Matrix, firstBias: Vector, second: Matrix, secondBias: Vector],
    readonly [x: Matrix, h: Matrix]
  >(
    'twoDense',
    [
      { name: 'first', shape: [hidden, inputs] },
      { name: 'firstBias', shape: [hidden] },
      { name: 'second', shape: [outputs, hidden] },
      { name: 'secondBias', shape: [outputs] }
    ],
    inputs,
    outputs,
    ([w, b, v, c], x) => {
      const h = tanh(addToRows(b)(matmul(x, transpose(w))))
      return [addToRows(c)(matmul(h, transpose(v))), [x, h]]
    },
    ([w, , v], [x, h], dy) => {
      // Straight on through tanh, without its derivative 1 − h².
      const da = matmul(dy, v)
      return [
        [
          matmul(transpose(da), x),
          sumOverBatch<readonly [number]>(da),
          matmul(transpose(dy), h),
          sumOverBatch<readonly [number]>(dy)
        ],
        matmul(da, w)
      ]
    }
  )

/** A layer without parameters on rows of any size. */
const ofRows = <C extends Data>(
  name: string,
  forward: (x: Matrix) => readonly [Matrix, C],
  backward: (cache: C, dy: Matrix) => Matrix
): UntypedLayer =>
  eraseTypes(
    layer<readonly [], Matrix, Matrix, C>({
      description: describe(name),
      ...withUnchangedShape,
      init: seed => [[], seed],
      forward: (_, x) => forward(x),
      backward: (_, cache, dy) => [[], backward(cache, dy)]
    })
  )

const rowShapes = { shapes: [[1], [2], [3], [4], [5]] }

const maxout = (inputs: number, outputs: number, pieces: number): UntypedLayer => {
  // W[o, k, i], b[o, k]
  const scores = (p: readonly Numbers[], x: Numbers, o: number): number[] =>
    Array.from(
      { length: pieces },
      (_, k) => sumOf(inputs, i => at(p[0], (o * pieces + k) * inputs + i) * at(x, i)) + at(p[1], o * pieces + k)
    )
  return onNumbers({
    name: 'maxout',
    configuration: { inputs, outputs, pieces },
    parameters: [
      { name: 'weight', shape: [outputs, pieces, inputs] },
      { name: 'bias', shape: [outputs, pieces] }
    ],
    input: [inputs],
    output: [outputs],
    forward: ({ p, x: [x = []] }) =>
      byRows(x, inputs, x => Array.from({ length: outputs }, (_, o) => Math.max(...scores(p, x, o)))),
    backward: ({ n, p, x: [x = []], dy }) => {
      const [dw, db] = [zeros(outputs * pieces * inputs), zeros(outputs * pieces)]
      const dx = zeros(n * inputs)
      for (let e = 0; e < n; e++)
        for (let o = 0; o < outputs; o++) {
          const g = at(dy, e * outputs + o)
          // Every piece gets it, not only the one that won.
          for (let k = 0; k < pieces; k++) {
            const piece = o * pieces + k
            increase(db, piece, g)
            for (let i = 0; i < inputs; i++) {
              increase(dw, piece * inputs + i, g * at(x, e * inputs + i))
              increase(dx, e * inputs + i, g * at(p[0], piece * inputs + i))
            }
          }
        }
      return { dp: [dw, db], dx: [dx] }
    }
  })
}

const denseWithDropout = (inputs: number, outputs: number, kept: readonly (0 | 1)[], rate: number): UntypedLayer => {
  const mask = fromArray<readonly [number]>(
    [inputs],
    kept.map(kept => kept / (1 - rate))
  )
  return onRows<readonly [weight: Matrix, bias: Vector], Matrix>(
    'denseWithDropout',
    [
      { name: 'weight', shape: [outputs, inputs] },
      { name: 'bias', shape: [outputs] }
    ],
    inputs,
    outputs,
    ([w, b], x) => [addToRows(b)(matmul(multiply(x, broadcast(x.shape, mask)), transpose(w))), x],
    ([w], x, dy) => {
      const dMasked = matmul(dy, w)
      return [
        // The input as it came, not as the mask left it.
        [matmul(transpose(dy), x), sumOverBatch<readonly [number]>(dy)],
        multiply(dMasked, broadcast(dMasked.shape, mask))
      ]
    }
  )
}

const lowRankDense = (inputs: number, rank: number, outputs: number): UntypedLayer =>
  // y = (x A) B
  onNumbers({
    name: 'lowRankDense',
    configuration: { inputs, rank, outputs },
    parameters: [
      { name: 'down', shape: [inputs, rank] },
      { name: 'up', shape: [rank, outputs] }
    ],
    input: [inputs],
    output: [outputs],
    forward: ({ n, p: [a = [], b = []], x: [x = []] }) =>
      product(product(x, a, [n, inputs, rank]), b, [n, rank, outputs]),
    backward: ({ n, p: [a = [], b = []], x: [x = []], dy }) => {
      const low = product(x, a, [n, inputs, rank])
      const dLow = product(dy, flip(b, rank, outputs), [n, outputs, rank])
      return {
        dp: [
          product(flip(x, n, inputs), dLow, [inputs, n, rank]),
          // dyᵀ (x A), as one writes it for weights of the shape [outputs, rank]; these are [rank, outputs].
          product(flip(dy, n, outputs), low, [outputs, n, rank])
        ],
        dx: [product(dLow, flip(a, inputs, rank), [n, rank, inputs])]
      }
    }
  })

const tiedAutoencoder = (features: number, hidden: number): UntypedLayer =>
  onRows<readonly [weight: Matrix, hiddenBias: Vector, outputBias: Vector], readonly [x: Matrix, h: Matrix]>(
    'tiedAutoencoder',
    [
      { name: 'weight', shape: [hidden, features] },
      { name: 'hiddenBias', shape: [hidden] },
      { name: 'outputBias', shape: [features] }
    ],
    features,
    features,
    ([w, b, c], x) => {
      const h = tanh(addToRows(b)(matmul(x, transpose(w))))
      return [addToRows(c)(matmul(h, w)), [x, h]]
    },
    ([w], [, h], dy) => {
      const da = multiply(matmul(dy, transpose(w)), tanhSlope(h))
      return [
        // As decoder only; as encoder W has another gradient, daᵀ x.
        [matmul(transpose(h), dy), sumOverBatch<readonly [number]>(da), sumOverBatch<readonly [number]>(dy)],
        matmul(da, w)
      ]
    }
  )

const weightNormDense = (inputs: number, outputs: number): UntypedLayer => {
  const epsilon = 1e-6
  // W[o] = g[o] v[o] / |v[o]|
  const normalised = (v: Matrix, g: Vector): Matrix => {
    const directions = divide(v, sqrt(add(sumOfFeatures(square(v)), epsilon)))
    return multiply(directions, transpose(broadcast<readonly [number, number]>([inputs, outputs], g)))
  }
  // "The weight only changes between steps, so compute it once": but nobody forgets it when they change.
  let weight: Matrix | undefined
  return onRows<readonly [direction: Matrix, length: Vector, bias: Vector], Matrix>(
    'weightNormDense',
    [
      { name: 'direction', shape: [outputs, inputs] },
      { name: 'length', shape: [outputs] },
      { name: 'bias', shape: [outputs] }
    ],
    inputs,
    outputs,
    ([v, g, b], x) => {
      const current = normalised(v, g)
      weight ??= current
      return [addToRows(b)(matmul(x, transpose(current))), x]
    },
    ([v, g], x, dy) => {
      const root = sqrt(add(sumOfFeatures(square(v)), epsilon))
      const z = divide(v, root)
      const dw = matmul(transpose(dy), x)
      const along = sumOfFeatures(multiply(dw, z))
      const perRow = transpose(broadcast<readonly [number, number]>([inputs, outputs], g))
      const dv = multiply(divide(subtract(dw, multiply(z, along)), root), perRow)
      const dg = sumOverBatch<readonly [number]>(transpose(multiply(dw, z)))
      return [[dv, dg, sumOverBatch<readonly [number]>(dy)], matmul(dy, weight ?? normalised(v, g))]
    }
  )
}

const prelu = (channels: number, pixels: number): UntypedLayer =>
  onNumbers({
    name: 'prelu',
    configuration: { channels, pixels },
    parameters: [{ name: 'slope', shape: [channels] }],
    input: [channels, pixels],
    output: [channels, pixels],
    forward: ({ p: [a], x: [x = []] }) => x.map((x, i) => (x > 0 ? x : at(a, Math.floor(i / pixels) % channels) * x)),
    backward: ({ p: [a], x: [x = []], dy }) => {
      const da = zeros(channels)
      const dx = x.map((x, i) => {
        const c = Math.floor(i / pixels) % channels
        // Of all x, where only those below 0 meet the slope.
        increase(da, c, at(dy, i) * x)
        return at(dy, i) * (x > 0 ? 1 : at(a, c))
      })
      return { dp: [da], dx: [dx] }
    }
  })

export const blindLarge: readonly Blind[] = [
  {
    name: '1-d convolution, kernel not flipped',
    cause:
      'The gradient of the input correlates the output gradient with the kernel as it is, instead of with the kernel flipped end to end.',
    accepts: /flip|revers|mirror|backwards|turned (a)?round|opposite order|correlat/i,
    layers: () => [convolution1d(1, 3, 1), convolution1d(2, 4, 1), convolution1d(2, 3, 2)]
  },
  {
    name: '2-d convolution, dx without the stride',
    cause: 'The gradient of the input is scattered to pixel i + k − p as if the stride were 1, instead of i s + k − p.',
    accepts:
      /stride|wrong (place|pixel|position|entry|entries)|other (places|pixels|entries)|misplaced|shift|moved|neighbou?r/i,
    layers: () => [
      convolution2d('convolution2d', [1, 4, 4], 1, 2, { stride: 2, pad: 0 }, 'the stride of dx'),
      convolution2d('convolution2d', [2, 3, 4], 2, 2, { stride: 2, pad: 1 }, 'the stride of dx'),
      convolution2d('convolution2d', [1, 5, 5], 2, 3, { stride: 2, pad: 1 }, 'the stride of dx')
    ]
  },
  {
    name: '2-d convolution, bias of the last example',
    cause:
      'The bias gradient is overwritten by each example instead of summed over the batch, so only the last example counts.',
    accepts: /batch|last example|one example|(sum|add).*examples|overwr/i,
    layers: () => [
      convolution2d('convolution2d', [1, 2, 2], 1, 2, { stride: 1, pad: 0 }, 'the batch of db'),
      convolution2d('convolution2d', [2, 3, 3], 2, 2, { stride: 1, pad: 0 }, 'the batch of db')
    ]
  },
  {
    name: 'max pooling, overlapping windows overwrite',
    cause:
      'Where one number wins in several overlapping windows, its gradient is overwritten by the last window instead of being the sum over them.',
    accepts:
      /overlap|overwr|accumul|added up|(sum|add).*window|several windows|last window|more than once|only (the )?last/i,
    layers: () => [maxPool1d(1, 3, 2), maxPool1d(2, 4, 2), maxPool1d(1, 5, 3)]
  },
  {
    name: 'layer norm, gain and bias averaged over the batch',
    cause: 'The gradients of gain and bias are means over the batch where they should be sums.',
    accepts: /mean|average|divided by .*(batch|examples)|batch size|number of examples/i,
    layers: () => [layerNorm(2), layerNorm(3), layerNorm(4)]
  },
  {
    name: 'rms norm, gain times the raw input',
    cause: 'The gradient of the gain multiplies by the raw input x instead of the normalised input x / r.',
    accepts:
      /normali[sz]ed|raw|root mean square|\brms\b|instead of (x ?\/|z)|not divided|undivided|unnormali[sz]ed|(division|divid).*(miss|forgot)/i,
    layers: () => [rmsNorm(1), rmsNorm(2), rmsNorm(3), rmsNorm(4)]
  },
  {
    name: 'instance norm, means over all channels',
    cause:
      'Backward takes the two means over all channels and pixels of an image instead of over the pixels of each channel: the wrong axes.',
    accepts:
      /axis|axes|\bchannels?\b|too (many|much)|whole (image|example)|other (entries|rows|numbers)|wrong (sum|mean)|does not depend/i,
    layers: () => [instanceNorm(2, 1, 3), instanceNorm(2, 2, 2), instanceNorm(3, 2, 2)]
  },
  {
    name: 'embedding, rows off by one',
    cause: 'The gradient goes to the row before the token’s own row (tokens counted from 1): off by one.',
    accepts:
      /off.by.one|shift|moved|wrong row|(other|next|previous|neighbou?r\w*) (row|entry|place)|one (row|place|too)|misplaced|wrong place|row before/i,
    layers: () => [embedding(3, 1, 1), embedding(3, 2, 2), embedding(4, 2, 3)],
    known: { input: x => Math.abs(Math.round(x)) % 3 }
  },
  {
    name: 'recurrent cell, nothing carried back through time',
    cause:
      'The gradient of each hidden state comes from its own output only: what it does to the next step is not carried back through time.',
    accepts:
      /(through|over|in|across) time|carried|recurren(ce|t (path|connection))|truncat|(next|later|following|previous|earlier) (step|state|position)|steps|(later|following) (output|row|position|entr)/i,
    layers: () => [recurrent(2, 1, 1), recurrent(3, 1, 2), recurrent(2, 2, 2)]
  },
  {
    name: 'attention, √d forgotten on the way back',
    cause: 'The gradient of the scores is not divided by √d, so those of query and key are √d times too large.',
    accepts: /√|sqrt|scal(e|ing)|factor|times (too|as) |too large by|1\.41|1\.73|constant multiple/i,
    layers: () => [attention(2, 1, 2), attention(2, 2, 2), attention(3, 2, 3)]
  },
  {
    name: 'self-attention without projections, key path dropped',
    cause: 'The input serves as query, key and value; its gradient adds the first and the last and forgets the key.',
    accepts:
      /\bkey|path|branch|(used|stands|enters|counted) .*(twice|three|thrice|once|several|more than)|(term|part|summand).*(miss|drop|forgot|left)|(miss|drop|forgot|left).*(term|part|summand)/i,
    layers: () => [plainSelfAttention(2, 1), plainSelfAttention(2, 2), plainSelfAttention(3, 2)]
  },
  {
    name: 'gated linear unit, logistic derivative at the gate’s output',
    cause:
      'The derivative of the logistic function is taken at its output instead of at its input: the logistic function is applied twice.',
    accepts: /twice(?! (as|too))|at (its|the) output|output instead of|instead of (at )?(its|the) input|already/i,
    layers: () => [gatedLinearUnit(1, 1), gatedLinearUnit(2, 3), gatedLinearUnit(3, 2)]
  },
  {
    name: 'highway, gate without the carry',
    cause: 'The gate’s gradient keeps t h and forgets that t also stands in (1 − t) x: dt should be dy (h − x).',
    accepts:
      /carr(y|ied)|1 ?[-−] ?t|h ?[-−] ?x|(term|part|summand|path|branch).*(miss|drop|forgot|left)|(miss|drop|forgot|left).*(term|part|summand|path|branch)|product rule|second term/i,
    layers: () => [highway(1), highway(2), highway(3)]
  },
  {
    name: 'residual block, shortcut without a gradient',
    cause:
      'The input gradient goes through the block only: the output gradient that comes over the shortcut is not added.',
    accepts:
      /shortcut|skip|residual (path|connection)|identity|output gradient itself|(miss|lack|forgot|drop).*(dy|output gradient)|(dy|output gradient).*(miss|lack|forgot|drop|not added)|x \+/i,
    layers: () => [residualBlock(1, 1), residualBlock(2, 3), residualBlock(3, 2)]
  },
  {
    name: 'two dense layers in one, activation skipped',
    cause: 'On the way back to the first weights and the input the derivative of the hidden tanh, 1 − h², is skipped.',
    accepts:
      /tanh|activation|1 ?[-−] ?h|non.?linear|derivative of .*(miss|skip|forgot)|(miss|skip|forgot).*(derivative|slope|jacobian)|slope|as if .*linear/i,
    layers: () => [twoDense(1, 1, 1), twoDense(2, 3, 2), twoDense(3, 2, 1)]
  },
  {
    name: 'softmax, Jacobian of the wrong sign',
    cause: 'The whole input gradient has the wrong sign: y (Σ y dy − dy) instead of y (dy − Σ y dy).',
    accepts: /sign|negat|minus|opposite/i,
    layers: () => [
      ofRows(
        'softmax',
        x => {
          const y = Algebra.softmaxOfFeatures(x)
          return [y, y]
        },
        (y, dy) => multiply(y, subtract(sumOfFeatures(multiply(y, dy)), dy))
      )
    ],
    known: rowShapes
  },
  {
    name: 'log-softmax, output gradient not summed',
    cause:
      'The softmax is multiplied by each entry’s own output gradient instead of by the sum of the output gradient over the row.',
    accepts:
      /\bsum|summed|Σ|diagonal|other (entries|outputs|features|elements)|off.diagonal|element by element|own (entry|output)|across/i,
    layers: () => [
      ofRows(
        'logSoftmax',
        x => {
          const y = Algebra.logSoftmaxOfFeatures(x)
          return [y, y]
        },
        (y, dy) => subtract(dy, multiply(Algebra.exp(y), dy))
      )
    ],
    known: rowShapes
  },
  {
    name: 'L2 normalisation, norm taken as a constant',
    cause: 'The norm is treated as a constant: dx = dy / |x| without taking off the part along x.',
    accepts:
      /(as|is) (if )?(it were )?(a )?constant(?! (factor|multiple))|\bnorm\b|length|project|along (x|y|the)|statistic|depends on (x|the input)|Σ|other (entries|features|elements)|diagonal/i,
    layers: () => [
      ofRows<Matrix>(
        'l2Normalise',
        x => {
          const length = sqrt(add(sumOfFeatures(square(x)), 1e-6))
          return [divide(x, length), length]
        },
        (length, dy) => divide(dy, length)
      )
    ],
    known: rowShapes
  },
  {
    name: 'maxout, every piece gets the gradient',
    cause: 'The output gradient goes to all pieces instead of only to the largest one, which won.',
    accepts:
      /largest|maxim|\bmax\b|winn|won\b|(all|every|each) pieces?|routed|wrong place|selected|not (used|chosen|active)|should be (0|zero)/i,
    layers: () => [maxout(1, 1, 2), maxout(2, 2, 2), maxout(2, 1, 3)]
  },
  {
    name: 'dense after dropout, weights from the unmasked input',
    cause:
      'The weight gradient uses the input before the dropout mask instead of the masked input that met the weights.',
    accepts: /mask|dropp|\bdropout\b|kept|unmasked|should be (0|zero)/i,
    layers: () => [
      denseWithDropout(2, 1, [1, 0], 0.5),
      denseWithDropout(3, 2, [0, 1, 1], 0.5),
      denseWithDropout(4, 3, [1, 0, 1, 1], 0.25)
    ]
  },
  {
    name: 'low-rank dense, gradient of the second factor transposed',
    cause: 'The gradient of the second factor is computed as dyᵀ (x A), the transpose of what it should be.',
    accepts: /transpos/i,
    layers: () => [lowRankDense(2, 2, 2), lowRankDense(3, 2, 3), lowRankDense(3, 1, 2), lowRankDense(4, 3, 2)]
  },
  {
    name: 'tied autoencoder, encoder’s share left out',
    cause:
      'The weights are used twice, in the encoder and transposed in the decoder, but only the decoder’s share of their gradient is counted.',
    accepts:
      /twice(?! (as|too))|\bonce\b|both (uses|places|terms)|\bencoder|\bdecoder|\btied\b|shared?|second use|one of (the|its) (two )?(uses|places|terms|paths)|(miss|drop|forgot|left).*(term|part|summand|path|use)|(term|part|summand|path|use)\b.*(miss|drop|forgot|left)/i,
    layers: () => [tiedAutoencoder(1, 1), tiedAutoencoder(2, 3), tiedAutoencoder(3, 2)]
  },
  {
    name: 'weight-normalised dense, stale weight',
    cause:
      'The normalised weight is computed at the first call and kept: the input gradient uses that stale weight after the parameters have changed.',
    accepts:
      /stale|first call|earlier|previous|\bold\b|remember|\bcached\b|\bstate\b|not pure|impure|purity|same (arguments|call)|another call|between calls/i,
    layers: () => [weightNormDense(1, 1), weightNormDense(2, 3), weightNormDense(3, 2)]
  },
  {
    name: 'PReLU, slope gradient over positive inputs too',
    cause:
      'The gradient of the slope sums dy x over all inputs instead of only those below zero, where the slope is used.',
    accepts: /negative|positive|below (0|zero)|above (0|zero)|x ?[<>≤≥] ?0|region|wrong only where|only where/i,
    layers: () => [prelu(1, 1), prelu(2, 1), prelu(2, 3)]
  }
]
