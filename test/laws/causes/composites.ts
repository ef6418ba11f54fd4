/** Wrong gradients of networks written by hand. */
import { Algebra } from 'pullback'
import { all, type Blind, custom, type M, row } from './build.js'

const { add, multiply, matmul, scale, sigmoid, square, subtract, tanh, transpose } = Algebra

interface Pair {
  readonly W: M
  readonly U: M
  readonly x: M
  readonly dy: M
}

/** A layer with two square weights W and U, whose `backward` returns dW, dU and dx. */
export const two = (
  kind: string,
  forward: (W: M, U: M, x: M) => M,
  backward: (given: Pair) => readonly [dW: M, dU: M, dx: M]
) =>
  custom({
    kind,
    params: { first: [2, 2], second: [2, 2] },
    takes: [2],
    gives: [2],
    forward: ([W, U]: readonly [M, M], x: M) => [forward(W, U, x), x],
    backward: ([W, U], x, dy) => {
      const [dW, dU, dx] = backward({ W, U, x, dy })
      return [[dW, dU], dx]
    }
  })

export const linear = (W: M, x: M): M => matmul(x, transpose(W))
export const outer = (dy: M, x: M): M => matmul(transpose(dy), x)
const slope = (h: M): M => subtract(1, square(h))

/** x + s tanh(W x), with a chosen input gradient. */
const skip = (s: number, dx: (dy: M, body: M) => M) =>
  custom({
    kind: 'myResidual',
    params: { weight: [2, 2] },
    takes: [2],
    gives: [2],
    forward: ([W]: readonly [M], x: M) => [add(x, scale(s, tanh(linear(W, x)))), x],
    backward: ([W], x, dy) => {
      const da = multiply(scale(s, dy), slope(tanh(linear(W, x))))
      return [[outer(da, x)], dx(dy, matmul(da, W))]
    }
  })

/** tanh(W x), and then U: `wrong` replaces some gradients. */
const perceptron = (
  wrong: (given: Pair & { readonly h: M; readonly da: M }) => Partial<Record<'dW' | 'dU' | 'dx', M>>
) =>
  two(
    'myPerceptron',
    (W, U, x) => linear(U, tanh(linear(W, x))),
    given => {
      const { W, U, x, dy } = given
      const h = tanh(linear(W, x))
      const da = multiply(matmul(dy, U), slope(h))
      const { dW, dU, dx } = { dW: outer(da, x), dU: outer(dy, h), dx: matmul(da, W), ...wrong({ ...given, h, da }) }
      return [dW, dU, dx]
    }
  )

const parallel = (W: M, U: M, x: M): M => add(tanh(linear(W, x)), sigmoid(linear(U, x)))

/** Both gradients of tanh(W x) + σ(U x), each with its part of dx. */
const branches = ({ W, U, x, dy }: Pair) => {
  const s = sigmoid(linear(U, x))
  const [da, db] = [multiply(dy, slope(tanh(linear(W, x)))), multiply(dy, multiply(s, subtract(1, s)))]
  return { dW: outer(da, x), dU: outer(db, x), left: matmul(da, W), right: matmul(db, U) }
}

const gone = 'miss|forgot|without|omit|lack|not |left out|drop|ignor|constant|absent|only|no |never|lost'
const branch = 'branch|path|skip|residual|identity|shortcut|body|part|connection|term|addend'

