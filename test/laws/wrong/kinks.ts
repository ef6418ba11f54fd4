/**
 * Layers with kinks, jumps and lost digits, each with right gradients and with wrong ones.
 *
 *     ties         several numbers are equal, and the gradient belongs to one of them, or is shared
 *     jumps        floor, sign, sawtooth: the gradient is that of the pieces
 *     flat         the function is steep at one place and flat to its last digit elsewhere
 *     rounded      the layer computes in single precision, cancels digits, or stops early
 */
import { layerLaws } from '../../../laws/layer/layerLaws.js'
import { type Law } from '../../../laws/law/Law.js'
import { at, type Gradients, type Known, type Numbers, onNumbers, range, sumOf } from '../../../laws/wrong/onNumbers.js'
import { Algebra } from '../../../src/index.js'
import { type UntypedLayer } from '../../../src/layer/AnyLayer.js'
import { elementWise } from '../causes/build.js'

const { abs, maximum, multiply, negate, subtract, where } = Algebra

export type Kind = 'ties' | 'jumps' | 'flat' | 'rounded'

/** A layer, with right or wrong gradients. */
export interface Kinked {
  readonly kind: Kind
  readonly name: string
  readonly isRight: boolean
  readonly layer: UntypedLayer
  readonly laws: readonly Law[]
}

const subject =
  (isRight: boolean) =>
  (kind: Kind, name: string, layer: UntypedLayer): Kinked => ({
    kind,
    name: `${kind}: ${name}`,
    isRight,
    layer,
    get laws() {
      return layerLaws(layer, { name })
    }
  })

const right = subject(true)
const wrong = subject(false)

/** A function of a row of numbers with its Jacobian, one row for each output. */
interface RowFunction {
  readonly f: (x: Numbers) => Numbers
  readonly jacobian: (x: Numbers, y: Numbers) => readonly Numbers[]
}

/** Maps rows of `width` numbers to rows of `outputs` numbers. */
const onRows = (name: string, width: number, outputs: number, { f, jacobian }: RowFunction): UntypedLayer => {
  const rowsOf = (size: number, numbers: Numbers) =>
    range(numbers.length / size).map(i => numbers.slice(i * size, (i + 1) * size))
  return onNumbers({
    name,
    configuration: { width, outputs },
    input: [width],
    output: [outputs],
    forward: ({ x: [x = []] }) => rowsOf(width, x).flatMap(f),
    backward: ({ x: [x = []], y, dy }) => ({
      dx: [
        rowsOf(width, x).flatMap((row, i) => {
          const [out = [], d = []] = [y, dy].map(all => rowsOf(outputs, all)[i])
          const rows = jacobian(row, out)
          return row.map((_, k) => sumOf(outputs, o => at(d, o) * at(rows[o], k)))
        })
      ]
    })
  })
}

type Slopes = (x: number, u: number) => readonly [number, number]

/** Two rows of three into one: y = f(x, u), with both slopes. */
const onPairs = (name: string, f: (x: number, u: number) => number, slopes: Slopes): UntypedLayer => {
  const along = ({ x: [x = [], u], dy }: Known, which: 0 | 1) =>
    x.map((one, i) => at(dy, i) * slopes(one, at(u, i))[which])
  return onNumbers({
    name,
    input: [[3], [3]],
    output: [3],
    forward: ({ x: [x = [], u] }) => x.map((one, i) => f(one, at(u, i))),
    backward: known => ({ dx: [along(known, 0), along(known, 1)] })
  })
}

/** y = f(x, p) with a learned p for each of two features. */
const onParameter = (name: string, f: (x: number, p: number) => number, slopes: Slopes): UntypedLayer =>
  onNumbers({
    name,
    parameters: [{ name: 'bound', shape: [2] }],
    input: [2],
    output: [2],
    forward: ({ p: [p], x: [x = []] }) => x.map((one, i) => f(one, at(p, i % 2))),
    backward: ({ n, p: [p], x: [x = []], dy }): Gradients => {
      const along = (which: 0 | 1) => x.map((one, i) => at(dy, i) * slopes(one, at(p, i % 2))[which])
      const dp = along(1)
      return { dp: [range(2).map(i => sumOf(n, b => at(dp, 2 * b + i)))], dx: [along(0)] }
    }
  })

/** Element by element. */
const pointwise = (name: string, f: (x: number) => number, slope: (x: number, y: number) => number): UntypedLayer => ({
  ...onNumbers({
    name,
    input: [3],
    output: [3],
    forward: ({ x: [x = []] }) => x.map(f),
    backward: ({ x: [x = []], y, dy }) => ({ dx: [x.map((one, i) => at(dy, i) * slope(one, at(y, i)))] })
  })
})

