/**
 * Mistakes in the layers of this library, written after the diagnosis and by someone who had not read it. How many of their
 * causes were named at first sight stands in docs/laws.md; since then the diagnosis was mended.
 */
import { eraseTypes } from '../../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../../src/layer/AnyLayer.js'
import { type Cache, hideCache } from '../../../src/layer/Layer.js'
import { averagePool } from '../../../src/layer/image/averagePool.js'
import { batchNorm } from '../../../src/layer/normalization/batchNorm.js'
import { convolution } from '../../../src/layer/image/convolution.js'
import { embedding } from '../../../src/layer/embedding.js'
import { layerNorm } from '../../../src/layer/normalization/layerNorm.js'
import { maxPool } from '../../../src/layer/image/maxPool.js'
import { rmsNorm } from '../../../src/layer/normalization/rmsNorm.js'
import { normal } from '../../../src/tensor/Random.js'
import { batchSizeOf, type Params, type Value } from '../../../src/algebra/Value.js'
import { type Subject } from '../../../laws/subject/Subject.js'
import { numbersOf, withNumbers } from '../../../laws/value/Numbers.js'
import {
  at,
  type Gradients,
  type Known,
  type Numbers,
  onNumbers,
  range,
  sumOf,
  times
} from '../../../laws/wrong/onNumbers.js'
import { type Wrong, wrongLayer } from '../../../laws/wrong/Wrong.js'
import { trainingForm } from '../../../src/layer/trainingForm.js'

type Both = Required<Gradients>

interface Pass {
  readonly n: number
  readonly p: readonly Numbers[]
  readonly x: Numbers
  readonly dy: Numbers
  /** The right gradients. */
  readonly dp: readonly Numbers[]
  readonly dx: Numbers
}

type Change = (pass: Pass) => Partial<Pick<Pass, 'dp' | 'dx'>>

const numbers = (value: Value): Numbers => Array.from(numbersOf(value))

/** The layer with other gradients. */
const changed = (right: UntypedLayer, change: Change): UntypedLayer => ({
  ...right,
  ...hideCache<Params, Value, Value, readonly [input: Value, cache: Cache]>({
    forward: (params, input) => {
      const [output, cache] = right.forward(params, input)
      return [output, [input, cache]]
    },
    backward: (params, [input, cache], outputGradient) => {
      const [dp, dx] = right.backward(params, cache, outputGradient)
      const pass: Pass = {
        n: batchSizeOf(input),
        p: params.map(numbers),
        x: numbers(input),
        dy: numbers(outputGradient),
        dp: dp.map(numbers),
        dx: numbers(dx)
      }
      const found = { ...pass, ...change(pass) }
      return [withNumbers(dp)(found.dp.flat()), withNumbers(dx)(found.dx)]
    }
  })
})

const wrong = (
  name: string,
  cause: RegExp,
  rights: readonly UntypedLayer[],
  change: Change,
  known: Omit<Subject, 'name' | 'layers'> = {}
): Wrong => wrongLayer(name, cause, () => rights.map(right => changed(right, change)), known)

const images = { shapes: [[1, 4, 4]] }
const window = (places: number) => ({ start: 4 * Math.floor(places / 2) * 2 + 2 * (places % 2) })

/** Of 4 × 4 images: the places of each window of 2 × 2, n times four of them. */
const windows = (n: number): readonly Numbers[] =>
  range(4 * n).map(k => {
    const start = 16 * Math.floor(k / 4) + window(k % 4).start
    return [start, start + 1, start + 4, start + 5]
  })

const placed = (size: number, entries: readonly (readonly [place: number, number: number])[]): Numbers => {
  const all = new Map<number, number>()
  for (const [place, number] of entries) all.set(place, (all.get(place) ?? 0) + number)
  return range(size).map(i => all.get(i) ?? 0)
}

const images3 = [eraseTypes(convolution([2, 3, 3], 2, 2, { weight: normal(), bias: normal() }))]

/** Swaps two axes of a tensor [a, b, rest]. */
const swapped = (numbers: Numbers, a: number, rest: number): Numbers =>
  range(a).flatMap(j => range(a).flatMap(i => numbers.slice((i * a + j) * rest, (i * a + j + 1) * rest)))

const reversedIn = (numbers: Numbers, size: number): Numbers =>
  range(numbers.length / size).flatMap(i => numbers.slice(i * size, (i + 1) * size).toReversed())

