import { matmul, multiply, scale, subtract, sumOfFeatures, transpose } from '../../algebra/Algebra.js'
import { type Shape } from '../../tensor/Shape.js'
import { type AnyTensor, type Tensor } from '../../tensor/Tensor.js'

/** Queries, and the keys and values that they read. T queries, K keys, D features of a query and V of a value. */
export type Reading<
  L extends Shape,
  T extends number,
  K extends number,
  D extends number,
  V extends number
> = readonly [
  queries: Tensor<readonly [...L, T, D]>,
  memory: readonly [keys: Tensor<readonly [...L, K, D]>, values: Tensor<readonly [...L, K, V]>]
]

/** The cache of attention. A type, not an interface, because an interface is not `Data`. */
export type Weighted<L extends Shape, T extends number, K extends number, D extends number, V extends number> = {
  /** The queries, divided by √D. */
  readonly queries: Tensor<readonly [...L, T, D]>
  readonly keys: Tensor<readonly [...L, K, D]>
  readonly values: Tensor<readonly [...L, K, V]>
  /** The weight of every value in every output. */
  readonly weights: Tensor<readonly [...L, T, K]>
}

const perLength = (queries: AnyTensor): number => 1 / Math.sqrt(queries.shape.at(-1)!)

/**
 * The weighted sums of the values, and the cache of `weightedGradient`.
 *
 *     y = w v      w = weigh(q kᵀ / √D)
 */
export const weighted = <L extends Shape, T extends number, K extends number, D extends number, V extends number>(
  weigh: (scores: Tensor<readonly [...L, T, K]>) => Tensor<readonly [...L, T, K]>,
  [queries, [keys, values]]: Reading<L, T, K, D, V>
): readonly [output: Tensor<readonly [...L, T, V]>, cache: Weighted<L, T, K, D, V>] => {
  const scaled = scale(perLength(queries), queries)
  const weights = weigh(matmul<L, T, D, K>(scaled, transpose<L, K, D>(keys)))
  return [matmul<L, T, K, V>(weights, values), { queries: scaled, keys, values, weights }]
}

/**
 * The gradient of `weighted`, if every row of weights is a softmax or zeros.
 *
 *     dw = dy vᵀ      ds = w (dw − Σ dw w)
 *     dq = ds k / √D      dk = dsᵀ q / √D      dv = wᵀ dy
 */
export const weightedGradient = <
  L extends Shape,
  T extends number,
  K extends number,
  D extends number,
  V extends number
>(
  { queries, keys, values, weights }: Weighted<L, T, K, D, V>,
  outputGradient: Tensor<readonly [...L, T, V]>
): Reading<L, T, K, D, V> => {
  const dw = matmul<L, T, V, K>(outputGradient, transpose<L, K, V>(values))
  const ds = multiply(weights, subtract(dw, sumOfFeatures(multiply(dw, weights))))
  return [
    scale(perLength(queries), matmul<L, T, K, D>(ds, keys)),
    [
      matmul<L, K, T, D>(transpose<L, T, K>(ds), queries),
      matmul<L, K, T, V>(transpose<L, T, K>(weights), outputGradient)
    ]
  ]
}