/** The places of the numbers, from the largest to the smallest; `turn` decides which of equal numbers comes first. */
const order = (x: Numbers, turn = 1): readonly number[] =>
  range(x.length).toSorted((i, j) => at(x, j) - at(x, i) || turn * (i - j))

const unitRow = (size: number, place: number): Numbers => range(size).map(i => (i === place ? 1 : 0))

const ranked = (x: Numbers, rank: number): number => at(x, at(order(x), rank))

/** 1 for every number that equals y. */
const allEqual = (x: Numbers, y: number): Numbers => x.map(one => (one === y ? 1 : 0))

/** All numbers that equal y share the gradient. */
const shared = (x: Numbers, y: number): Numbers => {
  const equal = allEqual(x, y)
  return equal.map(one => one / sumOf(x.length, i => at(equal, i)))
}

const rank = (which: number, width: number, row: (x: Numbers, y: number) => Numbers): UntypedLayer =>
  onRows(`rank${which}`, width, 1, {
    f: x => [ranked(x, which)],
    jacobian: (x, [y = NaN]) => [row(x, y)]
  })

const sorted = (width: number, turn: number): UntypedLayer =>
  onRows('descending', width, width, {
    f: x => order(x).map(i => at(x, i)),
    jacobian: x => order(x, turn).map(place => unitRow(width, place))
  })

const topTwo = (row: (x: Numbers) => Numbers): UntypedLayer =>
  onRows('topTwo', 4, 1, { f: x => [ranked(x, 0) + ranked(x, 1)], jacobian: x => [row(x)] })

const extent = (row: (x: Numbers) => Numbers): UntypedLayer =>
  onRows('extent', 3, 1, { f: x => [Math.max(...x) - Math.min(...x)], jacobian: x => [row(x)] })

const minus = (a: Numbers, b: Numbers): Numbers => a.map((one, i) => one - at(b, i))

/** Slopes of max, with `at` at ties. */
const ofLarger =
  (tie: readonly [number, number]): Slopes =>
  (x, u) =>
    x === u ? tie : x > u ? [1, 0] : [0, 1]
const ofSmaller =
  (tie: readonly [number, number]): Slopes =>
  (x, u) =>
    x === u ? tie : x < u ? [1, 0] : [0, 1]
const ofDistance =
  (tie: readonly [number, number]): Slopes =>
  (x, u) =>
    x === u ? tie : x > u ? [1, -1] : [-1, 1]
const ofExcess =
  (tie: readonly [number, number]): Slopes =>
  (x, u) =>
    x === u ? tie : x > u ? [1, -1] : [0, 0]

const distance = (x: number, u: number): number => Math.abs(x - u)
const excess = (x: number, u: number): number => Math.max(x - u, 0)

/** max(x, 0) − max(−x, 0) = x, with a slope at 0. The chain rule gives 0, 1 or 2 there, from the slope 0, ½ or 1 of max. */
const opposites = (slope: number): UntypedLayer =>
  elementWise(
    'opposites',
    x => subtract(maximum(x, 0), maximum(negate(x), 0)),
    (x, dy) => multiply(dy, where(abs(x), 1, slope))
  )

/** Kinks inside of a layer that cancel. */
export const opposed: readonly Kinked[] = [
  ...[0, 1, 2].map(slope => right('ties', `opposite rectifiers, ${slope} at 0`, opposites(slope))),
  ...[-1, 3].map(slope => wrong('ties', `opposite rectifiers, ${slope} at 0`, opposites(slope)))
]

