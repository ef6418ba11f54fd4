/** Wrong gradients of dense and affine layers. */
import { Algebra } from 'pullback'
import { all, type Blind, custom, type M, row, type V } from './build.js'

const { add, addToRows, broadcast, divide, matmul, multiply, perExample, scale, square, subtract } = Algebra
const { sqrt, sumOfFeatures, sumOverBatch, transpose } = Algebra

type Gradients = { readonly dW: M; readonly db: V; readonly dx: M }

/** y = s x Wᵀ + b with [outputs, inputs] weights; `wrong` replaces some gradients. */
const dense = (
  inputs: number,
  outputs: number,
  wrong: (given: { readonly W: M; readonly b: V; readonly x: M; readonly dy: M } & Gradients) => Partial<Gradients>,
  s = 1
) =>
  custom({
    kind: 'myDense',
    params: { weight: [outputs, inputs], bias: [outputs] },
    takes: [inputs],
    gives: [outputs],
    forward: ([W, b]: readonly [M, V], x: M) => [addToRows(b)(scale(s, matmul(x, transpose(W)))), x],
    backward: ([W, b], x, dy) => {
      const right: Gradients = {
        dW: scale(s, matmul(transpose(dy), x)),
        db: sumOverBatch<readonly [number]>(dy),
        dx: scale(s, matmul(dy, W))
      }
      const { dW, db, dx } = { ...right, ...wrong({ W, b, x, dy, ...right }) }
      return [[dW, db], dx]
    }
  })

const tr = 'transpos'
const weight = 'weight|dW'
const bias = 'bias|db'
const missing = 'miss|forgot|without|omit|lack|not |left out|instead|drop|ignor|never|lost|absent'
const mean = 'mean|average|divid'