export const composites: readonly Blind[] = [
  row(
    'residual: skip dropped',
    skip(1, (_, body) => body),
    'The gradient of the skip connection is missing: dx is only that of the body.',
    all(branch, gone + '|dy')
  ),
  row(
    'residual: body dropped',
    skip(1, dy => dy),
    'The input gradient is dy only: the gradient through the body is missing.',
    all(branch + '|weight', gone),
    all('unchanged|identity|pass')
  ),
  row(
    'residual: halved',
    skip(1, (dy, body) => scale(0.5, add(dy, body))),
    'The two branches are averaged instead of added: the input gradient is half as large.',
    all('half|halv|0\\.5|mean|average|twice|factor (of )?(2|½)')
  ),
  row(
    'residual with 0.5: factor missing in dx',
    skip(0.5, (dy, body) => add(dy, scale(2, body))),
    'The body is scaled by 0.5 in forward and not in the input gradient.',
    all('factor|scal|0\\.5|half|twice')
  ),
  row(
    'parallel: second branch missing in dx',
    two('myParallel', parallel, given => {
      const { dW, dU, left } = branches(given)
      return [dW, dU, left]
    }),
    'The input gradient counts the first branch only.',
    all(branch + '|use|sum|occur', gone + '|first|second|one|add|both')
  ),
  row(
    'parallel: parameter gradients exchanged',
    two('myParallel', parallel, given => {
      const { dW, dU, left, right } = branches(given)
      return [dU, dW, add(left, right)]
    }),
    'The gradients of the two weights are exchanged.',
    all('exchang|swap|order|each other|mixed|interchang|permut|confus')
  ),
  row(
    'gated product: own factor instead of the other',
    two(
      'myGatedProduct',
      (W, U, x) => multiply(linear(W, x), linear(U, x)),
      ({ W, U, x, dy }) => {
        const [da, db] = [multiply(dy, linear(W, x)), multiply(dy, linear(U, x))]
        return [outer(da, x), outer(db, x), add(matmul(da, W), matmul(db, U))]
      }
    ),
    'Each branch multiplies dy by its own output instead of the output of the other branch.',
    all('other (branch|factor|output|side|part)|\\bown\\b|exchang|swap|product rule|itself|wrong branch')
  ),
  row(
    'tied autoencoder: one use of the weight',
    custom({
      kind: 'tiedAutoencoder',
      params: { weight: [2, 3] },
      takes: [3],
      gives: [3],
      forward: ([W]: readonly [M], x: M) => [matmul(tanh(linear(W, x)), W), x],
      backward: ([W], x, dy) => {
        const h = tanh(linear(W, x))
        const da = multiply(linear(W, dy), slope(h))
        return [[outer(h, dy)], matmul(da, W)]
      }
    }),
    'The weight is used twice, and its gradient counts the decoder only.',
    all(
      'use|twice|two|both|shared|tied|decoder|encoder|path|term|second|first|occur|reuse',
      gone + '|add|sum|both|one|twice'
    )
  ),
  row(
    'perceptron: derivative of tanh missing',
    perceptron(({ W, U, x, dy }) => ({ dW: outer(matmul(dy, U), x), dx: matmul(matmul(dy, U), W) })),
    'The hidden gradient is not multiplied by the derivative of tanh.',
    all('tanh|activation|1 ?[−-] ?h|nonlinear')
  ),
  row(
    'perceptron: second weight updated too early',
    perceptron(({ W, U, x, dy, h }) => {
      const da = multiply(matmul(dy, subtract(U, scale(0.5, outer(dy, h)))), slope(h))
      return { dW: outer(da, x), dx: matmul(da, W) }
    }),
    'The second weight is updated before the gradient of the first is computed, so it is taken at other parameters.',
    all(
      'updat|early|too soon|after (a|the) step|other (param|weight|value)|changed|not linear|linear|different (param|weight)'
    )
  ),
  row(
    'reused input: x ⊙ W x with one term',
    two(
      'selfGate',
      (W, U, x) => linear(U, multiply(x, linear(W, x))),
      ({ W, U, x, dy }) => {
        const du = matmul(dy, U)
        return [outer(multiply(du, x), x), outer(dy, multiply(x, linear(W, x))), multiply(du, linear(W, x))]
      }
    ),
    'x is used twice, and the input gradient has only one term of the product rule.',
    all('term|product rule|twice|both|use|path|branch|occur', gone + '|one|add|both'),
    all('product rule')
  ),
  row(
    'chain written by hand: gradients in forward order',
    two(
      'myChain',
      (W, U, x) => linear(U, linear(W, x)),
      ({ W, U, x, dy }) => [outer(matmul(dy, U), x), outer(dy, linear(W, x)), matmul(matmul(dy, W), U)]
    ),
    'The input gradient multiplies by the weights in the order of forward instead of the reverse.',
    all('order|revers|exchang|swap|first|last|interchang', 'order|weight|layer|matri|W|swap|exchang|revers')
  )
]
