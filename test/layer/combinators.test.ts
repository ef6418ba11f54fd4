/** The gradients of every combinator are derivatives, and every combinator equals its formula, bit for bit. */
import { right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { none, some } from 'fp-ts/lib/Option.js'
import {
  Algebra,
  andThen,
  asBatch,
  type Batched,
  beside,
  concatenate,
  copy,
  dense,
  eraseTypes,
  fork,
  identity,
  type Layer,
  type Params,
  repeat,
  residual,
  share,
  showDescription,
  sum,
  tanh,
  type Value,
  Values
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { noise, paramsOf, passes } from '../networks.js'
import { expectDerivative, gradientError } from './derivative.js'

type Row<N extends number> = Batched<readonly [N]>
const rows = <const N extends number>(features: N, seed: number): Row<N> => asBatch(noise([3, features], seed))

const f = pipe(dense(2, 2), andThen(tanh()))
const g = pipe(dense(2, 3), andThen(tanh()))
const p = paramsOf(f, 3)
const q = paramsOf(g, 4)
const x = rows(2, 5)
const u = rows(2, 6)
const dy = rows(2, 7)
const dv = rows(2, 8)
const dw = rows(3, 9)

const expectSame = (one: Value, other: Value): void => expect(Values.sameValue(one, other)).toBe(true)

describe('gradients are derivatives', () => {
  test('andThen', () => expectDerivative(pipe(f, andThen(g)), [...p, ...q], x, dw))
  test('identity', () => expectDerivative(identity<Row<2>>(), [], x, dy))
  test('beside', () => expectDerivative(beside(f, g), [...p, ...q], [x, u], [dy, dw]))
  test('copy', () => expectDerivative(copy<Row<2>>(), [], x, [dy, dv]))
  test('sum', () => expectDerivative(sum<Row<2>>(), [], [x, u], dy))
  test('concatenate', () => expectDerivative(concatenate<2, 3>(), [], [x, dw], rows(5, 1)))
  test('fork', () => expectDerivative(fork(f, g), [...p, ...q], x, [dy, dw]))
  test('residual', () =>
    expectDerivative(
      residual<typeof p, Row<2>>(start => andThen(f)(start)),
      p,
      x,
      dy
    ))
  test('share', () => expectDerivative(share(f), p, [x, u], [dy, dv]))
  test('repeat', () => expectDerivative(repeat(3, f), paramsOf(repeat(3, f)), x, dy))
  test('eraseTypes', () => expectDerivative(eraseTypes(g), q, x, dw))
  test('pairs of pairs', () =>
    expectDerivative(
      pipe(beside(beside(f, f), g), andThen(beside(sum(), identity())), andThen(concatenate())),
      [...p, ...p, ...q],
      [[x, u], x],
      rows(5, 2)
    ))
})

describe('combinators equal their formulas', () => {
  const [y, dp, dx] = passes(f, p, x, dy)
  const [v, dpOther, du] = passes(f, p, u, dv)
  const [w, dq, dxOther] = passes(g, q, x, dw)

  test('beside', () =>
    expectSame(passes(beside(f, f), [...p, ...p], [x, u], [dy, dv]), [
      [y, v],
      [...dp, ...dpOther],
      [dx, du]
    ]))
  test('copy', () => expectSame(passes(copy<Row<2>>(), [], x, [dy, dv]), [[x, x], [], Algebra.add(dy, dv)]))
  test('sum', () => expectSame(passes(sum<Row<2>>(), [], [x, u], dy), [Algebra.add(x, u), [], [dy, dy]]))
  test('fork', () =>
    expectSame(passes(fork(f, g), [...p, ...q], x, [dy, dw]), [[y, w], [...dp, ...dq], Algebra.add(dx, dxOther)]))
  test('residual', () =>
    expectSame(
      passes(
        residual<typeof p, Row<2>>(start => andThen(f)(start)),
        p,
        x,
        dy
      ),
      [Algebra.add(x, y), dp, Algebra.add(dy, dx)]
    ))
  test('share', () =>
    expectSame(passes(share(f), p, [x, u], [dy, dv]), [[y, v], Values.addValues(dp, dpOther), [dx, du]]))
  test('repeat', () => {
    const three = repeat(3, f)
    const written = pipe(f, andThen(f), andThen(f))
    expectSame(passes(three, paramsOf(three), x, dy), passes(written, paramsOf(written), x, dy))
    expect(three.description).toEqual(written.description)
  })
  test('concatenate', () => {
    const [output, , inputGradient] = passes(concatenate<2, 3>(), [], [x, dw], Algebra.concatenate(dy, w))
    expectSame([output, inputGradient], [Algebra.concatenate(x, dw), [dy, w]])
  })
})

test('descriptions print as code', () => {
  const network = pipe(
    fork(dense(2, 8), dense(2, 8)),
    andThen(share(tanh())),
    andThen(sum()),
    andThen(residual(start => pipe(start, andThen(dense(8, 8)), andThen(tanh()))))
  )
  expect(showDescription(network.description)).toBe(
    'sequence(fork(dense(2, 8), dense(2, 8)), share(tanh()), sum(), residual(sequence(dense(8, 8), tanh())))'
  )
})

describe('the comparison detects wrong gradients', () => {
  const wrong = <P extends Params, A extends Value, B extends Value>(
    right: Layer<P, A, B>,
    change: (gradients: readonly [P, A]) => readonly [P, A]
  ): Layer<P, A, B> => ({ ...right, backward: (...given) => change(right.backward(...given)) })

  test('share with the gradient of one use only', () => {
    const shared = share(f)
    const forgetful: typeof shared = {
      ...shared,
      backward: (params, cache, [one, other]) => shared.backward(params, cache, [one, Algebra.scale(0, other)])
    }
    expect(gradientError(forgetful, p, [x, u], [dy, dv])).toBeGreaterThan(1e-3)
  })

  test('residual without the gradient of the direct path', () => {
    const body = residual<typeof p, Row<2>>(start => andThen(f)(start))
    expect(
      gradientError(
        wrong(body, ([dp, dx]) => [dp, Algebra.subtract(dx, dy)]),
        p,
        x,
        dy
      )
    ).toBeGreaterThan(1e-3)
  })

  test('andThen with the wrong sign', () => {
    const network = pipe(f, andThen(g))
    const negated = wrong(network, ([dp, dx]) => [dp, Algebra.scale(-1, dx)])
    expect(gradientError(negated, [...p, ...q], x, dw)).toBeGreaterThan(1e-3)
  })
})

describe('shapes of a composition', () => {
  test('the input shape comes from the first layer that fixes a shape', () => {
    expect(pipe(tanh<readonly [2]>(), andThen(dense(2, 3))).inputShape).toEqual(some([2]))
    expect(pipe(identity<Row<2>>(), andThen(dense(2, 3))).inputShape).toEqual(some([2]))
    expect(pipe(tanh<readonly [2]>(), andThen(tanh()), andThen(dense(2, 3))).inputShape).toEqual(some([2]))
    expect(pipe(copy<Row<2>>(), andThen(sum()), andThen(dense(2, 3))).inputShape).toEqual(none)
  })

  test('an example may be a number, with the shape []', () => {
    expect(tanh<readonly []>().outputShape([])).toEqual(right([]))
  })
})
