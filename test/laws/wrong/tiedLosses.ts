/** Losses with kinks where predictions are equal, each with right gradients and with wrong ones. */
import { lossLaws } from '../../../laws/learning/lossLaws.js'
import { type Law } from '../../../laws/law/Law.js'
import { type LossSubject } from '../../../laws/subject/losses.js'
import { at, type Numbers, range, sumOf } from '../../../laws/wrong/onNumbers.js'
import { withNumbers, numbersOf } from '../../../laws/value/Numbers.js'
import { type Value, tensorsOf } from '../../../src/algebra/Value.js'
import { describe } from '../../../src/layer/Description.js'
import { type UntypedLoss } from '../../../src/learning/Loss.js'
import { scalar } from '../../../src/tensor/Tensor.js'

interface TiedLoss {
  readonly kind: 'ties'
  readonly name: string
  readonly isRight: boolean
  readonly laws: readonly Law[]
}

/** A function of the prediction and the target of one example, with its gradient. */
interface OfExample {
  readonly f: (y: Numbers, t: Numbers) => number
  readonly slopes: (y: Numbers, t: Numbers) => Numbers
}

/** The numbers of each example, those of all parts of a tuple one after the other. */
const examplesOf = (batch: Value): readonly Numbers[] => {
  const parts = tensorsOf(batch).map(tensor => ({ n: tensor.shape[0] ?? 0, numbers: [...numbersOf(tensor)] }))
  return range(parts[0]?.n ?? 0).map(e =>
    parts.flatMap(({ n, numbers }) => numbers.slice((e * numbers.length) / n, ((e + 1) * numbers.length) / n))
  )
}

/** The mean over the examples of a batch. A tuple must have parts of the same width. */
const meanOf = (name: string, { f, slopes }: OfExample): UntypedLoss => ({
  description: describe(name),
  value: (prediction, target) => {
    const [y, t] = [examplesOf(prediction), examplesOf(target)]
    return scalar(sumOf(y.length, e => f(y[e] ?? [], t[e] ?? [])) / y.length)
  },
  gradient: (prediction, target) => {
    const [y, t] = [examplesOf(prediction), examplesOf(target)]
    const rows = y.map((row, e) => slopes(row, t[e] ?? []).map(x => x / y.length))
    const parts = tensorsOf(prediction).length
    const width = (rows[0]?.length ?? 0) / parts
    return withNumbers(prediction)(
      range(parts).flatMap(p => rows.flatMap(row => row.slice(p * width, (p + 1) * width)))
    )
  }
})

const row =
  (isRight: boolean, known: Partial<LossSubject>) =>
  (name: string, loss: UntypedLoss): TiedLoss => ({
    kind: 'ties',
    name: `ties: loss, ${name}`,
    isRight,
    get laws() {
      return lossLaws(loss, { ...known, name })
    }
  })

const classes = { shapes: [[3], [4]], target: 'oneHot', convex: true } as const
const pairs = { shapes: [[[3], [3]]] }

/** The share of each number in the gradient of the largest one, or of another rank. */
type Shares = (y: Numbers, chosen: number) => Numbers

const toAll: Shares = (y, chosen) => y.map(x => (x === chosen ? 1 : 0))
const toFirst: Shares = (y, chosen) => y.map((_, i) => (i === y.indexOf(chosen) ? 1 : 0))
const toLast: Shares = (y, chosen) => y.map((_, i) => (i === y.lastIndexOf(chosen) ? 1 : 0))
const shared: Shares = (y, chosen) => {
  const all = toAll(y, chosen)
  return all.map(x => x / sumOf(all.length, i => at(all, i)))
}
const toNone: Shares = (y, chosen) => {
  const all = toAll(y, chosen)
  return sumOf(all.length, i => at(all, i)) > 1 ? all.map(() => 0) : all
}

/** max y − ⟨t, y⟩: how far the class of the target is behind the largest prediction. */
const behind = (shares: Shares): UntypedLoss =>
  meanOf('behind', {
    f: (y, t) => Math.max(...y) - sumOf(y.length, i => at(t, i) * at(y, i)),
    slopes: (y, t) => shares(y, Math.max(...y)).map((x, i) => x - at(t, i))
  })

const second = (y: Numbers): number =>
  at(
    y.toSorted((a, b) => b - a),
    1
  )

/** The square of the second largest prediction plus 1. */
const runnerUp = (shares: Shares): UntypedLoss =>
  meanOf('runnerUp', {
    f: y => (second(y) + 1) ** 2,
    slopes: y => shares(y, second(y)).map(x => 2 * x * (second(y) + 1))
  })

/** Σ max(yᵢ, uᵢ)² of a pair (y, u), with the share of y where both are equal, and of u. */
const larger = ([ofFirst, ofSecond]: readonly [number, number]): UntypedLoss =>
  meanOf('larger', {
    f: yu => {
      const half = yu.length / 2
      return sumOf(half, i => Math.max(at(yu, i), at(yu, half + i)) ** 2)
    },
    slopes: yu => {
      const half = yu.length / 2
      return yu.map((x, i) => {
        const other = at(yu, (i + half) % yu.length)
        return x === other ? 2 * x * (i < half ? ofFirst : ofSecond) : x > other ? 2 * x : 0
      })
    }
  })

const right = row(true, classes)
const wrong = row(false, classes)

export const tiedLosses: readonly TiedLoss[] = [
  wrong('behind the largest, 1 to all largest', behind(toAll)),
  wrong('behind the largest, 0 to all largest', behind(toNone)),
  right('behind the largest, the first', behind(toFirst)),
  right('behind the largest, the last', behind(toLast)),
  right('behind the largest, shared', behind(shared)),
  row(false, { shapes: [[3], [4]] })('second largest, squared, 0 to all equal ones', runnerUp(toNone)),
  row(true, { shapes: [[3], [4]] })('second largest, squared, the first', runnerUp(toFirst)),
  row(true, { shapes: [[3], [4]] })('second largest, squared, the last', runnerUp(toLast)),
  row(false, pairs)('larger of a pair, squared, to both', larger([1, 1])),
  row(false, pairs)('larger of a pair, squared, to neither', larger([0, 0])),
  row(true, pairs)('larger of a pair, squared, (0.25, 0.75)', larger([0.25, 0.75]))
]