export const ties: readonly Kinked[] = [
  ...opposed,
  wrong('ties', 'smaller of a pair, 1 to both', onPairs('smaller', Math.min, ofSmaller([1, 1]))),
  wrong('ties', 'smaller of a pair, 0 to both', onPairs('smaller', Math.min, ofSmaller([0, 0]))),
  wrong('ties', 'larger of a pair, 1 to both', onPairs('larger', Math.max, ofLarger([1, 1]))),
  wrong('ties', 'larger of a pair, 0.4 to both', onPairs('larger', Math.max, ofLarger([0.4, 0.4]))),
  wrong('ties', 'distance, the same sign for both', onPairs('distance', distance, ofDistance([1, 1]))),
  wrong('ties', 'distance, only the first', onPairs('distance', distance, ofDistance([0.5, 0]))),
  wrong('ties', 'excess, only the first', onPairs('excess', excess, ofExcess([1, 0]))),
  wrong('ties', 'learned upper bound, 1 to both', onParameter('atMost', Math.min, ofSmaller([1, 1]))),
  wrong('ties', 'learned upper bound, 0 to both', onParameter('atMost', Math.min, ofSmaller([0, 0]))),
  wrong('ties', 'learned lower bound, 1 to both', onParameter('atLeast', Math.max, ofLarger([1, 1]))),
  wrong('ties', 'median, 1 to all', rank(1, 3, allEqual)),
  wrong(
    'ties',
    'median, 0 to all equal ones',
    rank(1, 3, (x, y) => {
      const equal = allEqual(x, y)
      return sumOf(3, i => at(equal, i)) > 1 ? [0, 0, 0] : equal
    })
  ),
  wrong('ties', 'third of four, 1 to all', rank(2, 4, allEqual)),
  wrong(
    'ties',
    'two largest, all that are equal to the second',
    topTwo(x => x.map(one => (one >= ranked(x, 1) ? 1 : 0)))
  ),
  wrong(
    'ties',
    'extent, 1 to all largest',
    extent(x => minus(allEqual(x, Math.max(...x)), shared(x, Math.min(...x))))
  ),
  wrong(
    'ties',
    'descending, equal ones share one place twice',
    onRows('descending', 3, 3, {
      f: x => order(x).map(i => at(x, i)),
      jacobian: (x, y) => y.map(one => allEqual(x, one))
    })
  ),
  ...[
    [1, 0],
    [0, 1],
    [0.5, 0.5],
    [0.3, 0.7]
  ].flatMap(([s = 0, t = 0]) => [
    right('ties', `larger of a pair, (${s}, ${t})`, onPairs('larger', Math.max, ofLarger([s, t]))),
    right('ties', `smaller of a pair, (${s}, ${t})`, onPairs('smaller', Math.min, ofSmaller([s, t]))),
    right('ties', `learned upper bound, (${s}, ${t})`, onParameter('atMost', Math.min, ofSmaller([s, t]))),
    right('ties', `distance, (${s - t}, ${t - s})`, onPairs('distance', distance, ofDistance([s - t, t - s]))),
    right('ties', `excess, (${s}, ${-s})`, onPairs('excess', excess, ofExcess([s, -s])))
  ]),
  ...[1, -1].flatMap(turn => {
    const first = (which: number, width: number) => (x: Numbers) => unitRow(width, at(order(x, turn), which))
    const which = turn === 1 ? 'the first' : 'the last'
    return [
      ...[2, 3, 5].map(width => right('ties', `descending ${width}, ${which}`, sorted(width, turn))),
      right('ties', `median, ${which}`, rank(1, 3, first(1, 3))),
      right('ties', `third of four, ${which}`, rank(2, 4, first(2, 4))),
      right('ties', `fourth of six, ${which}`, rank(3, 6, first(3, 6))),
      right(
        'ties',
        `two largest, ${which}`,
        topTwo(x => range(4).map(i => (order(x, turn).indexOf(i) < 2 ? 1 : 0)))
      ),
      right(
        'ties',
        `extent, ${which}`,
        extent(x => minus(first(0, 3)(x), first(2, 3)(x)))
      )
    ]
  }),
  right('ties', 'median, shared', rank(1, 3, shared)),
  right('ties', 'fourth of six, shared', rank(3, 6, shared)),
  right(
    'ties',
    'extent, shared',
    extent(x => minus(shared(x, Math.max(...x)), shared(x, Math.min(...x))))
  )
]

const zero = (): number => 0
const one = (): number => 1
const triangle = (x: number): number => Math.abs(x - 2 * Math.round(x / 2))

export const jumps: readonly Kinked[] = [
  right('jumps', 'ceiling', pointwise('ceiling', Math.ceil, zero)),
  right(
    'jumps',
    'to the nearest half',
    pointwise('nearest', x => Math.round(2 * x) / 2, zero)
  ),
  right(
    'jumps',
    'step',
    pointwise('step', x => (x > 0 ? 1 : 0), zero)
  ),
  right('jumps', 'sign', pointwise('sign', Math.sign, zero)),
  right(
    'jumps',
    'fraction',
    pointwise('fraction', x => x - Math.floor(x), one)
  ),
  right(
    'jumps',
    'fraction, squared',
    pointwise(
      'fraction',
      x => (x - Math.floor(x)) ** 2,
      x => 2 * (x - Math.floor(x))
    )
  ),
  right(
    'jumps',
    'angle wrapped to [−1, 1)',
    pointwise('wrapped', x => x - 2 * Math.floor((x + 1) / 2), one)
  ),
  right(
    'jumps',
    'triangle wave',
    pointwise('triangle', triangle, x => (Math.round(x / 2) * 2 < x ? 1 : Math.round(x / 2) * 2 > x ? -1 : 0))
  ),
  right(
    'jumps',
    'above a threshold',
    pointwise(
      'threshold',
      x => (x > 1 ? x : 0),
      x => (x > 1 ? 1 : 0)
    )
  ),
  wrong('jumps', 'ceiling, straight through', pointwise('ceiling', Math.ceil, one)),
  wrong(
    'jumps',
    'step, 1 at zero',
    pointwise(
      'step',
      x => (x > 0 ? 1 : 0),
      x => (x === 0 ? 1 : 0)
    )
  ),
  wrong('jumps', 'sign, straight through', pointwise('sign', Math.sign, one)),
  wrong(
    'jumps',
    'fraction, 0',
    pointwise('fraction', x => x - Math.floor(x), zero)
  ),
  wrong(
    'jumps',
    'fraction, 0 at whole numbers',
    pointwise(
      'fraction',
      x => x - Math.floor(x),
      x => (Number.isInteger(x) ? 0 : 1)
    )
  )
]

