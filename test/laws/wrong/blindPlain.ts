/**
 * Plain layers and activations, each with one mistake, written by someone who had never read the diagnosis. What it said of
 * them at first sight stands in docs/laws.md; since then it was mended.
 */
import { type Blind } from './Blind.js'
import { of } from 'fp-ts/lib/State.js'
import { eraseTypes } from '../../../src/layer/eraseTypes.js'
import {
  type Seed,
  activation,
  Algebra,
  type AnyTensor,
  type Batched,
  describe,
  withFixedShapes,
  fromArray,
  Initializers,
  layer,
  Randoms,
  type Tensor,
  toArray,
  withUnchangedShape
} from '../../../src/index.js'
import { strided } from '../../../src/tensor/Tensor.js'
import { at, onNumbers, range, sumOf } from '../../../laws/wrong/onNumbers.js'

const {
  add,
  addToRows,
  cos,
  divide,
  erf,
  exp,
  expm1,
  matmul,
  maximum,
  minimum,
  multiply,
  negate,
  scale,
  sigmoid,
  softmaxOfFeatures,
  softplus,
  square,
  subtract,
  sumOfFeatures,
  sumOverBatch,
  tanh,
  transpose,
  where
} = Algebra

type Vector = Tensor<readonly [number]>
type Matrix = Tensor<readonly [number, number]>
type Rows = Batched<readonly [number]>
type DenseParams = readonly [weight: Matrix, bias: Vector]

/** What dense layers of every kind have in common. */
const denseSketch = (kind: string, inputs: number, outputs: number) => {
  const description = describe(kind, { inputs, outputs }, [
    { name: 'weight', shape: [outputs, inputs] },
    { name: 'bias', shape: [outputs] }
  ])
  return {
    description,
    ...withFixedShapes(description, [inputs], [outputs]),
    init: Randoms.both(
      Initializers.glorotUniform<readonly [number, number]>([outputs, inputs]),
      Initializers.zeros<readonly [number]>([outputs])
    )
  }
}

/** The sum over the batch, as a vector. */
const overBatch = (x: Rows): Vector => sumOverBatch<readonly [number]>(x)

const linear = ([weight, bias]: DenseParams, x: Rows): Rows => addToRows(bias)(matmul(x, transpose(weight)))

/** A gain and nothing else. */
const gainSketch = (kind: string, features: number) => {
  const description = describe(kind, { features }, [{ name: 'gain', shape: [features] }])
  return {
    description,
    ...withFixedShapes(description, [features], [features]),
    init: of<Seed, readonly [Vector]>([
      fromArray<readonly [number]>(
        [features],
        range(features).map(() => 1)
      )
    ])
  }
}

const times = (gain: Vector, x: Rows): Rows => multiply(x, Algebra.broadcast(x.shape, gain))

