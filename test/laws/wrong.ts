/**
 * Wrong layers: each has one mistake that somebody has made. The laws must reject every one, and the diagnosis should name
 * the cause. It is computed from the numbers and never sees this table.
 */
import { of } from 'fp-ts/lib/State.js'
import { dense } from '../../src/layer/dense.js'
import { hide, type HiddenLayer } from '../../src/combinator/hide.js'
import { describe } from '../../src/Description.js'
import { fixed, layer, unchanged } from '../../src/Layer.js'
import { type Shape } from '../../src/Shape.js'
import { type AnyTensor, type Batched, fromArray, rowMajorNumbers, toArray } from '../../src/Tensor.js'
import { type Dense } from '../../src/layer/dense.js'

export interface Wrong {
  readonly name: string
  readonly layers: readonly HiddenLayer[]
  /** What the diagnosis should say. */
  readonly cause: RegExp
  /** Said to be multilinear, as dense is. */
  readonly multilinear?: boolean
}

type Numbers = readonly number[]

/** The pieces of a dense layer's backward, as plain numbers: rows of the batch, inputs, outputs. */
interface DensePass {
  readonly n: number
  readonly I: number
  readonly O: number
  readonly w: Numbers
  readonly x: Numbers
  readonly dy: Numbers
  readonly dw: Numbers
  readonly db: Numbers
  readonly dx: Numbers
}

type Gradients = Partial<Pick<DensePass, 'dw' | 'db' | 'dx'>>

const times = (factor: number) => (row: Numbers) => row.map(x => factor * x)

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

const at = (row: Numbers, i: number): number => row[i] ?? NaN

const passOf = (n: number, I: number, O: number, w: Numbers, x: Numbers, dy: Numbers): DensePass => {
  const add = (terms: Numbers) => terms.reduce((a, b) => a + b, 0)
  return {
    n,
    I,
    O,
    w,
    x,
    dy,
    dw: range(O * I).map(k => add(range(n).map(b => at(dy, b * O + Math.floor(k / I)) * at(x, b * I + (k % I))))),
    db: range(O).map(o => add(range(n).map(b => at(dy, b * O + o)))),
    dx: range(n * I).map(k => add(range(O).map(o => at(dy, Math.floor(k / I) * O + o) * at(w, o * I + (k % I)))))
  }
}

type Row = readonly [number]

/** A dense layer whose gradients are changed. */
const wrongDense = (
  change: (pass: DensePass) => Gradients,
  sizes: readonly (readonly [number, number])[] = [
    [1, 1],
    [2, 3],
    [3, 2],
    [3, 3]
  ]
) =>
  sizes.map(([I, O]) => {
    const right = dense<number, number>(I, O)
    const description = describe('wrongDense', { I, O }, right.description.parameters)
    return hide(
      layer<Dense<number, number>, Batched<Row>, Batched<Row>, Batched<Row>>({
        description,
        ...fixed(description, [I], [O]),
        init: right.init,
        forward: (params, input) => [right.forward(params, input)[0], input],
        backward: ([weight, bias], input, outputGradient) => {
          const n = input.shape[0]
          const pass = passOf(n, I, O, toArray(weight), toArray(input), toArray(outputGradient))
          const { dw, db, dx } = { ...pass, ...change(pass) }
          return [[fromArray(weight.shape, dw), fromArray(bias.shape, db)], fromArray(input.shape, dx)]
        }
      })
    )
  })

/** An element-wise layer from numbers: what it does to x, and its gradient from dy, x and y. */
const wrongElement = (
  f: (x: number) => number,
  gradient: (dy: number, x: number, y: number, examples: number) => number
) => [
  hide(
    layer<readonly [], Batched<Shape>, Batched<Shape>, readonly [Batched<Shape>, Batched<Shape>]>({
      description: describe('wrongElement'),
      ...unchanged,
      init: of([]),
      forward: (_, input) => {
        const output = fromArray(input.shape, toArray(input).map(f))
        return [output, [input, output]]
      },
      backward: (_, [input, output], outputGradient) => {
        const [x, y, dy] = [toArray(input), toArray(output), toArray(outputGradient)]
        return [
          [],
          fromArray(
            input.shape,
            dy.map((d, i) => gradient(d, at(x, i), at(y, i), input.shape[0]))
          )
        ]
      }
    })
  )
]

const slope = (y: number) => (1 - y) * (1 + y)