const sigma = (x: number): number => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))

const softmax = (x: Numbers): Numbers => {
  const exponentials = x.map(one => Math.exp(one - Math.max(...x)))
  return exponentials.map(one => one / sumOf(x.length, i => at(exponentials, i)))
}

/** Softmax at a temperature; the right factor is its inverse. */
const atTemperature = (temperature: number, factor = 1 / temperature): UntypedLayer =>
  onRows('atTemperature', 4, 4, {
    f: x => softmax(x.map(one => one / temperature)),
    jacobian: (_, y) => y.map((yi, i) => y.map((yj, j) => factor * yi * ((i === j ? 1 : 0) - yj)))
  })

export const flat: readonly Kinked[] = [
  right(
    'flat',
    'sigmoid of 80 x',
    pointwise(
      'steep',
      x => sigma(80 * x),
      (_, y) => 80 * y * (1 - y)
    )
  ),
  right(
    'flat',
    'sigmoid of 250 x',
    pointwise(
      'steep',
      x => sigma(250 * x),
      x => 250 * sigma(250 * x) * sigma(-250 * x)
    )
  ),
  right(
    'flat',
    'tanh of 60 x',
    pointwise(
      'steep',
      x => Math.tanh(60 * x),
      (_, y) => 60 * (1 - y) * (1 + y)
    )
  ),
  right('flat', 'softmax at 0.02', atTemperature(0.02)),
  right('flat', 'softmax at 0.005', atTemperature(0.005)),
  wrong(
    'flat',
    'sigmoid of 80 x, without the 80',
    pointwise(
      'steep',
      x => sigma(80 * x),
      (_, y) => y * (1 - y)
    )
  ),
  wrong(
    'flat',
    'tanh of 60 x, half',
    pointwise(
      'steep',
      x => Math.tanh(60 * x),
      (_, y) => 30 * (1 - y * y)
    )
  ),
  wrong('flat', 'softmax at 0.02, without the temperature', atTemperature(0.02, 1))
]

const single = Math.fround

/** x W + b of 3 numbers, rounded to single precision after every operation. */
const singleDense = (factor = 1): UntypedLayer => {
  const dot = (size: number, term: (i: number) => readonly [number, number]) =>
    range(size).reduce((total, i) => {
      const [a, b] = term(i)
      return single(total + single(single(a) * single(b)))
    }, 0)
  return onNumbers({
    name: 'singleDense',
    parameters: [
      { name: 'weight', shape: [2, 3] },
      { name: 'bias', shape: [2] }
    ],
    input: [3],
    output: [2],
    forward: ({ n, p: [w, b], x: [x] }) =>
      range(2 * n).map(k => {
        const [e, o] = [Math.floor(k / 2), k % 2]
        return single(dot(3, i => [at(w, 3 * o + i), at(x, 3 * e + i)]) + single(at(b, o)))
      }),
    backward: ({ n, p: [w], x: [x], dy }): Gradients => ({
      dp: [
        range(6).map(k => dot(n, e => [factor * at(dy, 2 * e + Math.floor(k / 3)), at(x, 3 * e + (k % 3))])),
        range(2).map(o => dot(n, e => [at(dy, 2 * e + o), 1]))
      ],
      dx: [range(3 * n).map(k => dot(2, o => [at(dy, 2 * Math.floor(k / 3) + o), at(w, 3 * o + (k % 3))]))]
    })
  })
}

