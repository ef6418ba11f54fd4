/**
 * The usual mistakes on all kinds of layers, each written by someone who had never read the diagnosis, after it was mended with the
 * other tables. It was not mended with these: what it says of them it said at first sight.
 */
import { type Blind } from './Blind.js'
import {
  at,
  type Gradients,
  type Numbers,
  onNumbers,
  type OnNumbers,
  range,
  sumOf
} from '../../../laws/wrong/onNumbers.js'
import { eraseTypes } from '../../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../../src/layer/AnyLayer.js'
import { type Batched, describe, withFixedShapes, fromArray, layer, toArray } from '../../../src/index.js'
import { fresh, rowMajorNumbers } from '../../../src/tensor/Tensor.js'

const sigma = (x: number): number => 1 / (1 + Math.exp(-x))
const softplusOf = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** Element by element, without parameters; `slope` of the input and the output. */
const pointwise = (name: string, f: (x: number) => number, slope: (x: number, y: number) => number): UntypedLayer =>
  onNumbers({
    name,
    forward: ({ x: [x = []] }) => x.map(f),
    backward: ({ x: [x], y, dy }) => ({ dx: [dy.map((g, i) => g * slope(at(x, i), at(y, i)))] })
  })

/** x Wᵀ + b on plain numbers. */
const affine = (n: number, inputs: number, outputs: number, w?: Numbers, b?: Numbers, x?: Numbers): Numbers =>
  range(n * outputs).map(k => {
    const [e, o] = [Math.floor(k / outputs), k % outputs]
    return at(b, o) + sumOf(inputs, i => at(w, o * inputs + i) * at(x, e * inputs + i))
  })
const weightGradient = (n: number, inputs: number, outputs: number, x: Numbers | undefined, dy: Numbers): Numbers =>
  range(outputs * inputs).map(k =>
    sumOf(n, e => at(dy, e * outputs + Math.floor(k / inputs)) * at(x, e * inputs + (k % inputs)))
  )
const biasGradient = (n: number, outputs: number, dy: Numbers): Numbers =>
  range(outputs).map(o => sumOf(n, e => at(dy, e * outputs + o)))
const throughWeight = (n: number, inputs: number, outputs: number, w: Numbers | undefined, dy: Numbers): Numbers =>
  range(n * inputs).map(k =>
    sumOf(outputs, o => at(dy, Math.floor(k / inputs) * outputs + o) * at(w, o * inputs + (k % inputs)))
  )
const denseOn = (inputs: number, outputs: number, passes: Pick<OnNumbers, 'forward' | 'backward'>): UntypedLayer =>
  onNumbers({
    name: 'dense',
    configuration: { inputs, outputs },
    parameters: [
      { name: 'weight', shape: [outputs, inputs] },
      { name: 'bias', shape: [outputs] }
    ],
    input: [inputs],
    output: [outputs],
    ...passes
  })
const denseWith = (
  inputs: number,
  outputs: number,
  change: (right: Required<Gradients>, n: number) => Gradients
): UntypedLayer =>
  denseOn(inputs, outputs, {
    forward: ({ n, p: [w, b], x: [x] }) => affine(n, inputs, outputs, w, b, x),
    backward: ({ n, p: [w], x: [x], dy }) =>
      change(
        {
          dp: [weightGradient(n, inputs, outputs, x, dy), biasGradient(n, outputs, dy)],
          dx: [throughWeight(n, inputs, outputs, w, dy)]
        },
        n
      )
  })

/** Softmax of rows of `size`. */
const softmaxWith = (size: number, backward: OnNumbers['backward']): UntypedLayer =>
  onNumbers({
    name: 'softmax',
    configuration: { size },
    input: [size],
    output: [size],
    forward: ({ n, x: [x = []] }) =>
      range(n).flatMap(e => {
        const row = x.slice(e * size, (e + 1) * size)
        const largest = Math.max(...row)
        const powers = row.map(v => Math.exp(v - largest))
        const total = sumOf(size, i => at(powers, i))
        return powers.map(v => v / total)
      }),
    backward
  })