/** Rows of softmax, with some backward. */
const wrongSoftmax = (backward: (dy: Numbers, y: Numbers, width: number) => Numbers) => [
  hide(
    layer<readonly [], Batched<Row>, Batched<Row>, Batched<Row>>({
      description: describe('wrongSoftmax'),
      ...fixed(describe('wrongSoftmax'), [3], [3]),
      init: of([]),
      forward: (_, input) => {
        const e = toArray(input)
        const output = e.map((x, i) => {
          const row = e.slice(i - (i % 3), i - (i % 3) + 3)
          const top = Math.max(...row)
          return Math.exp(x - top) / row.reduce((sum, u) => sum + Math.exp(u - top), 0)
        })
        const y = fromArray(input.shape, output)
        return [y, y]
      },
      backward: (_, output, dy) => [[], fromArray(output.shape, backward(toArray(dy), toArray(output), 3))]
    })
  )
]

const write = (tensor: AnyTensor): void => {
  const numbers = rowMajorNumbers(tensor)
  numbers[0] = (numbers[0] ?? 0) + 1
}

/** A layer that does nothing to its input, with any passes. */
const strange = (
  forward: (input: Batched<Shape>) => Batched<Shape>,
  backward: (gradient: Batched<Shape>) => Batched<Shape>
) => [
  hide(
    layer<readonly [], Batched<Shape>, Batched<Shape>, undefined>({
      description: describe('strange'),
      ...unchanged,
      init: of([]),
      forward: (_, input) => [forward(input), undefined],
      backward: (_, __, gradient) => [[], backward(gradient)]
    })
  )
]

const same = (x: Batched<Shape>): Batched<Shape> => x

const impure = (): readonly Wrong[] => {
  let calls = 0
  return [
    {
      name: 'output differs from call to call',
      layers: strange(
        x =>
          fromArray(
            x.shape,
            toArray(x).map(u => u + 1e-9 * ++calls)
          ),
        same
      ),
      cause: /determin/
    },
    {
      name: 'gradient adds up over calls',
      layers: strange(same, x =>
        fromArray(
          x.shape,
          toArray(x).map(u => u * (1 + 1e-6 * ++calls))
        )
      ),
      cause: /determin|adds up/
    }
  ]
}

/** One more example than there were. */
const longer = (x: Batched<Shape>): Batched<Shape> => {
  const [size, ...example] = x.shape
  const numbers = toArray(x)
  return fromArray<readonly [number, ...Shape]>(
    [size + 1, ...example],
    [...numbers, ...numbers.slice(0, numbers.length / size)]
  )
}

/** Undefined, whatever its type says. */
const nothing = (): Batched<Shape> => {
  const empty: Partial<Record<string, Batched<Shape>>> = {}
  // eslint-disable-next-line @typescript-eslint/no-non-null-assertion -- the mistake
  return empty['absent']!
}

