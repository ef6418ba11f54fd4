/**
 * A value as one row of numbers, and back: derivatives are taken entry by entry, for any shapes.
 *
 *     withNumbers(value)(numbersOf(value)) = value
 */
import { elementCount, sameShape, type Shape, type Shapes, showShape } from '../../src/tensor/Shape.js'
import { showNumbers } from '../../src/tensor/lists.js'
import { type AnyTensor, fresh, fromArray, rowMajorNumbers } from '../../src/tensor/Tensor.js'
import { isTensor, mapBatches, type Params, tensorsOf, type Value } from '../../src/algebra/Value.js'

export const sizeOf = (value: Value): number =>
  isTensor(value) ? elementCount(value.shape) : value.reduce((total, part) => total + sizeOf(part), 0)

/** A copy of all numbers of a value, tensor by tensor. */
export const numbersOf = (value: Value): Float64Array => {
  const numbers = new Float64Array(sizeOf(value))
  let place = 0
  for (const tensor of tensorsOf(value)) {
    const own = rowMajorNumbers(tensor)
    numbers.set(own, place)
    place += own.length
  }
  return numbers
}

/** A value of the same shapes that holds a copy of other numbers. */
export const withNumbers =
  <V extends Value>(like: V) =>
  (numbers: ArrayLike<number>): V => {
    const all = numbers instanceof Float64Array ? numbers : Float64Array.from(numbers)
    let place = 0
    return mapBatches(({ shape }: AnyTensor): AnyTensor => {
      const from = place
      place += elementCount(shape)
      return fresh(shape, all.slice(from, place))
    })(like)
  }

/** The value with a function of every number, and of its index among all numbers. */
export const mapNumbers =
  (f: (x: number, i: number) => number) =>
  <V extends Value>(value: V): V =>
    withNumbers(value)(numbersOf(value).map(f))

/** The value of these shapes that `make` fills tensor by tensor. */
export const shaped = (shapes: Shapes, make: (shape: Shape) => AnyTensor): Value =>
  isShape(shapes) ? make(shapes) : shapes.map(part => shaped(part, make))

const isShape = (shapes: Shapes): shapes is Shape => shapes.every(part => typeof part === 'number')

/** The shapes of a batch, from those of one example. */
export const batched = (size: number, shapes: Shapes): Shapes =>
  isShape(shapes) ? [size, ...shapes] : shapes.map(part => batched(size, part))

/** The shape of a tensor or of every part of a pair. */
export const shapesOf = (value: Value): Shapes => (isTensor(value) ? value.shape : value.map(shapesOf))

export const sameShapes = (one: Value, other: Value): boolean => sameShape(shapesOf(one), shapesOf(other))

/** One example of a batch, as a batch of one. */
export const example = (i: number): (<V extends Value>(value: V) => V) =>
  mapBatches((tensor: AnyTensor): AnyTensor => {
    const [, ...rest] = tensor.shape
    const numbers = rowMajorNumbers(tensor)
    const width = rest.reduce((product, size) => product * size, 1)
    return fromArray([1, ...rest], numbers.subarray(i * width, (i + 1) * width))
  })

/** x + t v. The weights v are those of the numbers from `start` on. */
export const plusTimes = (numbers: Float64Array, t: number, weights: Float64Array, start = 0): Float64Array => {
  const moved = numbers.slice()
  for (let i = 0; i < weights.length; i++) moved[start + i] = (numbers[start + i] ?? NaN) + t * (weights[i] ?? NaN)
  return moved
}

/** Σ aᵢ bᵢ, and Σ |aᵢ bᵢ|, which bounds its rounding. */
export const inner = (
  a: ArrayLike<number>,
  b: ArrayLike<number>
): { readonly value: number; readonly magnitude: number } => {
  let value = 0
  let magnitude = 0
  for (let i = 0; i < a.length; i++) {
    const product = (a[i] ?? NaN) * (b[i] ?? NaN)
    value += product
    magnitude += Math.abs(product)
  }
  return { value, magnitude }
}

/** The largest absolute value of the finite numbers. */
export const largest = (numbers: Float64Array): number => {
  let most = 0
  for (const x of numbers) if (Number.isFinite(x)) most = Math.max(most, Math.abs(x))
  return most
}

/** The tensor and the indices of the i-th number of a value: `weight[0, 1]`. */
export const placeOf = (value: Value, names: readonly string[], i: number): string => {
  let rest = i
  for (const [which, tensor] of tensorsOf(value).entries()) {
    const size = sizeOf(tensor)
    if (rest < size) return `${names[which] ?? `part ${which}`}[${indices(tensor.shape, rest).join(', ')}]`
    rest -= size
  }
  return `number ${i}`
}

/** The indices of the i-th number in row-major order. */
export const indices = (shape: Shape, i: number): readonly number[] =>
  shape.reduceRight<readonly number[]>(
    (found, size, axis) => [Math.floor(i / shape.slice(axis + 1).reduce((a, b) => a * b, 1)) % size, ...found],
    []
  )

/** The shape and the numbers of a tensor; for a large tensor only the first nonzero numbers. */
export const showTensor = (tensor: AnyTensor): string => {
  const numbers = rowMajorNumbers(tensor)
  if (numbers.length <= 24) return `${showShape(tensor.shape)}  ${showNumbers(tensor.shape, numbers)}`
  const places: number[] = []
  let others = 0
  numbers.forEach((x, i) => {
    if (x !== 0 && places.length < 6) places.push(i)
    else if (x !== 0) others++
  })
  const listed = places.map(i => `[${indices(tensor.shape, i).join(', ')}] = ${numbers[i] ?? NaN}`).join(', ')
  const more = others > 0 ? `, and ${others} more` : ''
  return `${showShape(tensor.shape)}  ${places.length === 0 ? 'zeros' : `zeros but for ${listed}${more}`}`
}

export const showValue = (value: Value): string =>
  isTensor(value) ? showTensor(value) : `(${value.map(showValue).join('; ')})`

/** Parameters with their names. */
export const showParams = (names: readonly string[], params: Params): readonly (readonly [string, string])[] =>
  params.map((tensor, i) => [names[i] ?? `parameter ${i}`, showTensor(tensor)])