/** y = a · σ(b). */
const gatedWithSign = (size: number): UntypedLayer =>
  onNumbers({
    name: 'gatedUnit',
    configuration: { size },
    input: [[size], [size]],
    output: [size],
    forward: ({ x: [a = [], b] }) => a.map((v, i) => v * sigma(at(b, i))),
    backward: ({ x: [a, b], dy }) => ({
      dx: [
        dy.map((g, i) => g * sigma(at(b, i))),
        dy.map((g, i) => {
          const s = sigma(at(b, i))
          return g * at(a, i) * s * (s - 1)
        })
      ]
    })
  })

const averagePoolWithoutCount = (size: number, window: number): UntypedLayer =>
  onNumbers({
    name: 'averagePool',
    configuration: { window },
    input: [size],
    output: [size / window],
    forward: ({ n, x: [x] }) => range((n * size) / window).map(k => sumOf(window, i => at(x, k * window + i)) / window),
    backward: ({ n, dy }) => ({ dx: [range(n * size).map(k => at(dy, Math.floor(k / window)))] })
  })

/** A convolution of a signal with one kernel of three. */
const convolutionOfLastBias = (size: number): UntypedLayer => {
  const out = size - 2
  return onNumbers({
    name: 'convolution',
    configuration: { size },
    parameters: [
      { name: 'kernel', shape: [3] },
      { name: 'bias', shape: [1] }
    ],
    input: [size],
    output: [out],
    forward: ({ n, p: [w, b], x: [x] }) =>
      range(n * out).map(k => {
        const [e, t] = [Math.floor(k / out), k % out]
        return at(b, 0) + sumOf(3, j => at(w, j) * at(x, e * size + t + j))
      }),
    backward: ({ n, p: [w], x: [x], dy }) => {
      const dw = [0, 0, 0]
      let db = 0
      const dx = new Array<number>(n * size).fill(0)
      for (let e = 0; e < n; e++) {
        for (let t = 0; t < out; t++)
          for (let j = 0; j < 3; j++) {
            const g = at(dy, e * out + t)
            dw[j] = at(dw, j) + g * at(x, e * size + t + j)
            dx[e * size + t + j] = at(dx, e * size + t + j) + g * at(w, j)
          }
        db = sumOf(out, t => at(dy, e * out + t))
      }
      return { dp: [dw, [db]], dx: [dx] }
    }
  })
}

const preluAveraged = (size: number): UntypedLayer =>
  onNumbers({
    name: 'prelu',
    configuration: { size },
    parameters: [{ name: 'slope', shape: [size] }],
    input: [size],
    output: [size],
    forward: ({ p: [a], x: [x = []] }) => x.map((v, i) => (v > 0 ? v : at(a, i % size) * v)),
    backward: ({ n, p: [a], x: [x], dy }) => ({
      dp: [range(size).map(j => sumOf(n, e => at(dy, e * size + j) * Math.min(at(x, e * size + j), 0)) / n)],
      dx: [dy.map((g, i) => (at(x, i) > 0 ? g : g * at(a, i % size)))]
    })
  })

const embeddingThatAssigns = (vocabulary: number, features: number, words: number): UntypedLayer =>
  onNumbers({
    name: 'embedding',
    configuration: { vocabulary, features },
    parameters: [{ name: 'table', shape: [vocabulary, features] }],
    input: [words],
    output: [words, features],
    forward: ({ p: [table], x: [x = []] }) =>
      x.flatMap(v => range(features).map(f => at(table, Math.round(v) * features + f))),
    backward: ({ x: [x = []], dy }) => {
      const gradient = new Array<number>(vocabulary * features).fill(0)
      x.forEach((v, i) => {
        for (let f = 0; f < features; f++) gradient[Math.round(v) * features + f] = at(dy, i * features + f)
      })
      return { dp: [gradient], dx: [x.map(() => 0)] }
    }
  })

const denseStale = (inputs: number, outputs: number): UntypedLayer => {
  let kept: Numbers | undefined
  return denseOn(inputs, outputs, {
    forward: ({ n, p: [w, b], x: [x] }) => {
      kept ??= w
      return affine(n, inputs, outputs, w, b, x)
    },
    backward: ({ n, x: [x], dy }) => ({
      dp: [weightGradient(n, inputs, outputs, x, dy), biasGradient(n, outputs, dy)],
      dx: [throughWeight(n, inputs, outputs, kept, dy)]
    })
  })
}