export const wrong: readonly Wrong[] = [
  { name: 'dense: dW negated', layers: wrongDense(({ dw }) => ({ dw: times(-1)(dw) })), cause: /sign/ },
  { name: 'dense: dx negated', layers: wrongDense(({ dx }) => ({ dx: times(-1)(dx) })), cause: /sign/ },
  {
    name: 'dense: dW doubled',
    layers: wrongDense(({ dw, db }) => ({ dw: times(2)(dw), db: times(2)(db) })),
    cause: /factor.* 2 /
  },
  { name: 'dense: dx halved', layers: wrongDense(({ dx }) => ({ dx: times(0.5)(dx) })), cause: /factor.* 0.5 / },
  {
    name: 'dense: mean over the batch',
    layers: wrongDense(({ dw, db, n }) => ({ dw: times(1 / n)(dw), db: times(1 / n)(db) })),
    cause: /mean over the batch/
  },
  { name: 'dense: times the batch', layers: wrongDense(({ dx, n }) => ({ dx: times(n)(dx) })), cause: /batch size/ },
  {
    name: 'dense: db of the first example only',
    layers: wrongDense(({ dy, O }) => ({ db: dy.slice(0, O) })),
    cause: /first example/
  },
  {
    name: 'dense: db of the last example only',
    layers: wrongDense(({ dy, O }) => ({ db: dy.slice(-O) })),
    cause: /last example/
  },
  { name: 'dense: db missing', layers: wrongDense(({ db }) => ({ db: times(0)(db) })), cause: /missing|zero/ },
  {
    name: 'dense: db a mean',
    layers: wrongDense(({ db, n }) => ({ db: times(1 / n)(db) })),
    cause: /mean over the batch/
  },
  {
    name: 'dense: dW transposed',
    layers: wrongDense(
      ({ dw, I, O }) => ({ dw: dw.map((_, k) => at(dw, (k % O) * I + Math.floor(k / O))) }),
      [
        [2, 2],
        [3, 3]
      ]
    ),
    cause: /transpose/
  },
  {
    name: 'dense: dx through the transpose of W',
    layers: wrongDense(
      ({ dy, w, I, n }) => ({
        dx: range(n * I).map(k =>
          range(I).reduce((s, o) => s + at(dy, Math.floor(k / I) * I + o) * at(w, (k % I) * I + o), 0)
        )
      }),
      [
        [2, 2],
        [3, 3]
      ]
    ),
    cause: /transpose/
  },
  {
    name: 'dense: dx from updated weights',
    layers: wrongDense(({ n, I, O, w, x, dy, dw }) => ({
      dx: passOf(
        n,
        I,
        O,
        w.map((u, i) => u - 0.1 * at(dw, i)),
        x,
        dy
      ).dx
    })),
    cause: /updated/
  },
  {
    name: 'dense: one entry wrong out of thousands',
    layers: wrongDense(({ dw }) => ({ dw: dw.map((u, i) => (i === 1234 ? u * 1.01 : u)) }), [[60, 50]]),
    cause: /one entry/
  },
  {
    name: 'dense: wrong at a batch of one',
    layers: wrongDense(({ dx, n }) => ({ dx: n === 1 ? times(2)(dx) : dx })),
    cause: /batch of one/
  },
  {
    name: 'dense: wrong off the diagonal',
    layers: wrongDense(
      ({ dw, I }) => ({ dw: dw.map((u, k) => (Math.floor(k / I) === k % I ? u : 0)) }),
      [
        [2, 2],
        [3, 3]
      ]
    ),
    cause: /diagonal/
  },
  {
    name: 'tanh: derivative at the input',
    layers: wrongElement(Math.tanh, (dy, x) => dy * (1 - x * x)),
    cause: /output/
  },
  {
    name: 'sine: derivative at the output',
    layers: wrongElement(Math.sin, (dy, _, y) => dy * Math.cos(y)),
    cause: /at the output/
  },
  { name: 'tanh: no derivative', layers: wrongElement(Math.tanh, dy => dy), cause: /unchanged/ },
  {
    name: 'tanh: no output gradient',
    layers: wrongElement(Math.tanh, (_, __, y) => slope(y)),
    cause: /ignores|output gradient/
  },
  {
    name: 'tanh: wrong for negative inputs',
    layers: wrongElement(Math.tanh, (dy, x, y) => (x < 0 ? -1 : 1) * dy * slope(y)),
    cause: /negative/
  },
  {
    name: 'tanh: wrong at saturation',
    layers: wrongElement(
      x => x * Math.tanh(x),
      (dy, x, y) => (Math.abs(x) > 5 ? 0 : dy * (y / (x || 1) + x * (1 - Math.tanh(x) ** 2)))
    ),
    cause: /saturation/
  },
  {
    name: 'tanh: a dropped term',
    layers: wrongElement(
      x => x + Math.tanh(x),
      (dy, x) => dy * slope(Math.tanh(x))
    ),
    cause: /dropped term/
  },
  { name: 'tanh: NaN', layers: wrongElement(Math.tanh, () => NaN), cause: /not a number/ },
  {
    name: 'tanh: divided by the batch',
    layers: wrongElement(Math.tanh, (dy, _, y, n) => (dy * slope(y)) / n),
    cause: /mean over the batch/
  },
  { name: 'softmax: its Jacobian skipped', layers: wrongSoftmax(dy => dy), cause: /unchanged/ },
  {
    name: 'softmax: only the diagonal',
    layers: wrongSoftmax((dy, y) => dy.map((d, i) => d * at(y, i) * (1 - at(y, i)))),
    cause: /diagonal/
  },
  {
    name: 'changes its input',
    layers: strange(x => {
      const before = fromArray(x.shape, toArray(x))
      write(x)
      return before
    }, same),
    cause: /mutated/
  },
  {
    name: 'changes the output gradient',
    layers: strange(same, x => {
      const before = fromArray(x.shape, toArray(x))
      write(x)
      return before
    }),
    cause: /mutated/
  },
  ...impure(),
  { name: 'forward gives undefined', layers: strange(nothing, same), cause: /./ },
  { name: 'backward gives undefined', layers: strange(same, nothing), cause: /./ },
  {
    name: 'forward throws',
    layers: strange(() => {
      throw new Error('no')
    }, same),
    cause: /./
  },
  { name: 'gives another shape', layers: strange(x => longer(x), same), cause: /./ },
  { name: 'gradient of another shape', layers: strange(same, x => longer(x)), cause: /./ }
]
