import { add } from '../../algebra/Algebra.js'
import { isTensor, type Value } from '../../algebra/Value.js'
import { combine, showDescription } from '../../layer/Description.js'
import { shapeError, type Shapes, showShape } from '../../tensor/Shape.js'
import {
  type AllPredictions,
  type AllTargets,
  type AnyLoss,
  eraseLossTypes,
  type Loss,
  type UntypedLoss
} from '../Loss.js'

/** The penalties of several losses together. */
export const penaltiesOf = (losses: readonly AnyLoss[]): Pick<AnyLoss, 'penalties'> => {
  const penalties = losses.flatMap(({ penalties = [] }) => penalties)
  return penalties.length === 0 ? {} : { penalties }
}

const all = (losses: readonly UntypedLoss[]): UntypedLoss => {
  const count = losses.length
  const description = combine(
    'sumOf',
    losses.map(({ description }) => description)
  )
  const partsOf = (what: string, value: Value): readonly Value[] => {
    if (!isTensor(value) && value.length === count) return value
    const found = isTensor(value) ? `a tensor of shape ${showShape(value.shape)}` : `a tuple of ${value.length}`
    throw shapeError(`${showDescription(description)} takes a tuple of ${count} ${what}, found ${found}`)
  }
  const shapesOf = (prediction: Shapes): readonly Shapes[] => {
    const parts = prediction.flatMap(part => (typeof part === 'object' ? [part] : []))
    if (parts.length === count && prediction.length === count) return parts
    throw shapeError(
      `${showDescription(description)} takes a tuple of ${count} predictions, found the shape ${showShape(prediction)}`
    )
  }
  return {
    description,
    targetShape: prediction => {
      const shapes = shapesOf(prediction)
      return losses.map(({ targetShape }, i) => targetShape?.(shapes[i] ?? []) ?? shapes[i] ?? [])
    },
    value: (prediction, target) => {
      const [ys, ts] = [partsOf('predictions', prediction), partsOf('targets', target)]
      return losses.map(({ value }, i) => value(ys[i] ?? [], ts[i] ?? [])).reduce(add)
    },
    gradient: (prediction, target) => {
      const [ys, ts] = [partsOf('predictions', prediction), partsOf('targets', target)]
      return losses.map(({ gradient }, i) => gradient(ys[i] ?? [], ts[i] ?? []))
    },
    ...penaltiesOf(losses)
  }
}

/**
 * The sum of losses of several outputs, such as the heads of a `fork`: the first loss compares the first prediction of a tuple with
 * the first target, the second loss the second.
 *
 *     value      L        = f(y, t) + g(v, u)
 *     gradient   [dy, dv] = [df(y, t), dg(v, u)]
 *
 * `weighted` sets the weight of a loss. `addLosses` adds losses of the same prediction.
 *
 * @throws ShapeError, when they are used, if predictions or targets are not a tuple with one value per loss
 * @example
 * const twoHeads = pipe(dense(2, 8), andThen(tanh()), andThen(fork(dense(8, 1), dense(8, 3))))
 * learner(twoHeads, sumOf(meanSquaredError(), weighted(0.5, softmaxCrossEntropy())), adam(0.01))
 */
export function sumOf<B extends Value, T extends Value, C extends Value, U extends Value>(
  one: Loss<B, T>,
  other: Loss<C, U>
): Loss<readonly [B, C], readonly [T, U]>
export function sumOf<
  B extends Value,
  T extends Value,
  C extends Value,
  U extends Value,
  D extends Value,
  V extends Value
>(one: Loss<B, T>, other: Loss<C, U>, third: Loss<D, V>): Loss<readonly [B, C, D], readonly [T, U, V]>
export function sumOf<const L extends readonly AnyLoss[]>(...losses: L): Loss<AllPredictions<L>, AllTargets<L>>
export function sumOf(...losses: readonly AnyLoss[]): unknown {
  return all(losses.map(eraseLossTypes))
}