/** Two dense layers with tanh between, one backward for both. */
const twoDenseUpdated = (inputs: number, hidden: number, outputs: number): UntypedLayer => {
  const middle = (n: number, p: readonly Numbers[], x?: Numbers) =>
    affine(n, inputs, hidden, p[0], p[1], x).map(v => Math.tanh(v))
  return onNumbers({
    name: 'twoLayers',
    configuration: { inputs, hidden, outputs },
    parameters: [
      { name: 'weight1', shape: [hidden, inputs] },
      { name: 'bias1', shape: [hidden] },
      { name: 'weight2', shape: [outputs, hidden] },
      { name: 'bias2', shape: [outputs] }
    ],
    input: [inputs],
    output: [outputs],
    forward: ({ n, p, x: [x] }) => affine(n, hidden, outputs, p[2], p[3], middle(n, p, x)),
    backward: ({ n, p, x: [x], dy }) => {
      const h = middle(n, p, x)
      const dw2 = weightGradient(n, hidden, outputs, h, dy)
      const w2 = (p[2] ?? []).map((w, i) => w - 0.1 * at(dw2, i))
      const dz = throughWeight(n, hidden, outputs, w2, dy).map((g, i) => g * (1 - at(h, i) ** 2))
      return {
        dp: [weightGradient(n, inputs, hidden, x, dz), biasGradient(n, hidden, dz), dw2, biasGradient(n, outputs, dy)],
        dx: [throughWeight(n, inputs, hidden, p[0], dz)]
      }
    }
  })
}

const tanhOfLastCall = (): UntypedLayer => {
  let output: Numbers = []
  return onNumbers({
    name: 'tanh',
    forward: ({ x: [x = []] }) => (output = x.map(v => Math.tanh(v))),
    backward: ({ dy }) => ({ dx: [dy.map((g, i) => g * (1 - at(output, i) ** 2))] })
  })
}

const reluInPlace = (size: number): UntypedLayer => {
  const description = describe('relu', { size })
  type Rows = Batched<readonly [number]>
  return eraseTypes(
    layer<readonly [], Rows, Rows, Rows>({
      description,
      ...withFixedShapes(description, [size], [size]),
      init: seed => [[], seed],
      forward: (_, input) => [
        fromArray(
          input.shape,
          toArray(input).map(v => Math.max(v, 0))
        ),
        input
      ],
      backward: (_, input, outputGradient) => {
        const gradient = rowMajorNumbers(outputGradient)
        toArray(input).forEach((v, i) => {
          if (v <= 0) gradient[i] = 0
        })
        return [[], fresh(outputGradient.shape, gradient)]
      }
    })
  )
}

const layerNormWithoutVariance = (size: number): UntypedLayer => {
  const normalised = (x: Numbers = []) => {
    const mean = sumOf(size, i => at(x, i)) / size
    const deviation = Math.sqrt(sumOf(size, i => (at(x, i) - mean) ** 2) / size + 1e-2)
    return { deviation, hat: x.map(v => (v - mean) / deviation) }
  }
  const rowsOf = (n: number, x: Numbers = []) => range(n).map(e => x.slice(e * size, (e + 1) * size))
  return onNumbers({
    name: 'layerNorm',
    configuration: { size },
    parameters: [
      { name: 'gain', shape: [size] },
      { name: 'bias', shape: [size] }
    ],
    input: [size],
    output: [size],
    forward: ({ n, p: [gain, bias], x: [x] }) =>
      rowsOf(n, x).flatMap(row => normalised(row).hat.map((v, i) => at(gain, i) * v + at(bias, i))),
    backward: ({ n, p: [gain], x: [x], dy }) => {
      const hats = rowsOf(n, x).map(normalised)
      const hat = hats.flatMap(({ hat }) => hat)
      return {
        dp: [
          range(size).map(i => sumOf(n, e => at(dy, e * size + i) * at(hat, e * size + i))),
          biasGradient(n, size, dy)
        ],
        dx: [
          rowsOf(n, dy).flatMap((row, e) => {
            const g = row.map((v, i) => v * at(gain, i))
            const mean = sumOf(size, i => at(g, i)) / size
            return g.map(v => (v - mean) / (hats[e]?.deviation ?? NaN))
          })
        ]
      }
    }
  })
}