const convolutions: readonly Wrong[] = [
  wrong(
    'convolution: kernel gradient with input and output channels swapped',
    /transpose|swap|permut/,
    images3,
    ({ dp: [dw = [], ...db] }) => ({
      dp: [swapped(dw, 2, 4), ...db]
    })
  ),
  wrong('convolution: kernel gradient turned by half', /revers|flip/, images3, ({ dp: [dw = [], ...db] }) => ({
    dp: [reversedIn(dw, 4), ...db]
  })),
  wrong('convolution: bias gradient of the first example', /first example/, images3, ({ dy, dp: [dw = []] }) => ({
    dp: [dw, range(2).map(o => sumOf(4, k => at(dy, 4 * o + k)))]
  })),
  wrong(
    'convolution: kernel gradient a mean over the batch',
    /mean over the batch/,
    images3,
    ({ n, dp: [dw = [], ...db] }) => ({
      dp: [times(1 / n)(dw), ...db]
    })
  ),
  wrong('convolution: image gradient shifted by a column', /shift|off by one|permut/, images3, ({ dx }) => ({
    dx: dx.map((_, i) => (i % 3 === 2 ? 0 : at(dx, i + 1)))
  }))
]

const poolings: readonly Wrong[] = [
  wrong(
    'average pooling: not divided by the window',
    /factor.* 4 /,
    [eraseTypes(averagePool(2))],
    ({ dx }) => ({ dx: times(4)(dx) }),
    images
  ),
  wrong(
    'max pooling: always to the first place of the window',
    /permuted|other entries/,
    [eraseTypes(maxPool(2))],
    ({ n, dy }) => ({
      dx: placed(
        16 * n,
        windows(n).map((places, k) => [at(places, 0), at(dy, k)])
      )
    }),
    images
  ),
  wrong(
    'max pooling: to every place that holds the maximum',
    /tie|equal/,
    [eraseTypes(maxPool(2))],
    ({ n, x, dy }) => ({
      dx: placed(
        16 * n,
        windows(n).flatMap((places, k) => {
          const most = Math.max(...places.map(i => at(x, i)))
          return places.filter(i => at(x, i) === most).map(i => [i, at(dy, k)] as const)
        })
      )
    }),
    images
  )
]

const index = (x: number) => Math.abs(Math.round(x)) % 3
const words = { shapes: [[3]], input: index }
const embeddings: readonly Wrong[] = [
  wrong(
    'embedding: of a word that occurs twice only the last counts',
    /last|repeat|overwr|twice|occur/,
    [eraseTypes(embedding(3, 2))],
    ({ x, dy }) => {
      const last = new Map(x.map((word, k) => [word, k]))
      return {
        dp: [range(3).flatMap(word => range(2).map(f => (last.has(word) ? at(dy, 2 * (last.get(word) ?? 0) + f) : 0)))]
      }
    },
    words
  ),
  wrong(
    'embedding: the row of the next word',
    /shift|off by one|permut/,
    [eraseTypes(embedding(3, 2))],
    ({ dp: [dw = []] }) => ({
      dp: [dw.map((_, i) => at(dw, (i + 2) % 6))]
    }),
    words
  ),
  wrong(
    'embedding: divided by the number of words',
    /mean over the batch|batch size|factor/,
    [eraseTypes(embedding(3, 2))],
    ({ x, dp: [dw = []] }) => ({
      dp: [times(1 / x.length)(dw)]
    }),
    words
  )
]

const byRows =
  (width: number, f: (x: Numbers, d: Numbers, dx: Numbers) => Numbers) => (x: Numbers, d: Numbers, dx: Numbers) =>
    range(x.length / width).flatMap(i => {
      const cut = (row: Numbers) => row.slice(i * width, (i + 1) * width)
      return f(cut(x), cut(d), cut(dx))
    })
const mean = (row: Numbers) => sumOf(row.length, i => at(row, i)) / row.length
const deviation = (row: Numbers) => Math.sqrt(mean(row.map(u => (u - mean(row)) ** 2)) + 1e-5)
const gained = (dy: Numbers, gain: Numbers | undefined, width: number): Numbers =>
  dy.map((d, i) => d * at(gain, i % width))

const norms: readonly Wrong[] = [
  wrong(
    'layerNorm: the variance taken for a constant',
    /statistics .* constants/,
    [eraseTypes(layerNorm(3))],
    ({ p: [gain], x, dy, dx }) => ({
      dx: byRows(3, (x, d) => d.map(u => (u - mean(d)) / deviation(x)))(x, gained(dy, gain, 3), dx)
    }),
    { shapes: [[3]] }
  ),
  wrong(
    'layerNorm: gain gradient from the input',
    /input/,
    [eraseTypes(layerNorm(3))],
    ({ n, x, dy, dp: [, db = []] }) => ({
      dp: [range(3).map(i => sumOf(n, b => at(dy, 3 * b + i) * at(x, 3 * b + i))), db]
    }),
    { shapes: [[3]] }
  ),
  wrong(
    'rmsNorm: dx without the gain',
    /parameter|gain|unchanged|dropped|another/,
    [eraseTypes(rmsNorm(3))],
    ({ x, dy }) => {
      const square = (row: Numbers) => Math.sqrt(mean(row.map(u => u * u)) + 1e-5)
      return {
        dx: byRows(3, (x, d) =>
          d.map((u, i) => u / square(x) - (at(x, i) * mean(d.map((v, j) => v * at(x, j)))) / square(x) ** 3)
        )(x, dy, x)
      }
    },
    { shapes: [[3]] }
  ),
  wrong(
    'batchNorm: the statistics taken for constants',
    /statistics .* constants/,
    [eraseTypes(trainingForm(batchNorm(2), []))],
    ({ n, p: [gain], x, dy }) => ({
      dx: range(2 * n).map(k => {
        const column = range(n).map(b => at(x, 2 * b + (k % 2)))
        return (at(dy, k) * at(gain, k % 2)) / deviation(column)
      })
    }),
    { shapes: [[2]], batchStatistics: true }
  )
]

