/** Chains of library layers with one wrong part, and dropout. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  Algebra,
  andThen,
  dense,
  dropout,
  eraseTypes,
  fromArray,
  inSequence,
  residual,
  softmax,
  tanh as tanhLayer
} from 'pullback'
import { all, type Blind, custom, type M, row, typed } from './build.js'
import { linear, outer } from './composites.js'

const { multiply, scale, subtract, tanh } = Algebra

/** The wrong part of the chains below: tanh on two numbers with another derivative. */
const wrongTanh = typed({
  kind: 'myTanh',
  takes: [2],
  gives: [2],
  forward: (_: readonly [], x: M): readonly [M, M] => {
    const y = tanh(x)
    return [y, y]
  },
  backward: (none, y, dy) => [none, multiply(dy, subtract(1, y))]
})

const affine = typed({
  kind: 'myAffine',
  params: { weight: [2, 2] },
  takes: [2],
  gives: [2],
  forward: ([W]: readonly [M], x: M): readonly [M, M] => [linear(W, x), x],
  backward: ([W], x, dy) => [[outer(dy, x)], linear(W, dy)]
})

const frozenMask = fromArray([1, 2], [1, 0])
export const chains: readonly Blind[] = [
  {
    ...row(
      'chain: wrong first layer',
      eraseTypes(pipe(affine, andThen(tanhLayer()), andThen(dense<number, number>(2, 3)))),
      'The input gradient of the first layer, myAffine, multiplies by the transposed weight.',
      all('transpos')
    ),
    where: /myAffine|first|layer 0|part 0|\b0\b/i
  },
  {
    ...row(
      'chain: wrong middle layer',
      eraseTypes(
        pipe(dense<number, number>(3, 2), andThen(wrongTanh), andThen(dense<number, number>(2, 2)), andThen(softmax()))
      ),
      'The second layer, myTanh, uses 1 − y instead of 1 − y².',
      all('squar|y²|y\\^2|power|1 ?[−-] ?y')
    ),
    where: /myTanh|second|layer 1|part 1|\b1\b/i
  },
  {
    ...row(
      'chain: wrong last layer inside a residual',
      inSequence([dense(2, 2), tanhLayer(), residual(affine)]),
      'The body of the last layer, myAffine, multiplies by the transposed weight in its input gradient.',
      all('transpos')
    ),
    where: /myAffine|last|third|layer 2|part 2|residual|\b2\b/i
  },
  row(
    'dropout: mask without 1 / keep',
    custom({
      kind: 'myDropout',
      takes: [2],
      gives: [2],
      forward: (_: readonly [], x: M) => [multiply(x, scale(2, Algebra.broadcast(x.shape, frozenMask))), x],
      backward: (none, x, dy) => [none, multiply(dy, Algebra.broadcast(x.shape, frozenMask))]
    }),
    'Backward applies the mask of 0 and 1 and not the factor 1/keep = 2 of forward.',
    all('keep|scal|factor|rate|half|twice|\\b2\\b|0\\.5')
  ),
  row(
    'dropout: no mask in backward',
    {
      ...eraseTypes(dropout<readonly [2]>(0.5)),
      backward: (_, __, dy) => [[], dy]
    },
    'Backward passes dy unchanged, although forward has set some numbers to zero.',
    all('mask|dropp|unchanged|pass|identity')
  )
]