export const blindPlain: readonly Blind[] = [
  {
    name: 'dense that averages its gradients',
    cause:
      'The gradients of the parameters are averaged over the batch where they must be summed: they are divided by the batch size.',
    accepts: /\bmean\b|averag|divided by the (batch|number of examples)|batch size|1 ?\/ ?n\b|per example/i,
    layers: () =>
      [
        [2, 3],
        [3, 1]
      ].map(([i = 1, o = 1]) =>
        eraseTypes(
          layer<DenseParams, Rows, Rows, Rows>({
            ...denseSketch('averagingDense', i, o),
            forward: (params, x) => [linear(params, x), x],
            backward: ([weight], x, dy) => {
              const examples = x.shape[0]
              return [
                [scale(1 / examples, matmul(transpose(dy), x)), scale(1 / examples, overBatch(dy))],
                matmul(dy, weight)
              ]
            }
          })
        )
      ),
    known: { multilinear: true }
  },
  {
    name: 'dense whose bias gradient is overwritten in the loop',
    cause:
      'The gradient of the bias is assigned in the loop over the batch, not added up, so it is that of the last example only.',
    accepts: /(last|only one|one|single) example|not summed over the batch|overwrit|last of the batch/i,
    layers: () =>
      [
        [2, 2],
        [3, 2]
      ].map(([i = 1, o = 1]) =>
        onNumbers({
          name: 'loopDense',
          configuration: { inputs: i, outputs: o },
          parameters: [
            { name: 'weight', shape: [o, i] },
            { name: 'bias', shape: [o] }
          ],
          input: [i],
          output: [o],
          forward: ({ n, p: [w, b], x: [x] }) =>
            range(n).flatMap(e => range(o).map(k => at(b, k) + sumOf(i, j => at(w, k * i + j) * at(x, e * i + j)))),
          backward: ({ n, p: [w], x: [x], dy }) => {
            const dw = new Array<number>(o * i).fill(0)
            const db = new Array<number>(o).fill(0)
            const dx = new Array<number>(n * i).fill(0)
            for (let e = 0; e < n; e++)
              for (let k = 0; k < o; k++) {
                const d = at(dy, e * o + k)
                db[k] = d
                for (let j = 0; j < i; j++) {
                  dw[k * i + j] = at(dw, k * i + j) + d * at(x, e * i + j)
                  dx[e * i + j] = at(dx, e * i + j) + d * at(w, k * i + j)
                }
              }
            return { dp: [dw, db], dx: [dx] }
          }
        })
      ),
    known: { multilinear: true }
  },
  {
    name: 'tanh that squares its input',
    cause: 'The derivative 1 − y² is written for the output, but it is evaluated at the input: 1 − x².',
    accepts: /(at|from|with) the input\b|\binput (instead|rather|in place|where)|not at the output|1 [−-] x²|f′\(x\)/i,
    layers: () => [
      eraseTypes(
        layer<readonly [], Rows, Rows, Rows>({
          description: describe('cachedTanh'),
          ...withUnchangedShape,
          init: of([]),
          forward: (_, x) => [tanh(x), x],
          backward: (_, x, dy) => [[], multiply(dy, subtract(1, square(x)))]
        })
      )
    ]
  },
  {
    name: 'softplus that keeps its output',
    cause: 'The derivative sigmoid(x) is evaluated at the output where it must be at the input: sigmoid(y).',
    accepts: /(at|from|with) the output\b|\boutput (instead|rather|in place|where)|not at the input|f′\(y\)|f'\(y\)/i,
    layers: () => [
      eraseTypes(
        layer<readonly [], Rows, Rows, Rows>({
          description: describe('smoothRelu'),
          ...withUnchangedShape,
          init: of([]),
          forward: (_, x) => {
            const y = softplus(x)
            return [y, y]
          },
          backward: (_, y, dy) => [[], multiply(dy, sigmoid(y))]
        })
      )
    ]
  },
  {
    name: 'gelu without the product rule',
    cause:
      'The derivative of x Φ(x) is Φ(x) + x φ(x); the second term, through the gate, is dropped, so the gate is taken for a constant.',
    accepts:
      /dropp|missing|lacks|forg[eo]t|left out|omit|product rule|a term|second term|through the gate|gate.*constant/i,
    layers: () => [
      eraseTypes(
        layer<readonly [], Rows, Rows, Rows>({
          description: describe('gatedGelu'),
          ...withUnchangedShape,
          init: of([]),
          forward: (_, x) => {
            const gate = scale(0.5, add(1, erf(scale(Math.SQRT1_2, x))))
            return [multiply(x, gate), gate]
          },
          backward: (_, gate, dy) => [[], multiply(dy, gate)]
        })
      )
    ]
  },
  {
    name: 'softmax that leaves its derivative to the loss',
    cause:
      'The softmax hands on the gradient of its output unchanged, without its Jacobian, as though it were fused with cross-entropy.',
    accepts:
      /jacobian|unchanged|identity|passes? (it |the gradient )?(on|through)|straight[- ]through|no derivative|as it is|hand(s|ed) on/i,
    layers: () => [
      eraseTypes(
        layer<readonly [], Rows, Rows, Rows>({
          description: describe('softmaxForCrossEntropy'),
          inputShape: withFixedShapes(describe('softmaxForCrossEntropy'), [3], [3]).inputShape,
          outputShape: withFixedShapes(describe('softmaxForCrossEntropy'), [3], [3]).outputShape,
          init: of([]),
          forward: (_, x) => {
            const y = softmaxOfFeatures(x)
            return [y, y]
          },
          backward: (_, __, dy) => [[], dy]
        })
      )
    ]
  },
  {
    name: 'softmax with a diagonal Jacobian',
    cause:
      'Only the diagonal y(1 − y) of the Jacobian of softmax is used, as for a sigmoid; how each output depends on the other inputs is missing.',
    accepts: /diagonal|other (features|entries|inputs|elements)|element by element|elementwise|cross terms?/i,
    layers: () =>
      [2, 4].map(size => {
        const description = describe('diagonalSoftmax', { size })
        return eraseTypes(
          layer<readonly [], Rows, Rows, Rows>({
            description,
            ...withFixedShapes(description, [size], [size]),
            init: of([]),
            forward: (_, x) => {
              const y = softmaxOfFeatures(x)
              return [y, y]
            },
            backward: (_, y, dy) => [[], multiply(dy, multiply(y, subtract(1, y)))]
          })
        )
      })
  },
  {
    name: 'elu that forgets its alpha below zero',
    cause: 'For negative inputs the derivative is α eˣ; the α is missing there.',
    accepts: /negative|below (zero|0)|x < 0|α|alpha/i,
    layers: () =>
      [0.5, 1.7].map(alpha =>
        eraseTypes(
          layer<readonly [], Rows, Rows, Rows>({
            description: describe('myElu', { alpha }),
            ...withUnchangedShape,
            init: of([]),
            forward: (_, x) => [add(maximum(x, 0), scale(alpha, expm1(minimum(x, 0)))), x],
            backward: (_, x, dy) => [[], multiply(dy, exp(minimum(x, 0)))]
          })
        )
      )
  },
  {
    name: 'gain that its input gradient does not see',
    cause: 'The gradient of the input is not multiplied by the gain.',
    accepts:
      /(without|\bnot\b|lacks|missing|forg[eo]t|left out|ignor).*(gain|parameter|multipl|factor)|(gain|parameter).*(missing|forg[eo]t|ignored|left out|not used|does not)|unchanged|identity|passes? (it |the gradient )?(on|through)/i,
    layers: () =>
      [1, 3].map(features =>
        eraseTypes(
          layer<readonly [Vector], Rows, Rows, Rows>({
            ...gainSketch('gain', features),
            forward: ([gain], x) => [times(gain, x), x],
            backward: (_, x, dy) => [[overBatch(multiply(dy, x))], dy]
          })
        )
      ),
    known: { multilinear: true }
  },
  {
    name: 'dense in the NTK parametrisation, scaled twice',
    cause:
      'The factor 1/√inputs of forward is applied to dy and then once more to the gradient of the weight, which so carries it twice.',
    accepts:
      /twice|squared|(a|constant|wrong|same) (factor|scale|multiple)|too (small|large)|factor (of )?0\.(5|25)|times too|applied (again|once more)|half|quarter/i,
    layers: () =>
      [
        [4, 2],
        [16, 2]
      ].map(([i = 1, o = 1]) => {
        const factor = 1 / Math.sqrt(i)
        return eraseTypes(
          layer<DenseParams, Rows, Rows, Rows>({
            ...denseSketch('ntkDense', i, o),
            forward: ([weight, bias], x) => [addToRows(bias)(scale(factor, matmul(x, transpose(weight)))), x],
            backward: ([weight], x, dy) => {
              const scaled = scale(factor, dy)
              return [[scale(factor, matmul(transpose(scaled), x)), overBatch(dy)], matmul(scaled, weight)]
            }
          })
        )
      }),
    known: { multilinear: true }
  },
  {
    name: 'dense with weight decay in its gradient',
    cause: 'Weight decay, 0.01 times the weight, is added to the gradient of the weight; it belongs to the optimizer.',
    accepts: /decay|regulari[sz]|\bL2\b|(multiple|proportion\w*|added|plus|adds).{0,40}(weight|parameter)/i,
    layers: () =>
      [
        [2, 3],
        [3, 2]
      ].map(([i = 1, o = 1]) =>
        eraseTypes(
          layer<DenseParams, Rows, Rows, Rows>({
            ...denseSketch('decayedDense', i, o),
            forward: (params, x) => [linear(params, x), x],
            backward: ([weight], x, dy) => [
              [add(matmul(transpose(dy), x), scale(0.01, weight)), overBatch(dy)],
              matmul(dy, weight)
            ]
          })
        )
      ),
    known: { multilinear: true }
  },
  {
    name: 'bilinear form, transposed',
    cause: 'The gradient of the second input of xᵀ W u is Wᵀ x; it is computed with W where Wᵀ is needed.',
    accepts: /transpos/i,
    layers: () =>
      [2, 3].map(size =>
        onNumbers({
          name: 'bilinearForm',
          configuration: { size },
          parameters: [{ name: 'weight', shape: [size, size] }],
          input: [[size], [size]],
          output: [1],
          forward: ({ n, p: [w], x: [x, u] }) =>
            range(n).map(e =>
              sumOf(size, i => sumOf(size, j => at(x, e * size + i) * at(w, i * size + j) * at(u, e * size + j)))
            ),
          backward: ({ n, p: [w], x: [x, u], dy }) => ({
            dp: [
              range(size).flatMap(i =>
                range(size).map(j => sumOf(n, e => at(dy, e) * at(x, e * size + i) * at(u, e * size + j)))
              )
            ],
            dx: [
              range(n).flatMap(e =>
                range(size).map(i => at(dy, e) * sumOf(size, j => at(w, i * size + j) * at(u, e * size + j)))
              ),
              range(n).flatMap(e =>
                range(size).map(j => at(dy, e) * sumOf(size, i => at(w, j * size + i) * at(x, e * size + i)))
              )
            ]
          })
        })
      ),
    known: { multilinear: true }
  },
  {
    name: 'bias that is subtracted',
    cause: 'Forward subtracts the threshold, so its gradient is −Σ dy; backward gives +Σ dy: the sign is wrong.',
    accepts: /\bsign\b|negated|opposite|\bminus\b|[−-]1\b/i,
    layers: () =>
      [1, 3].map(features => {
        const description = describe('threshold', { features }, [{ name: 'threshold', shape: [features] }])
        return eraseTypes(
          layer<readonly [Vector], Rows, Rows, undefined>({
            description,
            ...withFixedShapes(description, [features], [features]),
            init: of<Seed, readonly [Vector]>([
              fromArray<readonly [number]>(
                [features],
                range(features).map(() => 0)
              )
            ]),
            forward: ([threshold], x) => [addToRows(negate(threshold))(x), undefined],
            backward: (_, __, dy) => [[overBatch(dy)], dy]
          })
        )
      })
  },
  {
    name: 'clip that lets gradients through',
    cause: 'Where the input is outside [−2, 2] the output is constant, but backward passes the gradient on there too.',
    accepts:
      /saturat|outside|\bclip|\bflat\b|beyond|straight[- ]through|unchanged|identity|passes? (it |the gradient )?(on|through)/i,
    layers: () => [
      eraseTypes(
        activation(
          x => minimum(maximum(x, -2), 2),
          x => add(scale(0, x), 1),
          'clip'
        )()
      )
    ]
  },
  {
    name: 'leaky relu that keeps its mask in the layer',
    cause:
      'The mask is kept in the layer itself and not in the cache, so backward uses that of the latest call of forward.',
    accepts:
      /(an)?other call|(last|latest|earlier|later|previous) call|\bstate\b|remember|stale|not (its|the) own cache|impure|not pure|in between/i,
    layers: () => {
      let mask: AnyTensor | undefined
      return [
        eraseTypes(
          layer<readonly [], Rows, Rows, undefined>({
            description: describe('selfLeakyRelu'),
            ...withUnchangedShape,
            init: of([]),
            forward: (_, x) => {
              const slope = where(x, 1, 0.1)
              mask = slope
              return [multiply(x, slope), undefined]
            },
            backward: (_, __, dy) => {
              const kept = mask === undefined ? [] : toArray(mask)
              return [
                [],
                fromArray(
                  dy.shape,
                  toArray(dy).map((d, i) => d * (kept[i] ?? 1))
                )
              ]
            }
          })
        )
      ]
    }
  },
  {
    name: 'relu in place',
    cause: 'Backward zeroes the gradient of the output in place, and so changes its argument.',
    accepts:
      /mutat|in place|chang(es|ed|ing) (its|an|the) (argument|output gradient|input)|overwr[io]t|modif|writes (to|into)|wrote/i,
    layers: () => [
      eraseTypes(
        layer<readonly [], Rows, Rows, Rows>({
          description: describe('inPlaceRelu'),
          ...withUnchangedShape,
          init: of([]),
          forward: (_, x) => [maximum(x, 0), x],
          backward: (_, x, dy) => {
            const inputs = toArray(x)
            const { numbers, offset } = strided(dy)
            inputs.forEach((input, i) => {
              if (input <= 0) numbers[offset + i] = 0
            })
            return [[], dy]
          }
        })
      )
    ]
  },
  {
    name: 'dense that steps before it hands back',
    cause:
      'The gradient of the input is taken from weights after the step of the optimizer and not from those of forward.',
    accepts: /updat|after (the|a|its) step|stepp|new (weight|param)|descen|learning rate|stale|changed (weight|param)/i,
    layers: () =>
      [
        [2, 2],
        [2, 3]
      ].map(([i = 1, o = 1]) =>
        eraseTypes(
          layer<DenseParams, Rows, Rows, Rows>({
            ...denseSketch('onlineDense', i, o),
            forward: (params, x) => [linear(params, x), x],
            backward: ([weight], x, dy) => {
              const weightGradient = matmul(transpose(dy), x)
              const stepped = subtract(weight, scale(0.05, weightGradient))
              return [[weightGradient, overBatch(dy)], matmul(dy, stepped)]
            }
          })
        )
      )
  },
  {
    name: 'randomised leaky relu that draws again',
    cause:
      'The slope below zero is drawn by Math.random in every call, so the same input gives another output each time.',
    accepts:
      /random|determin|same (input|argument|call)s?|repeat|impure|noise|(each|every) (call|time)|called (again|twice)/i,
    layers: () => [
      onNumbers({
        name: 'randomisedRelu',
        forward: ({ x: [x = []] }) => x.map(v => (v > 0 ? v : v * (0.125 + 0.2 * Math.random()))),
        backward: ({ x: [x = []], dy }) => ({
          dx: [x.map((v, i) => (v > 0 ? at(dy, i) : at(dy, i) * (0.125 + 0.2 * Math.random())))]
        })
      })
    ]
  },
  {
    name: 'silu that divides by its input',
    cause: 'The sigmoid is recovered in backward as y / x, which is 0/0, NaN, where the input is zero.',
    accepts: /\bNaN\b|not finite|0 ?\/ ?0|divi\w* by (zero|0|its input|the input)|at (zero|0)\b/i,
    layers: () => [
      eraseTypes(
        layer<readonly [], Rows, Rows, readonly [Rows, Rows]>({
          description: describe('frugalSilu'),
          ...withUnchangedShape,
          init: of([]),
          forward: (_, x) => {
            const y = multiply(x, sigmoid(x))
            return [y, [x, y]]
          },
          backward: (_, [x, y], dy) => {
            const gate = divide(y, x)
            return [[], multiply(dy, add(gate, multiply(y, subtract(1, gate))))]
          }
        })
      )
    ]
  },
  {
    name: 'bias whose batch of one is squeezed',
    cause:
      'A batch of one example is squeezed, so that the sum runs over its features: every entry of the bias gets the sum of the whole row.',
    accepts: /(batch|batches) of (one|1|a single)|single example|one example|n = 1|squeez/i,
    layers: () =>
      [2, 3].map(features =>
        onNumbers({
          name: 'squeezedBias',
          configuration: { features },
          parameters: [{ name: 'bias', shape: [features] }],
          input: [features],
          output: [features],
          forward: ({ p: [b], x: [x = []] }) => x.map((v, i) => v + at(b, i % features)),
          backward: ({ n, dy }) => {
            // As numpy would: squeeze, sum over axis 0, broadcast.
            const summed = (k: number) =>
              n === 1 ? sumOf(features, i => at(dy, i)) : sumOf(n, e => at(dy, e * features + k))
            return { dp: [range(features).map(summed)], dx: [dy] }
          }
        })
      ),
    known: { multilinear: true }
  },
  {
    name: 'large dense without its last weight',
    cause: 'The loop over the weights ends one too early: the last entry of the weight gradient stays zero.',
    accepts:
      /(one|single|last|few|lone) (entry|entries|weight|place|number|element|component)|only (at|in|one)\b|off by one/i,
    layers: () => {
      const [i, o] = [50, 40]
      return [
        onNumbers({
          name: 'largeDense',
          configuration: { inputs: i, outputs: o },
          parameters: [{ name: 'weight', shape: [o, i] }],
          input: [i],
          output: [o],
          forward: ({ n, p: [w], x: [x] }) =>
            range(n).flatMap(e => range(o).map(k => sumOf(i, j => at(w, k * i + j) * at(x, e * i + j)))),
          backward: ({ n, p: [w], x: [x], dy }) => {
            const dw = new Array<number>(o * i).fill(0)
            for (let entry = 0; entry < o * i - 1; entry++) {
              const [k, j] = [Math.floor(entry / i), entry % i]
              dw[entry] = sumOf(n, e => at(dy, e * o + k) * at(x, e * i + j))
            }
            return {
              dp: [dw],
              dx: [range(n).flatMap(e => range(i).map(j => sumOf(o, k => at(dy, e * o + k) * at(w, k * i + j))))]
            }
          }
        })
      ]
    },
    known: { multilinear: true }
  },
  {
    name: 'sigmoid with the derivative of tanh',
    cause:
      'Backward is copied from tanh: it uses 1 − y², the derivative of another activation, where y(1 − y) is right.',
    accepts: /tanh|another activation|1 [−-] y²/i,
    layers: () => [
      eraseTypes(
        layer<readonly [], Rows, Rows, Rows>({
          description: describe('logistic'),
          ...withUnchangedShape,
          init: of([]),
          forward: (_, x) => {
            const y = sigmoid(x)
            return [y, y]
          },
          backward: (_, y, dy) => [[], multiply(dy, subtract(1, square(y)))]
        })
      )
    ]
  },
  {
    name: 'centering without 1/n',
    cause:
      'Forward subtracts the mean of the features; backward subtracts the sum of dy, without dividing by how many there are.',
    accepts:
      /1 ?\/ ?(n|features|count|size)|number of (features|entries|elements)|\bmean\b|averag|sum (instead|rather|in place|where)|divided by/i,
    layers: () =>
      [2, 3, 5].map(features => {
        const description = describe('center', { features })
        return eraseTypes(
          layer<readonly [], Rows, Rows, undefined>({
            description,
            ...withFixedShapes(description, [features], [features]),
            init: of([]),
            forward: (_, x) => [subtract(x, scale(1 / features, sumOfFeatures(x))), undefined],
            backward: (_, __, dy) => [[], subtract(dy, sumOfFeatures(dy))]
          })
        )
      })
  },
  {
    name: 'damped cosine with half its derivative',
    cause: 'The derivative of cos² x is −2 cos x sin x; the factor 2 of the chain rule is missing.',
    accepts: /twice|half|\b0\.5\b|½|1\/2|doubl|factor (of )?(2|two)|(2|two) times|times (2|two)|by (2|two)\b/i,
    layers: () => [
      eraseTypes(
        activation(
          x => square(cos(x)),
          x => negate(multiply(cos(x), Algebra.sin(x))),
          'squaredCosine'
        )()
      )
    ]
  }
]
