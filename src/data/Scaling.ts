import { type Shape, sameShape, shapeError, showShape } from '../tensor/Shape.js'
import { type AnyBatch, type Batched, fresh, rowMajorNumbers, type Tensor } from '../tensor/Tensor.js'

/**
 * A scaling of features: x ↦ (x − shift) / width, feature by feature. `standardise` and `rescale` fit a scaling, `normalise`
 * applies it. Both tensors have the shape of one example and can be saved with the parameters.
 */
export interface Scaling<S extends Shape> {
  /** Subtracted from every example. */
  readonly shift: Tensor<S>
  /** Divides the difference. Never 0: a feature that is constant has the width 1, so it is scaled to 0. */
  readonly width: Tensor<S>
}

const shapeOfExample = <S extends Shape>(_: number, ...example: S): S => example

interface Range {
  readonly shift: number
  readonly width: number
}

/** Handles constant features, whose measured width would be 0, or nearly 0 after rounding. */
const orConstant =
  (measure: (feature: Float64Array) => Range) =>
  (feature: Float64Array): Range => {
    const [first = NaN] = feature
    return feature.every(x => x === first) ? { shift: first, width: 1 } : measure(feature)
  }

const fit =
  (measure: (feature: Float64Array) => Range) =>
  <S extends Shape>(inputs: AnyBatch<S>): Scaling<Readonly<S>> => {
    const numbers = rowMajorNumbers(inputs)
    const size = inputs.shape[0]
    const features = numbers.length / size
    const column = (feature: number) => new Float64Array(size).map((_, row) => numbers[row * features + feature] ?? NaN)
    const ranges = Array.from({ length: features }, (_, feature) => orConstant(measure)(column(feature)))
    const shape = shapeOfExample<Readonly<S>>(...inputs.shape)
    return {
      shift: fresh(
        shape,
        Float64Array.from(ranges, ({ shift }) => shift)
      ),
      width: fresh(
        shape,
        Float64Array.from(ranges, ({ width }) => width)
      )
    }
  }

const square = (x: number): number => x * x

const mean = (numbers: Float64Array): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length

/**
 * Fits a scaling to mean 0 and standard deviation 1, feature by feature, like scikit-learn's `StandardScaler`.
 *
 *     shift = mean      width = √(Σ (x − mean)² / examples)
 *
 * Fit on the training inputs only, and apply to validation inputs too. A constant feature is scaled to 0.
 *
 * @throws NumbersError if the inputs are traced and therefore hold no numbers
 * @example normalise(standardise(asBatch(tensor([[1], [3]]))))(tensor([[1], [3], [5]])) // [[-1], [1], [3]]
 */
export const standardise = fit(feature => {
  const shift = mean(feature)
  const width = Math.sqrt(mean(feature.map(x => square(x - shift))))
  if (width > 1e-150) return { shift, width }
  // The squares of tiny differences underflow.
  const most = feature.reduce((most, x) => Math.max(most, Math.abs(x - shift)), 0)
  return { shift, width: most * Math.sqrt(mean(feature.map(x => square((x - shift) / most)))) }
})

/**
 * Fits a scaling to the range [0, 1], feature by feature, like scikit-learn's `MinMaxScaler`.
 *
 *     shift = minimum      width = maximum − minimum
 *
 * Fit on the training inputs only; other inputs can then lie outside [0, 1]. A constant feature is scaled to 0.
 *
 * @throws NumbersError if the inputs are traced and therefore hold no numbers
 * @example normalise(rescale(asBatch(tensor([[0], [10]]))))(tensor([[5], [20]])) // [[0.5], [2]]
 */
export const rescale = fit(feature => {
  const shift = feature.reduce((least, x) => Math.min(least, x), Infinity)
  return { shift, width: feature.reduce((greatest, x) => Math.max(greatest, x), -Infinity) - shift }
})

/** Applies a function of a number, a shift and a width to every number of some examples. */
const scaled =
  (name: string, f: (x: number, shift: number, width: number) => number) =>
  <S extends Shape>({ shift, width }: Scaling<S>) =>
  (examples: AnyBatch<S>): Batched<S> => {
    const found = examples.shape.slice(1)
    if (!sameShape(shift.shape, found))
      throw shapeError(
        `${name}: the scaling is for examples of shape ${showShape(shift.shape)}, found ${showShape(found)}`
      )
    const [from, by] = [rowMajorNumbers(shift), rowMajorNumbers(width)]
    const numbers = rowMajorNumbers(examples).map((x, i) => {
      const feature = i % from.length
      return f(x, from[feature] ?? NaN, by[feature] ?? NaN)
    })
    return fresh(examples.shape, numbers)
  }

/**
 * Applies a scaling to every example: (x − shift) / width, feature by feature.
 *
 * @throws ShapeError if the scaling was fitted to examples of another shape
 * @example normalise(rescale(asBatch(tensor([[0], [10]]))))(tensor([[5], [20]])) // [[0.5], [2]]
 */
export const normalise = scaled('normalise', (x, shift, width) => (x - shift) / width)

/**
 * Undoes a scaling, for predictions of a network that was trained on scaled targets: x · width + shift, feature by feature. The
 * inverse of `normalise`, up to rounding.
 *
 * @throws ShapeError if the scaling was fitted to examples of another shape
 * @example denormalise(rescale(asBatch(tensor([[0], [10]]))))(tensor([[0.5], [2]])) // [[5], [20]]
 */
export const denormalise = scaled('denormalise', (x, shift, width) => x * width + shift)