/** y with y + y³ = x, by Newton's method to the given accuracy, from a start that is off by a little. */
const cubicRoot =
  (accuracy: number) =>
  (x: number): number => {
    const step = (y: number) => (y + y ** 3 - x) / (1 + 3 * y * y)
    let y = x / (1 + Math.cbrt(x * x))
    while (Math.abs(step(y)) > accuracy) y -= 0.9 * step(y)
    return y
  }

/** y with y = cos(y / 2) + x / 4, by repetition. */
const fixedPoint =
  (accuracy: number) =>
  (x: number): number => {
    let [y, before] = [0, Infinity]
    while (Math.abs(y - before) > accuracy) [y, before] = [Math.cos(y / 2) + x / 4, y]
    return y
  }

const declares = (accuracy: number, layer: UntypedLayer): UntypedLayer => ({
  ...layer,
  description: { ...layer.description, accuracy }
})

const root = (accuracy: number, factor = 1) =>
  declares(
    accuracy,
    pointwise('root', cubicRoot(accuracy / 10), (_, y) => factor / (1 + 3 * y * y))
  )
const repeated = (accuracy: number, factor = 1) =>
  declares(
    accuracy,
    pointwise('repeated', fixedPoint(accuracy / 10), (_, y) => factor / (4 + 2 * Math.sin(y / 2)))
  )

export const rounded: readonly Kinked[] = [
  right(
    'rounded',
    'x + x² / 2 in single precision',
    pointwise(
      'single',
      x => single(x + single(single(x) ** 2) / 2),
      x => single(1 + x)
    )
  ),
  right(
    'rounded',
    'tanh in single precision',
    pointwise(
      'single',
      x => single(Math.tanh(single(x))),
      (_, y) => single(1 - y * y)
    )
  ),
  right(
    'rounded',
    'sine of a single, doubled',
    pointwise(
      'single',
      x => 2 * Math.sin(single(x)),
      x => 2 * Math.cos(x)
    )
  ),
  right(
    'rounded',
    'relu in single precision',
    pointwise(
      'single',
      x => single(Math.max(x, 0)),
      x => (x > 0 ? 1 : 0)
    )
  ),
  right(
    'rounded',
    'x plus a single of its square',
    pointwise(
      'single',
      x => x + single(x * x),
      x => 1 + 2 * x
    )
  ),
  right('rounded', 'dense in single precision', singleDense()),
  right(
    'rounded',
    'softmax in single precision',
    onRows('singleSoftmax', 3, 3, {
      f: x => softmax(x.map(single)).map(single),
      jacobian: (_, y) => y.map((yi, i) => y.map((yj, j) => single(yi * ((i === j ? 1 : 0) - yj))))
    })
  ),
  right(
    'rounded',
    'larger of a pair in single precision',
    onPairs('single', (x, u) => single(Math.max(x, u)), ofLarger([0, 1]))
  ),
  right(
    'rounded',
    'through 10⁷',
    pointwise(
      'cancelling',
      x => 1e7 + 3 * x - 1e7,
      () => 3
    )
  ),
  right(
    'rounded',
    'sine through 10⁹',
    pointwise('cancelling', x => 1e9 + Math.sin(x) - 1e9, Math.cos)
  ),
  right(
    'rounded',
    'difference of squares',
    pointwise(
      'cancelling',
      x => (1e5 + x) ** 2 - 1e10 - 2e5 * x,
      x => 2 * x
    )
  ),
  right('rounded', 'root to 10⁻⁹', root(1e-9)),
  right('rounded', 'root to 10⁻⁷', root(1e-7)),
  right('rounded', 'fixed point to 10⁻⁸', repeated(1e-8)),
  wrong(
    'rounded',
    'x + x² / 2 in single precision, a factor',
    pointwise(
      'single',
      x => single(x + single(single(x) ** 2) / 2),
      x => single(1.03 * (1 + x))
    )
  ),
  wrong(
    'rounded',
    'tanh in single precision, 0',
    pointwise('single', x => single(Math.tanh(single(x))), zero)
  ),
  wrong('rounded', 'dense in single precision, a factor', singleDense(1.02)),
  wrong(
    'rounded',
    'larger of a pair in single precision, 1 to both',
    onPairs('single', (x, u) => single(Math.max(x, u)), ofLarger([1, 1]))
  ),
  wrong(
    'rounded',
    'through 10⁷, a factor',
    pointwise(
      'cancelling',
      x => 1e7 + 3 * x - 1e7,
      () => 3.1
    )
  ),
  wrong('rounded', 'root to 10⁻⁹, a factor', root(1e-9, 1.01)),
  wrong('rounded', 'fixed point to 10⁻⁸, a factor', repeated(1e-8, 1.02))
]

export const kinked: readonly Kinked[] = [...ties, ...jumps, ...flat, ...rounded]
