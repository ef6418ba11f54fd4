/** Three custom layers: two written with the operations of Algebra, one composed. The laws verify their gradients. */
import { pipe } from 'fp-ts/lib/function.js'
import { map } from 'fp-ts/lib/State.js'
import { activation, Algebra, andThen, type Batched, dense, describe, eraseTypes, fork, Initializers } from 'pullback'
import { layer, multiplied, Randoms, residual, sigmoid, sum, tanh, type Tensor, withFixedShapes } from 'pullback'
import { layerLaws, verify } from 'pullback/laws'

const { divide, matmul, minimum, multiply, repeatAlong, square, sqrt, subtract, sumAlong, transpose, where } = Algebra
type Rows = Batched<readonly [number]>
type Vector = Tensor<readonly [number]>
type Scale = Tensor<readonly [1]>
type Matrix = Tensor<readonly [number, number]>

/** Weight-normalised dense layer: y = x Wᵀ with W[o] = g[o] v[o] / √(|v[o]|² + ε). Without ε, v = 0 would give NaN. */
const weightNormed = (inputs: number, outputs: number) => {
  const description = describe('weightNormed', { inputs, outputs }, [
    { name: 'direction', shape: [outputs, inputs] },
    { name: 'length', shape: [outputs] }
  ])
  const across = (column: Vector): Matrix => repeatAlong([1], [outputs, inputs], column)
  const norm = (v: Matrix): Matrix => across(sqrt(Algebra.add(sumAlong([1], square(v)), 0.01)))
  return layer<readonly [Matrix, Vector], Rows, Rows, Rows>({
    description,
    ...withFixedShapes(description, [inputs], [outputs]),
    init: Randoms.both(Randoms.normal()([outputs, inputs]), Initializers.constant(1)([outputs])),
    forward: ([v, g], x) => [matmul(x, transpose(multiply(across(g), divide(v, norm(v))))), x],
    backward: ([v, g], x, dy) => {
      const unit = divide(v, norm(v))
      const dw = matmul(transpose(dy), x)
      const dg = sumAlong([1], multiply(dw, unit))
      const dv = multiply(divide(across(g), norm(v)), subtract(dw, multiply(across(dg), unit)))
      return [[dv, dg], matmul(dy, multiply(across(g), unit))]
    }
  })
}

/** PReLU with one slope for all features: y = x where x > 0, else a x. */
const slope = (features: number) => {
  const description = describe('slope', { features }, [{ name: 'a', shape: [1] }])
  return layer<readonly [Scale], Rows, Rows, Rows>({
    description,
    ...withFixedShapes(description, [features], [features]),
    init: map((a: Scale) => [a] as const)(Initializers.constant(0.25)<readonly [1]>([1])),
    forward: ([a], x) => [where(x, x, multiply(Algebra.broadcast(x.shape, a), x)), x],
    backward: ([a], x, dy) => [
      [Algebra.reshape([1], Algebra.sumOfAll(multiply(dy, minimum(x, 0))))],
      multiply(dy, where(x, 1, Algebra.broadcast(x.shape, a)))
    ]
  })
}

/** Highway layer: y = x + t (h − x), where h is a dense layer and the gate t decides how much of it passes. */
const minus = activation(Algebra.negate, x => Algebra.add(Algebra.scale(0, x), -1))
const body = pipe(dense(3, 3), andThen(tanh()))
const change = pipe(fork(body, minus()), andThen(sum()))
const highway = residual(pipe(fork(change, pipe(dense(3, 3), andThen(sigmoid()))), andThen(multiplied())))

const layers = [eraseTypes(weightNormed(3, 2)), eraseTypes(slope(3)), eraseTypes(highway)]
console.log(layers.map(own => `${own.description.kind}: ${verify(layerLaws(own), { runs: 30 }).holds}`).join(', '))
// → weightNormed: true, slope: true, residual: true
