/** Wrong gradients of softmax, attention, positions and embeddings. */
import { Algebra, embedding, eraseTypes, learnedPositions, fromArray, type Tensor, toArray } from 'pullback'
import { all, type Blind, custom, type M, plain, row, spoiled, type T3, type T4 } from './build.js'

const { add, broadcast, logSoftmaxOfFeatures, matmul, multiply, permute, reshape, scale } = Algebra
const { softmaxOfFeatures, subtract, sumOfFeatures, transpose } = Algebra

/** The gradient of softmax along the last axis. */
const softmaxGradient = <S extends T3['shape'] | M['shape']>(y: Tensor<S>, dy: Tensor<S>): Tensor<S> =>
  multiply(y, subtract(dy, sumOfFeatures(multiply(dy, y))))

const ofRows = (kind: string, f: (x: M) => M, back: (x: M, dy: M) => M) =>
  plain<M['shape'], M['shape']>(kind, [3], [3], f, back)

interface Scores {
  readonly q: T3
  readonly k: T3
  readonly v: T3
  readonly weights: T3
  readonly dy: T3
  readonly dq: T3
  readonly dk: T3
  readonly dv: T3
  readonly dWeights: T3
  readonly factor: number
}

const causal = [0, -1e9, -1e9, 0, 0, -1e9, 0, 0, 0]
const masked = (scores: T3): T3 => add(scores, broadcast<T3['shape']>(scores.shape, fromArray([3, 3], causal)))

/** Dot-product attention of three queries, keys and values with two features, in causal order. */
export const attend = (wrong: (s: Scores) => Partial<Pick<Scores, 'dq' | 'dk' | 'dv'>>) => {
  const factor = Math.SQRT1_2
  const weigh = (q: T3, k: T3): T3 => softmaxOfFeatures(masked(scale(factor, matmul(q, transpose(k)))))
  return custom({
    kind: 'myAttention',
    takes: [
      [3, 2],
      [3, 2],
      [3, 2]
    ],
    gives: [3, 2],
    forward: (_: readonly [], [q, k, v]: readonly [T3, T3, T3]) => {
      const weights = weigh(q, k)
      return [matmul(weights, v), [q, k, v, weights] as const]
    },
    backward: (none, [q, k, v, weights], dy) => {
      const dWeights = matmul(dy, transpose(v))
      const dScores = scale(factor, softmaxGradient(weights, dWeights))
      const right = {
        dq: matmul(dScores, k),
        dk: matmul(transpose(dScores), q),
        dv: matmul(transpose(weights), dy)
      }
      const { dq, dk, dv } = { ...right, ...wrong({ q, k, v, weights, dy, dWeights, factor, ...right }) }
      return [none, [dq, dk, dv]]
    }
  })
}

/** The gradients of queries and keys from those of the scores. */
const fromScores = ({ q, k, factor }: Scores, dScores: T3) => ({
  dq: scale(factor, matmul(dScores, k)),
  dk: scale(factor, matmul(transpose(dScores), q))
})

const rotation = fromArray<M['shape']>([2, 2], [0.6, 0.8, -0.8, 0.6])