/** y = aᵀ W b. */
const bilinearTransposed = (size: number): UntypedLayer =>
  onNumbers({
    name: 'bilinear',
    configuration: { size },
    parameters: [{ name: 'weight', shape: [size, size] }],
    input: [[size], [size]],
    output: [1],
    forward: ({ n, p: [w], x: [a, b] }) =>
      range(n).map(e =>
        sumOf(size, i => sumOf(size, j => at(a, e * size + i) * at(w, i * size + j) * at(b, e * size + j)))
      ),
    backward: ({ n, p: [w], x: [a, b], dy }) => {
      const place = (k: number) => [Math.floor(k / size), k % size] as const
      return {
        dp: [
          range(size * size).map(k => {
            const [i, j] = place(k)
            return sumOf(n, e => at(dy, e) * at(a, e * size + i) * at(b, e * size + j))
          })
        ],
        dx: [
          range(n * size).map(k => {
            const [e, i] = place(k)
            return at(dy, e) * sumOf(size, j => at(w, j * size + i) * at(b, e * size + j))
          }),
          range(n * size).map(k => {
            const [e, j] = place(k)
            return at(dy, e) * sumOf(size, i => at(w, i * size + j) * at(a, e * size + i))
          })
        ]
      }
    }
  })

export const blindUsual: readonly Blind[] = [
  {
    name: 'gated unit, σ(σ − 1)',
    cause: 'The gradient of the gate has the wrong sign: σ′ is written σ(σ − 1) instead of σ(1 − σ).',
    accepts: /sign|minus|negat|opposite|[-−]1\b/i,
    layers: () => [gatedWithSign(1), gatedWithSign(3)]
  },
  {
    name: 'average pooling, no 1/n in backward',
    cause:
      'Backward hands the whole gradient to every cell of the window instead of dividing it by the number of cells.',
    accepts: /1\s*\/\s*n|not divided|divid|\bmean\b|averag(e|ing) (over|of)|number of|too (large|big)|factor/i,
    layers: () => [averagePoolWithoutCount(4, 2), averagePoolWithoutCount(6, 3)]
  },
  {
    name: 'sigmoid by tanh, inner ½ forgotten',
    cause: 'σ(x) = (1 + tanh(x/2))/2, and the chain rule forgets the inner ½, so the gradient is twice too large.',
    accepts: /twice|double|factor (of )?2|\b2(\.0+)? times|times 2|2 ×|½|1\/2|half/i,
    layers: () => [
      pointwise(
        'sigmoid',
        x => (1 + Math.tanh(x / 2)) / 2,
        x => (1 - Math.tanh(x / 2) ** 2) / 2
      )
    ]
  },
  {
    name: 'residual block, branches averaged',
    cause:
      'The gradients of the two branches of y = x + tanh x are averaged instead of added: half of the right gradient.',
    accepts: /half|½|1\/2|0\.5|factor (of )?(2|0\.5)|averag|twice/i,
    layers: () => [
      pointwise(
        'residualTanh',
        x => x + Math.tanh(x),
        x => (1 + (1 - Math.tanh(x) ** 2)) / 2
      )
    ]
  },
  {
    name: 'convolution, bias of the last example',
    cause:
      'The bias gradient is assigned and not accumulated in the loop over the batch: only the last example counts.',
    accepts: /(last|one|single|only) .*example|batch|accumul|sum/i,
    layers: () => [convolutionOfLastBias(3), convolutionOfLastBias(5)]
  },
  {
    name: 'PReLU, slope averaged over the batch',
    cause: 'The gradient of the slope is the mean over the batch instead of the sum.',
    accepts: /mean|averag|batch size|divid|1\s*\/\s*n\b|number of examples/i,
    layers: () => [preluAveraged(1), preluAveraged(3)]
  },
  {
    name: 'embedding, rows assigned',
    cause:
      'A word that occurs more than once gets the gradient of its last occurrence: assigned where it should be added up.',
    accepts: /\blast\b|repeat|occur|more than once|accumul|overwrit|\bsum|added up|duplicate/i,
    layers: () => [embeddingThatAssigns(3, 1, 1), embeddingThatAssigns(3, 2, 3)],
    known: { input: x => Math.abs(Math.round(x)) % 3 }
  },
  {
    name: 'sigmoid, derivative at the input',
    cause: 'The derivative is x(1 − x), of the input, where y(1 − y), of the output, was meant.',
    accepts:
      /(at|of|from|in|with) (the |its )?(input|x\b)|input.*(instead|rather|not).*output|output.*(expected|meant)|x\s*[(·*]?\s*\(1 [-−] x/i,
    layers: () => [pointwise('sigmoid', sigma, x => x * (1 - x))]
  },
  {
    name: 'softplus, derivative at the output',
    cause: 'The derivative σ is taken at the output of the layer instead of at its input.',
    accepts: /(at|of|from|in|with) (the |its )?(output|y\b)|output.*(instead|rather|not).*input/i,
    layers: () => [pointwise('softplus', softplusOf, (_, y) => sigma(y))]
  },
  {
    name: 'dense, weight kept from the first call',
    cause:
      'The weight of the first forward is kept for speed, and backward uses this stale copy after the parameters changed.',
    accepts:
      /stale|first call|earlier|old|previous|kept|remember|\bstate\b|other (call|parameters)|another (call|forward)/i,
    layers: () => [denseStale(1, 1), denseStale(2, 3)]
  },
  {
    name: 'two dense layers, updated weight',
    cause:
      'The second weight is updated before the gradient passes through it: backward uses W₂ − η dW₂ in place of W₂.',
    accepts:
      /updat|after (the|a|its) step|changed (weight|parameter)|other (weight|parameter)|descen|learning rate|W.*[-−].*dW/i,
    layers: () => [twoDenseUpdated(1, 1, 1), twoDenseUpdated(3, 2, 2)]
  },
  {
    name: 'tanh, output kept in the layer',
    cause:
      'The output is stored in a variable of the layer and not in the cache: backward uses that of the last forward call.',
    accepts:
      /another (call|forward|input|cache)|other (call|forward|input)|last (call|forward)|latest|most recent|\bstate\b|remember|shared/i,
    layers: () => [tanhOfLastCall()]
  },
  {
    name: 'relu, in place',
    cause: 'Backward sets entries of the output gradient that it was given to zero: it changes its argument in place.',
    accepts: /in place|mutat|modif|chang(es|ed)|overwr|writes/i,
    layers: () => [reluInPlace(1), reluInPlace(4)]
  },
  {
    name: 'layer norm, no path through the deviation',
    cause: 'Backward treats the standard deviation as a constant: the term that goes through the variance is missing.',
    accepts: /varian|deviation|statistic|missing term|term.*(missing|dropped|lack)|constant|std|σ|dropp/i,
    layers: () => [layerNormWithoutVariance(2), layerNormWithoutVariance(4)]
  },
  {
    name: 'dense, last entry forgotten',
    cause: 'The loop that fills the weight gradient stops one too early: the last of thousands of entries stays zero.',
    accepts: /last|one entry|single entry|1 (of|entry)|only (one|entry|at)|one (of|element)|entry \[?\d|off.by.one/i,
    layers: () => [
      denseWith(60, 40, ({ dp: [dw = [], db = []], dx }) => ({
        dp: [dw.map((g, i) => (i < dw.length - 1 ? g : 0)), db],
        dx
      }))
    ]
  },
  {
    name: 'elu, α forgotten below zero',
    cause:
      'Below zero the derivative is y + α, and the α is forgotten: right for positive inputs, wrong for negative ones.',
    accepts: /negative|below (zero|0)|x\s*(<|≤)\s*0|less than (zero|0)/i,
    layers: () => [
      pointwise(
        'elu',
        x => (x > 0 ? x : 1.5 * Math.expm1(x)),
        (x, y) => (x > 0 ? 1 : y)
      )
    ]
  },
  {
    name: 'softplus, zero above the threshold',
    cause:
      'Above the threshold, where forward returns x itself, backward returns zero instead of one: wrong only at large inputs.',
    accepts: /large|saturat|threshold|above|beyond|far from|extreme|big|x\s*(>|≥)/i,
    layers: () => [
      pointwise(
        'softplus',
        x => (x > 20 ? x : softplusOf(x)),
        x => (x > 20 ? 0 : sigma(x))
      )
    ]
  },
  {
    name: 'dense, fast path of one example',
    cause: 'A short path for a batch of one example forgets the bias gradient: it is right for every larger batch.',
    accepts: /batch of one|one example|single example|batch size (of )?(1|one)|n = 1|batch.*\b(1|one)\b/i,
    layers: () => {
      const fast = (inputs: number, outputs: number) =>
        denseWith(inputs, outputs, ({ dp: [dw = [], db = []], dx }, n) => ({
          dp: [dw, n === 1 ? db.map(() => 0) : db],
          dx
        }))
      return [fast(1, 1), fast(2, 3)]
    }
  },
  {
    name: 'softmax, diagonal only',
    cause:
      'Only the diagonal y(1 − y) of the Jacobian is used, as if softmax worked element by element: the rest is missing.',
    accepts:
      /diagonal|element.?(wise|by element)|jacobian|other (entries|outputs|classes|element)|cross|y\(1 [-−] y\)|sigmoid/i,
    layers: () =>
      [2, 4].map(size => softmaxWith(size, ({ y, dy }) => ({ dx: [dy.map((g, i) => g * at(y, i) * (1 - at(y, i)))] })))
  },
  {
    name: 'swish, gradient dropped at random',
    cause: 'Backward draws a fresh random mask on every call, so the same arguments give different gradients.',
    accepts:
      /random|determin|differ(s|ent)? .*(time|call|twice)|twice|same (arguments|input)|again|not (a )?(pure|repeat)/i,
    layers: () => [
      pointwise(
        'swish',
        x => x * sigma(x),
        x => {
          const s = sigma(x)
          return Math.random() < 0.1 ? 0 : s + x * s * (1 - s)
        }
      )
    ]
  },
  {
    name: 'swish, σ recovered as y / x',
    cause: 'Backward recovers σ(x) as y / x, which is 0 / 0 = NaN at an input of zero.',
    accepts: /NaN|not a number|not finite|0\s*\/\s*0/i,
    layers: () => [
      pointwise(
        'swish',
        x => x * sigma(x),
        (x, y) => y / x + y * (1 - y / x)
      )
    ]
  },
  {
    name: 'tanh, backward of sigmoid',
    cause: 'The backward y(1 − y) is that of sigmoid, copied into tanh, whose derivative is 1 − y².',
    accepts: /sigmoid|logistic|another (activation|function|layer)|other activation|y\s*[·*]?\s*\(1 [-−] y\)/i,
    layers: () => [
      pointwise(
        'tanh',
        x => Math.tanh(x),
        (_, y) => y * (1 - y)
      )
    ]
  },
  {
    name: 'softmax, no Jacobian',
    cause:
      'Backward passes the output gradient on unchanged, as if softmax were fused with cross entropy: its Jacobian is skipped.',
    accepts:
      /jacobian|unchanged|identity|passe[sd]|straight|skip|cross.entropy|derivative .*(missing|forgot|left out)|equals? the output gradient|itself/i,
    layers: () => [2, 4].map(size => softmaxWith(size, ({ dy }) => ({ dx: [dy] })))
  },
  {
    name: 'bilinear, Wᵀ b in place of W b',
    cause: 'The gradient of the first input uses the transposed weight: right on the diagonal of W, wrong off it.',
    accepts: /transpos|off.{1,5}diagonal|rows and columns|swap|symmetr|Wᵀ/i,
    layers: () => [bilinearTransposed(1), bilinearTransposed(2), bilinearTransposed(3)]
  }
]