const width = 2

/** h = tanh(W x), y = tanh(W (h + u)): the same weights at two moments. */
const recurrent = (
  name: string,
  cause: RegExp,
  backward: (known: Known, right: { readonly late: Both; readonly early: Both }) => Gradients
): Wrong =>
  wrongLayer(`recurrent: ${name}`, cause, () => {
    const map = (w: Numbers | undefined, x: Numbers): Numbers =>
      x.map((_, k) => Math.tanh(sumOf(width, i => at(w, (k % width) * width + i) * at(x, k - (k % width) + i))))
    const back = (n: number, w: Numbers | undefined, x: Numbers, y: Numbers, dy: Numbers) => {
      const d = dy.map((u, k) => u * (1 - at(y, k) ** 2))
      const dw = range(width * width).map(k =>
        sumOf(n, b => at(d, b * width + Math.floor(k / width)) * at(x, b * width + (k % width)))
      )
      const dx = x.map((_, k) => sumOf(width, o => at(d, k - (k % width) + o) * at(w, o * width + (k % width))))
      return { dp: [dw], dx: [dx] }
    }
    const plus = (a: Numbers, b: Numbers | undefined): Numbers => a.map((u, i) => u + at(b, i))
    return [
      onNumbers({
        name: 'recurrent',
        parameters: [{ name: 'weight', shape: [width, width] }],
        input: [[width], [width]],
        output: [width],
        forward: ({ p: [w], x: [x = [], u] }) => map(w, plus(map(w, x), u)),
        backward: known => {
          const {
            n,
            p: [w],
            x: [x = [], u],
            y,
            dy
          } = known
          const h = map(w, x)
          const late = back(n, w, plus(h, u), y, dy)
          const early = back(n, w, x, h, late.dx[0] ?? [])
          return backward(known, { late, early })
        }
      })
    ]
  })

const add = (a: Numbers | undefined, b: Numbers | undefined): Numbers => (a ?? []).map((u, i) => u + at(b, i))

const recurrences: readonly Wrong[] = [
  recurrent('the weights of the last moment only', /dropped term|missing|last|first/, (_, { late, early }) => ({
    dp: late.dp,
    dx: [early.dx[0] ?? [], late.dx[0] ?? []]
  })),
  recurrent('no gradient for the first input', /missing|zero/, (_, { late, early }) => ({
    dp: [add(late.dp[0], early.dp[0])],
    dx: [times(0)(early.dx[0] ?? []), late.dx[0] ?? []]
  })),
  recurrent('the gradients of both inputs swapped', /swap|another/, (_, { late, early }) => ({
    dp: [add(late.dp[0], early.dp[0])],
    dx: [late.dx[0] ?? [], early.dx[0] ?? []]
  }))
]

/** Softmax cross-entropy of logits beside a target, as a layer from a pair to a loss for each example. */
const crossEntropy = (name: string, cause: RegExp, change: (softmax: Numbers, target: Numbers) => Numbers): Wrong =>
  wrongLayer(`cross-entropy: ${name}`, cause, () => {
    const softmax = (row: Numbers): Numbers => {
      const e = row.map(u => Math.exp(u - Math.max(...row)))
      return e.map(u => u / sumOf(e.length, i => at(e, i)))
    }
    const target = [0, 1, 0]
    return [
      onNumbers({
        name: 'crossEntropy',
        input: [3],
        output: [],
        forward: ({ n, x: [x = []] }) =>
          range(n).map(b => -sumOf(3, i => at(target, i) * Math.log(at(softmax(x.slice(3 * b, 3 * b + 3)), i)))),
        backward: ({ n, x: [x = []], dy }) => ({
          dx: [range(n).flatMap(b => times(at(dy, b))(change(softmax(x.slice(3 * b, 3 * b + 3)), target)))]
        })
      })
    ]
  })

const losses: readonly Wrong[] = [
  crossEntropy('divided by the classes', /factor|number of inputs/, (y, t) => y.map((u, i) => (u - at(t, i)) / 3)),
  crossEntropy('the target not subtracted', /dropped term/, y => y)
]

export const laterLayers: readonly Wrong[] = [
  ...convolutions,
  ...poolings,
  ...embeddings,
  ...norms,
  ...recurrences,
  ...losses
]
