import { sameShape, type Shape, shapeError, showShape } from '../tensor/Shape.js'
import { type AnyTensor, type Tensor } from '../tensor/Tensor.js'
import { broadcast, reshape } from './arrangement.js'
import { scale } from './elementwise.js'
import { interpreterOf as of } from './Interpreter.js'
import * as kernel from './kernel/reduction.js'
import { perExample } from './reduction.js'

/**
 * The shape S without some axes: `Without<readonly [2, 3, 4], readonly [0, 2]>` is `readonly [3]`. `Shape` if the axes are known
 * only at run time.
 */
export type Without<S extends Shape, Axes extends Shape> = number extends S['length'] | Axes[number]
  ? Shape
  : Kept<S, Axes[number]>

type Kept<
  S extends Shape,
  Axes extends number,
  Left extends Shape = readonly [],
  Counted extends readonly unknown[] = []
> = S extends readonly [infer N extends number, ...infer Rest extends Shape]
  ? Kept<Rest, Axes, Counted['length'] extends Axes ? Left : readonly [...Left, N], [...Counted, unknown]>
  : Left

const requireAxes = (name: string, shape: Shape, axes: Shape): void => {
  if (new Set(axes).size === axes.length && axes.every(axis => shape[axis] !== undefined)) return
  throw shapeError(
    `${name}: the axes must be different axes of the shape ${showShape(shape)}, found ${showShape(axes)}`
  )
}

/** Ranges of neighbouring axes, the last range first, so that reducing one range leaves the axes of the next in place. */
const rangesOf = (axes: Shape): readonly (readonly [from: number, to: number])[] =>
  axes
    .toSorted((a, b) => b - a)
    .reduce<readonly (readonly [number, number])[]>((ranges, axis) => {
      const last = ranges.at(-1)
      return last?.[0] === axis + 1 ? [...ranges.slice(0, -1), [axis, last[1]]] : [...ranges, [axis, axis + 1]]
    }, [])

const reducing =
  (name: string, operation: 'sum' | 'max') =>
  <S extends Shape, const Axes extends Shape>(axes: Axes, x: Tensor<S>): Tensor<Without<S, Axes>> => {
    const reduce = of(x, name)?.[operation] ?? kernel[operation]
    requireAxes(name, x.shape, axes)
    const reduced = rangesOf(axes).reduce<AnyTensor>(
      (y, [from, to]) => reduce([...y.shape.slice(0, from), ...y.shape.slice(to)], y, from, to),
      x
    )
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- TypeScript does not follow axes that are removed one range after the other
    return reduced as Tensor<Without<S, Axes>>
  }

/**
 * The sum along some axes, which the result does not have: `sumAlong([1], x)` adds the columns of a matrix, [m, n] → [m]. The last
 * axes are added first. The gradient is `repeatAlong`.
 *
 * @param axes indices of the axes, of which 0 is the first
 * @throws ShapeError if x does not have one of the axes, or if one is named twice
 * @throws TypeError if x is not a tensor
 * @example Algebra.sumAlong([1], tensor([[1, 2], [3, 4]])) // [3, 7]
 * @example Algebra.sumAlong([0, 2], filledTensor([2, 3, 4], 1)) // [8, 8, 8]
 */
export const sumAlong = /* @__PURE__ */ reducing('sumAlong', 'sum')

/**
 * The maximum along some axes, which the result does not have: [m, n] → [m] for `maxAlong([1], x)`. NaN if any number is NaN.
 *
 * @param axes indices of the axes, of which 0 is the first
 * @throws ShapeError if x does not have one of the axes, or if one is named twice
 * @throws TypeError if x is not a tensor
 * @example Algebra.maxAlong([1], tensor([[1, 2], [4, 3]])) // [2, 4]
 */
export const maxAlong = /* @__PURE__ */ reducing('maxAlong', 'max')

/**
 * The mean along some axes, which the result does not have: [m, n] → [m] for `meanAlong([1], x)`. The gradient is `repeatAlong`,
 * divided by the number of elements of a mean.
 *
 * @param axes indices of the axes, of which 0 is the first. The size of axis 0 may be an open batch size.
 * @throws ShapeError if x does not have one of the axes, or if one is named twice
 * @throws TypeError if x is not a tensor
 * @example Algebra.meanAlong([1], tensor([[1, 2], [3, 4]])) // [1.5, 3.5]
 */
export const meanAlong = <S extends Shape, const Axes extends Shape>(
  axes: Axes,
  x: Tensor<S>
): Tensor<Without<S, Axes>> => {
  const sum = sumAlong(axes, x)
  const count = axes.reduce((product, axis) => product * (axis === 0 ? 1 : (x.shape[axis] ?? 1)), 1)
  const perOther = count === 1 ? sum : scale(1 / count, sum)
  return axes.includes(0) ? perExample(perOther, x) : perOther
}

/**
 * Repeats a tensor along new axes until it has the given shape: `repeatAlong([1], [m, n], x)` writes a column of m numbers n times
 * side by side. The result is a view. The gradient is `sumAlong`.
 *
 * @param axes indices in the result of the axes along which x is repeated
 * @param shape shape of the result
 * @throws ShapeError if the shape of x is not the given shape without the axes
 * @throws TypeError if x is not a tensor
 * @example Algebra.repeatAlong([1], [2, 3], tensor([1, 2])) // [[1, 1, 1], [2, 2, 2]]
 */
export const repeatAlong = <const S extends Shape>(axes: Shape, shape: S, x: AnyTensor): Tensor<S> => {
  requireAxes('repeatAlong', shape, axes)
  const others = shape.filter((_, axis) => !axes.includes(axis))
  if (!sameShape(others, x.shape))
    throw shapeError(
      `repeatAlong: the shape ${showShape(shape)} without the axes ${showShape(axes)} is ${showShape(others)}, found ${showShape(x.shape)}`
    )
  return broadcast(
    shape,
    reshape(
      shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
      x
    )
  )
}