export const affine: readonly Blind[] = [
  row(
    'dense: weight gradient xᵀ dy',
    dense(3, 3, ({ x, dy }) => ({ dW: matmul(transpose(x), dy) })),
    'The weight gradient is transposed: it is xᵀ dy, but the weight is [outputs, inputs], so it must be dyᵀ x.',
    all(tr)
  ),
  row(
    'dense: input gradient dy Wᵀ',
    dense(3, 3, ({ W, dy }) => ({ dx: matmul(dy, transpose(W)) })),
    'The input gradient multiplies by the transposed weight: dy Wᵀ instead of dy W.',
    all(tr)
  ),
  row(
    'dense: bias gradient of the first example',
    dense(2, 3, ({ dy, b }) => ({ db: Algebra.reshape(b.shape, Algebra.slice(0, 0, 1, dy)) })),
    'The bias gradient takes the first example only instead of the sum over the batch.',
    all('batch|example', 'sum|add|first|one example|only')
  ),
  row(
    'dense: bias gradient averaged',
    dense(2, 3, ({ db, dy }) => ({ db: perExample(db, dy) })),
    'The bias gradient is the mean over the batch instead of the sum: the loss has divided by the batch size already.',
    all('batch|example', mean)
  ),
  row(
    'dense: bias gradient zero',
    dense(2, 2, ({ b }) => ({ db: scale(0, b) })),
    'The bias gradient is always zero, so the bias never learns.',
    all(bias, `zero|\\b0\\b|${missing}`),
    all('zero')
  ),
  row(
    'dense: dx is dy',
    dense(3, 3, ({ dy }) => ({ dx: dy })),
    'The input gradient passes dy through unchanged: the multiplication by the weight is missing.',
    all(missing + '|unchanged|pass', 'weight|W\\b'),
    all(
      'unchanged|identity|as it is|passes? (the )?(output gradient|dy)|equals? (the )?(output gradient|dy)|is (the )?(output gradient|dy)'
    )
  ),
  row(
    'dense: weight updated before dx',
    dense(3, 2, ({ W, dW, dy }) => ({ dx: matmul(dy, subtract(W, scale(0.1, dW))) })),
    'The input gradient is taken at the weight after a gradient step, not at the weight of forward.',
    all(
      'updat|after (a|the)( \\w+)? step|(other|different|changed|new) (weight|param|value)|early|too soon|not the (weight|param)'
    )
  ),
  row(
    'equalized dense: constant missing in dW',
    dense(4, 2, ({ x, dy }) => ({ dW: matmul(transpose(dy), x) }), 0.5),
    'Forward scales the product by 1/√inputs, and the weight gradient lacks this factor of 0.5.',
    all('factor|scal|constant|times|twice|half|0\\.5|2', `${weight}|twice|half|0\\.5|factor|scal`)
  ),
  row(
    'dense: L2 penalty added to dW',
    dense(2, 3, ({ W, dW }) => ({ dW: add(dW, scale(0.01, W)) })),
    'Weight decay is added to the weight gradient, although forward has no penalty.',
    all(
      'decay|penalt|regulari|L2|multiple of the (weight|param)|added|extra|adds|proportional to the (weight|param)|(weight|param)\\w* itself'
    )
  ),
  row(
    'dense: dW with a minus',
    dense(3, 2, ({ dW }) => ({ dW: scale(-1, dW) })),
    'The weight gradient has the wrong sign: it is the direction of descent.',
    all('sign|negat|minus|opposite|−1|-1')
  ),
  row(
    'quadratic form: one half of the symmetric gradient',
    custom({
      kind: 'quadraticForm',
      params: { weight: [3, 3] },
      takes: [3],
      gives: [1],
      forward: ([W]: readonly [M], x: M): readonly [M, M] => [
        Algebra.reshape<M['shape']>([x.shape[0], 1], Algebra.sumAlong([1], multiply(x, matmul(x, transpose(W))))),
        x
      ],
      backward: ([W], x, dy) => {
        const each = multiply(broadcast(x.shape, dy), x)
        return [[matmul(transpose(each), x)], multiply(broadcast(x.shape, dy), matmul(x, transpose(W)))]
      }
    }),
    'For y = xᵀ W x the input gradient is W x, and the term Wᵀ x is missing.',
    all('term|part|twice|both|use|product rule|occur|path|half|one of', missing + '|only|one'),
    all('product rule'),
    all(tr)
  ),
  row(
    'weight normalisation: projection missing',
    custom({
      kind: 'weightNormDense',
      params: { direction: [2, 3], gain: [2] },
      takes: [3],
      gives: [2],
      forward: ([W, g]: readonly [M, V], x: M) => {
        const unit = divide(W, sqrt(sumOfFeatures(square(W))))
        const gain = transpose(broadcast<readonly [number, number]>([3, 2], g))
        return [matmul(x, transpose(multiply(gain, unit))), x]
      },
      backward: ([W, g], x, dy) => {
        const length = sqrt(sumOfFeatures(square(W)))
        const unit = divide(W, length)
        const gain = transpose(broadcast<readonly [number, number]>([3, 2], g))
        const dUsed = matmul(transpose(dy), x)
        return [
          [divide(multiply(gain, dUsed), length), Algebra.sumAlong([1], multiply(dUsed, unit))],
          matmul(dy, multiply(gain, unit))
        ]
      }
    }),
    'The gradient of the direction treats the norm of each row as a constant: the projection term is missing.',
    all('norm|length|project|denominator|root', `constant|${missing}|term`)
  ),
  row(
    'learned scale: gradient without the input',
    custom({
      kind: 'channelScale',
      params: { scale: [3], shift: [3] },
      takes: [3],
      gives: [3],
      forward: ([s, b]: readonly [V, V], x: M) => [addToRows(b)(multiply(x, broadcast(x.shape, s))), x],
      backward: ([s], _, dy) => [
        [sumOverBatch<readonly [number]>(dy), sumOverBatch<readonly [number]>(dy)],
        multiply(dy, broadcast(dy.shape, s))
      ]
    }),
    'The gradient of the scale lacks the factor x.',
    all('scale|param', `${missing}|factor|times|multipl`, 'input|x\\b')
  )
]
