/** Mistakes of shape, order and place, and results that are not finite. */
import { Algebra, eraseTypes, flatten } from 'pullback'
import {
  all,
  type Blind,
  custom,
  elementWise,
  type M,
  misshapen,
  plain,
  row,
  spoiled,
  type T3,
  type V
} from './build.js'

const { addToRows, broadcast, divide, matmul, multiply, permute, reshape, scale } = Algebra
const { sin, cos, subtract, sumAlong, sumOverBatch, transpose, where } = Algebra

/** Parameter gradients of which some may be missing. */
const fewer = (gradients: readonly [M, V] | readonly [M]): readonly [M, V] =>
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the missing gradient is the mistake
  gradients as readonly [M, V]

/** A dense layer whose gradients may have any shape. */
const dense = (
  wrong: (given: { readonly W: M; readonly x: M; readonly dy: M; readonly dW: M; readonly db: V; readonly dx: M }) => {
    readonly dp?: readonly [M, V] | readonly [M]
    readonly dx?: M
  }
) =>
  custom({
    kind: 'myDense',
    params: { weight: [2, 3], bias: [2] },
    takes: [3],
    gives: [2],
    forward: ([W, b]: readonly [M, V], x: M) => [addToRows(b)(matmul(x, transpose(W))), x],
    backward: ([W], x, dy) => {
      const right = { dW: matmul(transpose(dy), x), db: sumOverBatch<readonly [number]>(dy), dx: matmul(dy, W) }
      const { dp, dx } = wrong({ W, x, dy, ...right })
      return [dp === undefined ? [right.dW, right.db] : fewer(dp), dx ?? right.dx]
    }
  })

const rows = (kind: string, outputs: number, f: (x: M) => M, back: (x: M, dy: M) => M) =>
  plain<M['shape'], M['shape']>(kind, [3], [outputs], f, back)
const column = (x: AnyColumn): M => reshape<M['shape']>([x.shape[0], 1], x)
type AnyColumn = V
const across = (x: M, dy: M): M => broadcast(x.shape, dy)

export const shapes: readonly Blind[] = [
  row(
    'dense: bias gradient [m, O]',
    dense(({ dW, dy }) => ({ dp: [dW, misshapen(dy)] })),
    'The bias gradient has the shape [m, O] of the output gradient: the sum over the batch is missing.',
    all('sum|add', 'batch|example'),
    all('batch', 'shape|axis')
  ),
  row(
    'dense: weight gradient [I, O]',
    dense(({ dW, db }) => ({ dp: [transpose(dW), db] })),
    'The weight gradient has the shape [inputs, outputs]: it is transposed.',
    all('transpos')
  ),
  row(
    'dense: input gradient without the batch axis',
    dense(({ dx }) => ({ dx: misshapen(sumOverBatch<readonly [number]>(dx)) })),
    'The input gradient is added over the batch: its batch axis is missing.',
    all('batch|example|axis|axes')
  ),
  row(
    'dense: gradients returned as bias, weight',
    dense(({ dW, db }) => ({ dp: [misshapen(db), misshapen(dW)] })),
    'The gradients of the parameters are in the wrong order.',
    all('order|exchang|swap|interchang|permut')
  ),
  row(
    'dense: gradient of the bias forgotten',
    dense(({ dW }) => ({ dp: [dW] })),
    'Backward returns one parameter gradient instead of two: the bias is missing.',
    all('bias', 'miss|forgot|no gradient|lack|without|absent|not return'),
    all('one|1\\b', 'two|2\\b', 'param|gradient|tensor'),
    all('miss|fewer|lack|too few', 'param|gradient')
  ),
  row(
    'flatten: gradient stays flat',
    spoiled(eraseTypes(flatten<readonly [2, 3]>()), ({ dy }) => ({ dx: dy })),
    'Backward returns the flat output gradient and does not reshape it to the shape of the input.',
    all('reshap|flat|shape of the input|input shape|unflatten')
  ),
  row(
    'reshape: numbers transposed',
    plain<M['shape'], T3['shape']>(
      'myReshape',
      [4],
      [2, 2],
      x => reshape<T3['shape']>([x.shape[0], 2, 2], x),
      (x, dy) => reshape(x.shape, transpose(dy))
    ),
    'Backward reads the numbers column by column, forward row by row.',
    all('transpos|order|column|row-major|permut|arrang|place')
  ),
  row(
    'permute: order applied again',
    plain<Shape4, Shape4>(
      'myPermute',
      [2, 2, 2],
      [2, 2, 2],
      x => permute([0, 2, 3, 1], x),
      (_, dy) => permute([0, 2, 3, 1], dy)
    ),
    'Backward permutes by the order of forward instead of its inverse.',
    all('permut|inverse|order|axes|axis|transpos')
  ),
  row(
    'slice: gradient at the start',
    rows(
      'mySlice',
      2,
      x => Algebra.slice<M['shape'], number, number>(1, 1, 2, x),
      (x, dy) => Algebra.padded(x.shape, 1, 0, dy)
    ),
    'Backward puts the gradients at the start of the row, so they are shifted by one feature.',
    all('shift|offset|place|position|index|slice|start|one (feature|column)|moved|order')
  ),
  row(
    'sinc: NaN at 0',
    elementWise(
      'sinc',
      x => where(Algebra.abs(x), divide(sin(x), where(Algebra.abs(x), x, 1)), 1),
      (x, dy) => multiply(dy, divide(subtract(cos(x), divide(sin(x), x)), x))
    ),
    'At x = 0 forward is 1, and backward divides 0 by 0.',
    all('nan|0 ?/ ?0|not finite|divi.*(zero|0)|infinit')
  ),
  row(
    'row mean: not divided',
    rows('rowMean', 1, x => column(scale(1 / 3, sumAlong([1], x))), across),
    'The gradient of the mean of three features is not divided by 3.',
    all('divi|factor|times|1/3|scal|mean|average', 'feature|row|\\b3\\b|size|count|number of|axis|elements')
  ),
  row(
    'row maximum: gradient to all features',
    rows('rowMax', 1, x => column(Algebra.maxAlong([1], x)), across),
    'Every feature gets the gradient, not only the largest.',
    all('max|largest|arg|select|winner', 'all|every|only|each|other|mask|spread|not')
  ),
  row(
    'difference of a pair: sign of the second',
    custom({
      kind: 'difference',
      takes: [[2], [2]],
      gives: [2],
      forward: (_: readonly [], [x, u]: readonly [M, M]) => [subtract(x, u), null],
      backward: (none, _, dy) => [none, [dy, dy]]
    }),
    'The second input is subtracted, so its gradient has the wrong sign.',
    all('sign|negat|minus|opposite|−1|-1')
  ),
  row(
    'sort: gradient not sorted back',
    rows(
      'sortPair',
      3,
      x => sorted(x),
      (_, dy) => dy
    ),
    'Forward sorts the first two features, and backward does not bring the gradients back to their places.',
    all('sort|order|place|permut|exchang|swap|position|unchanged|identity|pass')
  )
]

type Shape4 = readonly [number, number, number, number]

/** Sorts the first two of three features. */
function sorted(x: M): M {
  const at = (i: number): M => Algebra.slice<M['shape'], number, number>(1, i, 1, x)
  const join = (a: M, b: M): M => Algebra.concatenateAlong<M['shape'], M['shape'], number>(1, a, b)
  return join(join(Algebra.minimum(at(0), at(1)), Algebra.maximum(at(0), at(1))), at(2))
}
