/**
 * Brings features to one scale: fitted on the training data, applied to whatever the network is to see.
 *
 *     normalise    x ↦ (x − shift) / width, feature by feature
 *
 *     const scaling = standardise(training.inputs)
 *     normalise(scaling)(validation.inputs)
 */
import { type Shape, sameShape, shapeError, showShape } from '../tensor/Shape.js'
import { type AnyBatch, type Batched, fresh, rowMajorNumbers, type Tensor } from '../tensor/Tensor.js'

/** Two tensors of the shape of one example: a plain value, which can be saved beside the parameters. */
export interface Scaling<S extends Shape> {
  readonly shift: Tensor<S>
  /** Never 0: a feature that is the same in all examples has the width 1, and so becomes 0. */
  readonly width: Tensor<S>
}

const shapeOfExample = <S extends Shape>(_: number, ...example: S): S => example

interface Range {
  readonly shift: number
  readonly width: number
}

/** The width of a feature that never changes would be 0, or by rounding near it. */
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
    const column = (feature: number) =>
      Float64Array.from({ length: size }, (_, row) => numbers[row * features + feature] ?? NaN)
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

const mean = (numbers: Float64Array): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length

/** shift = mean, width = standard deviation √(Σ (x − mean)² / examples). scikit-learn's StandardScaler. */
export const standardise = fit(feature => {
  const shift = mean(feature)
  return { shift, width: Math.sqrt(mean(feature.map(x => (x - shift) ** 2))) }
})

/** shift = least, width = greatest − least: the training data fill [0, 1]. scikit-learn's MinMaxScaler. */
export const rescale = fit(feature => {
  const shift = feature.reduce((least, x) => Math.min(least, x), Infinity)
  return { shift, width: feature.reduce((greatest, x) => Math.max(greatest, x), -Infinity) - shift }
})

/** @throws ShapeError where the scaling is of another shape than an example */
export const normalise =
  <S extends Shape>({ shift, width }: Scaling<S>) =>
  (inputs: AnyBatch<S>): Batched<S> => {
    const found = inputs.shape.slice(1)
    if (!sameShape(shift.shape, found))
      throw shapeError(`This scaling is of examples of ${showShape(shift.shape)}, found ${showShape(found)}`)
    const [from, by] = [rowMajorNumbers(shift), rowMajorNumbers(width)]
    const numbers = rowMajorNumbers(inputs).map((x, i) => {
      const feature = i % from.length
      return (x - (from[feature] ?? NaN)) / (by[feature] ?? NaN)
    })
    return fresh(inputs.shape, numbers)
  }
