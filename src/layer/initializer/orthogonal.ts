import { map } from 'fp-ts/lib/State.js'
import { normal } from '../../tensor/Random.js'
import { finite } from '../../tensor/range.js'
import { elementCount } from '../../tensor/Shape.js'
import { fromArray, type Tensor, toArray, writtenShape } from '../../tensor/Tensor.js'
import { type Initializer } from './Initializer.js'

/**
 * Orthogonal initializer: a random matrix with orthonormal rows, W Wᵀ = I, times `gain`. A matrix with more rows than columns
 * has orthonormal columns instead, Wᵀ W = I. All axes after the first count as one.
 *
 * The distribution is uniform over all such matrices: the matrix is the Q of N = Q R, with N normal and the diagonal of R
 * positive.
 *
 * Source: Saxe, McClelland and Ganguli, 2014, Exact solutions to the nonlinear dynamics of learning in deep linear neural
 * networks.
 *
 * @param gain factor of the matrix. Default: 1.
 * @throws RangeError if the gain is not finite
 * @example dense(8, 8, { weight: Initializers.orthogonal() })
 */
export const orthogonal = (gain = 1): Initializer => {
  finite('orthogonal: the gain', gain)
  return shape => {
    const [outputs = 1, ...inputs] = writtenShape('orthogonal', shape)
    const [few, many] = [Math.min(outputs, elementCount(inputs)), Math.max(outputs, elementCount(inputs))]
    const isWide = outputs === few
    return map((vectors: Tensor<readonly [number, number]>) => {
      const basis = orthonormal(rowsOf(vectors))
      const at = (row: number, column: number) => gain * (basis[row]?.[column] ?? 0)
      const place = (i: number) => [Math.floor(i / elementCount(inputs)), i % elementCount(inputs)] as const
      return fromArray(
        shape,
        Array.from({ length: elementCount(shape) }, (_, i) => {
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

/** Gram-Schmidt: subtracts from every vector its projections on the vectors before. Done twice to remove rounding errors. */
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
