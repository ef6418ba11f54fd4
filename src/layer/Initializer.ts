/**
 * Where parameters begin: a shape gives a random tensor of that shape.
 *
 * A weight has the shape [outputs, inputs, ...kernel]. One unit is reached by fanIn = inputs · |kernel| numbers and reaches
 * fanOut = outputs · |kernel|. What is random keeps the variance of what flows through the network, forwards (1 / fanIn),
 * backwards (1 / fanOut) or a compromise of both, and is normal or uniform: uniform over ±√(3 v) has the variance v.
 */
import { map } from 'fp-ts/lib/State.js'
import { normal, type Random, uniform } from '../tensor/Random.js'
import { finite } from '../tensor/range.js'
import { count, type Shape } from '../tensor/Shape.js'
import { fill, fromArray, type Tensor, toArray, writtenShape } from '../tensor/Tensor.js'

export { normal, uniform } from '../tensor/Random.js'

export type Initializer = <S extends Shape>(shape: S) => Random<Tensor<S>>

const everywhere =
  (name: string, value: number): Initializer =>
  shape => {
    const written = writtenShape(name, shape)
    // Filled only when parameters are asked for: a network that is described, and not trained, takes no memory.
    return seed => [fill(written, value), seed]
  }

/**
 * The same number everywhere.
 *
 * @throws RangeError if the number is not finite
 */
export const constant = (value: number): Initializer => everywhere('constant', finite('constant: the value', value))

export const zeros: Initializer = /* @__PURE__ */ everywhere('zeros', 0)

type Variance = (fanIn: number, fanOut: number) => number

const varianceOf = (variance: Variance, [outputs = 1, inputs = outputs, ...kernel]: Shape): number =>
  variance(inputs * count(kernel), outputs * count(kernel))

const normalOf =
  (name: string, variance: Variance): Initializer =>
  shape =>
    normal(0, Math.sqrt(varianceOf(variance, writtenShape(name, shape))))(shape)

const uniformOf =
  (name: string, variance: Variance): Initializer =>
  shape => {
    const limit = Math.sqrt(3 * varianceOf(variance, writtenShape(name, shape)))
    return uniform(-limit, limit)(shape)
  }

const glorot: Variance = (fanIn, fanOut) => 2 / (fanIn + fanOut)
const he: Variance = fanIn => 2 / fanIn
const lecun: Variance = fanIn => 1 / fanIn

/**
 * Normal of the variance 2 / (fanIn + fanOut), for tanh and other functions that are near to x at 0 (Glorot and Bengio, 2010,
 * Understanding the difficulty of training deep feedforward neural networks).
 */
export const glorotNormal = /* @__PURE__ */ normalOf('glorotNormal', glorot)

/** Uniform over ±√(6 / (fanIn + fanOut)): see `glorotNormal`. */
export const glorotUniform = /* @__PURE__ */ uniformOf('glorotUniform', glorot)

/**
 * Normal of the variance 2 / fanIn, for relu, which lets half of the variance pass (He, Zhang, Ren and Sun, 2015, Delving Deep
 * into Rectifiers).
 */
export const heNormal = /* @__PURE__ */ normalOf('heNormal', he)

/** Uniform over ±√(6 / fanIn): see `heNormal`. */
export const heUniform = /* @__PURE__ */ uniformOf('heUniform', he)

/** Normal of the variance 1 / fanIn (LeCun, Bottou, Orr and Müller, 1998, Efficient BackProp). */
export const lecunNormal = /* @__PURE__ */ normalOf('lecunNormal', lecun)

/** Uniform over ±√(3 / fanIn): see `lecunNormal`. */
export const lecunUniform = /* @__PURE__ */ uniformOf('lecunUniform', lecun)

/** Xavier Glorot's and Kaiming He's, by the names that PyTorch gives them. */
export {
  glorotNormal as xavierNormal,
  glorotUniform as xavierUniform,
  heNormal as kaimingNormal,
  heUniform as kaimingUniform
}

/**
 * `gain` times a matrix whose rows are orthonormal, W Wᵀ = I, or where there are more rows than columns its columns,
 * Wᵀ W = I; axes after the first count as one. Every such matrix is equally likely: it is the Q of N = Q R, with N normal
 * and the diagonal of R positive (Saxe, McClelland and Ganguli, 2014, Exact solutions to the nonlinear dynamics of learning).
 *
 * @throws RangeError if the gain is not finite
 */
export const orthogonal = (gain = 1): Initializer => {
  finite('orthogonal: the gain', gain)
  return shape => {
    const [outputs = 1, ...inputs] = writtenShape('orthogonal', shape)
    const [few, many] = [Math.min(outputs, count(inputs)), Math.max(outputs, count(inputs))]
    const isWide = outputs === few
    return map((vectors: Tensor<readonly [number, number]>) => {
      const basis = orthonormal(rowsOf(vectors))
      const at = (row: number, column: number) => gain * (basis[row]?.[column] ?? 0)
      const place = (i: number) => [Math.floor(i / count(inputs)), i % count(inputs)] as const
      return fromArray(
        shape,
        Array.from({ length: count(shape) }, (_, i) => {
          const [row, column] = place(i)
          return isWide ? at(row, column) : at(column, row)
        })
      )
    })(normal()([few, many]))
  }
}

const rowsOf = (matrix: Tensor<readonly [number, number]>): readonly Float64Array[] => {
  const numbers = toArray(matrix)
  const [rows, columns] = matrix.shape
  return Array.from({ length: rows }, (_, i) => Float64Array.from(numbers.slice(i * columns, (i + 1) * columns)))
}

const dot = (x: Float64Array, y: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i] ?? 0) * (y[i] ?? 0)
  return sum
}

/** Gram and Schmidt: from each vector what lies along those before it is taken away, twice for the sake of rounding. */
const orthonormal = (vectors: readonly Float64Array[]): readonly Float64Array[] => {
  const basis: Float64Array[] = []
  for (const vector of vectors) {
    const rest = Float64Array.from(vector)
    for (const unit of [...basis, ...basis]) {
      const along = dot(rest, unit)
      for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] ?? 0) - along * (unit[i] ?? 0)
    }
    const length = Math.sqrt(dot(rest, rest))
    basis.push(rest.map(number => number / length))
  }
  return basis
}