export const attentions: readonly Blind[] = [
  row(
    'softmax: diagonal only',
    ofRows('mySoftmax', softmaxOfFeatures, (x, dy) => {
      const y = softmaxOfFeatures(x)
      return multiply(dy, multiply(y, subtract(1, y)))
    }),
    'Only the diagonal y (1 − y) of the Jacobian is used: the influence on the other outputs is missing.',
    all('diagonal|other (output|class|feature|entr)|off|element|jacobian|sum|cross')
  ),
  row(
    'log-softmax: gradient not summed',
    ofRows('myLogSoftmax', logSoftmaxOfFeatures, (x, dy) => subtract(dy, multiply(softmaxOfFeatures(x), dy))),
    'dx = dy − p dy: the sum of dy over the row is missing.',
    all('sum|Σ|total|add|diagonal|other (output|class|feature|entr)|jacobian')
  ),
  row(
    'softmax over features: backward over positions',
    plain<T3['shape'], T3['shape']>('mySoftmax', [2, 2], [2, 2], softmaxOfFeatures, (x, dy) => {
      const y = softmaxOfFeatures(x)
      return multiply(y, subtract(dy, transpose(sumOfFeatures(transpose(multiply(dy, y))))))
    }),
    'Backward adds over the positions, the axis before the last, and forward over the features.',
    all('axis|axes|position|row|column|transpos|along|dimension')
  ),
  row(
    'attention: scale missing in dq and dk',
    attend(({ dq, dk, factor }) => ({ dq: scale(1 / factor, dq), dk: scale(1 / factor, dk) })),
    'The gradients of queries and keys lack the factor 1/√d of the scores.',
    all('scale|scaling|factor|√|sqrt|0\\.707|1\\.41|dimension')
  ),
  row(
    'attention: mask ignored in backward',
    attend(s => {
      const weights = softmaxOfFeatures(scale(s.factor, matmul(s.q, transpose(s.k))))
      return { ...fromScores(s, softmaxGradient(weights, s.dWeights)), dv: matmul(transpose(weights), s.dy) }
    }),
    'Backward computes the weights without the causal mask, so gradients reach later positions.',
    all('mask|causal|future|later position')
  ),
  row(
    'attention: queries and keys exchanged',
    attend(({ dq, dk }) => ({ dq: dk, dk: dq })),
    'The gradients of queries and keys are exchanged.',
    all('exchang|swap|order|each other|mixed|interchang|wrong (place|part|input)|confus|permut')
  ),
  row(
    'attention: Jacobian of softmax skipped',
    attend(s => fromScores(s, s.dWeights)),
    'The gradient of the weights is used as that of the scores: the Jacobian of softmax is missing.',
    all('softmax|jacobian')
  ),
  row(
    'heads: merged without reordering in backward',
    plain<T4['shape'], T3['shape']>(
      'myJoinHeads',
      [2, 3, 2],
      [3, 4],
      x => reshape<T3['shape']>([x.shape[0], 3, 4], permute([0, 2, 1, 3], x)),
      (x, dy) => reshape(x.shape, dy)
    ),
    'Backward reshapes only: heads and positions are not exchanged back.',
    all('permut|transpos|order|reshap|axes|axis|place|head|arrang')
  ),
  row(
    'embedding: last use overwrites',
    spoiled(eraseTypes(embedding<readonly [3], 3, 2>(3, 2)), ({ x, dy }) => {
      const [places, rows] = [toArray(x), toArray(dy)]
      const table = places.reduce<readonly number[]>(
        (table, place, i) =>
          table.with(2 * Math.round(place), rows[2 * i] ?? 0).with(2 * Math.round(place) + 1, rows[2 * i + 1] ?? 0),
        new Array<number>(6).fill(0)
      )
      return { dp: [fromArray([3, 2], table)] }
    }),
    'If an index occurs several times, its last gradient overwrites the others instead of being added.',
    all('overwrit|add|sum|accumul|last|repeat|several|twice|occur|duplicate|same (index|row)')
  ),
  row(
    'embedding: index 0 gets no gradient',
    spoiled(eraseTypes(embedding<readonly [3], 3, 2>(3, 2)), ({ dp }) => ({
      dp: dp.map(sum => multiply(reshape([3, 2], sum), fromArray([3, 2], [0, 0, 1, 1, 1, 1])))
    })),
    'Row 0 counts as padding in backward and gets no gradient, but forward reads it.',
    all('padding|row 0|index 0|first row|\\b0\\b|zero|first', 'row|index|padding|entr|gradient|token|weight')
  ),
  row(
    'learned positions: not added over the batch',
    spoiled(eraseTypes(learnedPositions(3, 2)), ({ dp, dy }) => ({
      dp: dp.map(sum => reshape(sum.shape, Algebra.slice(0, 0, 1, dy)))
    })),
    'The table of positions gets the gradient of the first example only.',
    all('batch|example', 'sum|add|first|only|one example')
  ),
  row(
    'rotary positions: rotated the same way',
    plain<M['shape'], M['shape']>(
      'rotation',
      [2],
      [2],
      x => matmul(x, rotation),
      (_, dy) => matmul(dy, rotation)
    ),
    'Backward rotates by the same angle instead of back: the rotation is not transposed.',
    all('transpos|inverse|angle|rotat|same direction|opposite|sign')
  )
]
