/** Right layers that resemble wrong ones: no cause may be printed for any of them. */
import { Algebra, type UntypedLayer } from 'pullback'
import { attend } from './attention.js'
import { custom, elementWise, type M, plain, type V } from './build.js'
import { linear, outer, two } from './composites.js'
import { convolve, same } from './images.js'
import { batchNorm } from './normalization.js'
import { lstm, rnn } from './recurrent.js'

const { abs, add, addToRows, cos, divide, exp, matmul, maximum, multiply, negate, scale, sin } = Algebra
const { square, subtract, sumOverBatch, transpose, where } = Algebra

/** A right layer, and why it may be taken for a wrong one. */
export interface Right {
  readonly name: string
  readonly subject: UntypedLayer
  readonly tricky: string
  /** Whether the layer uses statistics of the batch. Default: false. */
  readonly batchStatistics?: boolean
}

export const right: readonly Right[] = [
  {
    name: 'dense with [inputs, outputs] weights',
    tricky: 'The weight gradient is xᵀ dy, the transpose of the usual one.',
    subject: custom({
      kind: 'kerasDense',
      params: { kernel: [3, 3], bias: [3] },
      takes: [3],
      gives: [3],
      forward: ([K, b]: readonly [M, V], x: M) => [addToRows(b)(matmul(x, K)), x],
      backward: ([K], x, dy) => [
        [matmul(transpose(x), dy), sumOverBatch<readonly [number]>(dy)],
        matmul(dy, transpose(K))
      ]
    })
  },
  {
    name: 'symmetric weight',
    tricky: 'Forward uses (W + Wᵀ)/2, so the weight gradient is symmetric.',
    subject: custom({
      kind: 'symmetricDense',
      params: { weight: [2, 2] },
      takes: [2],
      gives: [2],
      forward: ([W]: readonly [M], x: M) => [scale(0.5, matmul(x, add(W, transpose(W)))), x],
      backward: ([W], x, dy) => {
        const dW = matmul(transpose(dy), x)
        return [[scale(0.5, add(dW, transpose(dW)))], scale(0.5, matmul(dy, add(W, transpose(W))))]
      }
    })
  },
  {
    name: 'parameter without effect',
    tricky: 'The second parameter is not used, so its gradient is 0.',
    subject: custom({
      kind: 'unusedBias',
      params: { weight: [2, 2], unused: [2] },
      takes: [2],
      gives: [2],
      forward: ([W]: readonly [M, V], x: M) => [linear(W, x), x],
      backward: ([W, b], x, dy) => [[outer(dy, x), scale(0, b)], matmul(dy, W)]
    })
  },
  {
    name: 'mean over the batch inside the layer',
    tricky: 'Forward divides by the batch size, so backward must, too.',
    batchStatistics: true,
    subject: plain<M['shape'], M['shape']>(
      'subtractBatchMean',
      [2],
      [2],
      x => subtract(x, Algebra.broadcast(x.shape, Algebra.perExample(sumOverBatch<readonly [number]>(x), x))),
      (_, dy) => subtract(dy, Algebra.broadcast(dy.shape, Algebra.perExample(sumOverBatch<readonly [number]>(dy), dy)))
    )
  },
  {
    name: 'sinc with a limit at 0',
    tricky: 'The division is guarded: at 0 the derivative is 0, and no result is NaN.',
    subject: elementWise(
      'sinc',
      x => divide(sin(notZero(x)), notZero(x)),
      (x, dy) => {
        const u = notZero(x)
        return multiply(dy, where(abs(x), divide(subtract(multiply(u, cos(u)), sin(u)), square(u)), 0))
      }
    )
  },
  {
    name: 'softplus without overflow',
    tricky: 'The derivative is computed from |x|, with a case for each sign.',
    subject: elementWise('stableSoftplus', Algebra.softplus, (x, dy) => {
      const e = exp(negate(abs(x)))
      return divide(multiply(dy, where(x, 1, e)), add(1, e))
    })
  },
  {
    name: 'attention with a causal mask',
    tricky: 'The gradient to later positions is 0.',
    subject: attend(() => ({}))
  },
  { name: 'lstm cell', tricky: 'Both outputs have gradients, and the gates share a weight.', subject: lstm({}) },
  { name: 'recurrent network', tricky: 'Gradients flow back through three steps.', subject: rnn({}) },
  {
    name: 'convolution with stride and dilation',
    tricky: 'Some pixels take no part in any window, so their gradient is 0.',
    subject: convolve(
      {
        ...same,
        channels: 2,
        groups: 2,
        out: [1, 2],
        window: { size: 3, stride: [4, 2], padding: [1, 2], dilation: 2 }
      },
      () => ({})
    )
  },
  {
    name: 'batch norm',
    tricky: 'For a batch of one the output is the shift, and the input gradient is 0.',
    batchStatistics: true,
    subject: batchNorm(() => ({}))
  },
  {
    name: 'tied weights with a rectifier',
    tricky: 'The first weight is used twice, and half of the units may be at rest.',
    subject: two(
      'tiedRectifier',
      (W, U, x) => linear(U, maximum(linear(W, add(x, linear(W, x))), 0)),
      ({ W, U, x, dy }) => {
        const inner = linear(W, x)
        const a = linear(W, add(x, inner))
        const da = where(a, matmul(dy, U), 0)
        const du = matmul(da, W)
        return [add(outer(da, add(x, inner)), outer(du, x)), outer(dy, maximum(a, 0)), add(du, matmul(du, W))]
      }
    )
  }
]

/** x, with numbers so near 0 that sin x / x is 1 replaced by such a number. */
function notZero(x: M): M {
  return where(subtract(abs(x), 1e-8), x, 1e-8)
}
