/** Wrong arguments throw an error of one line with the value found and the expected value. */
import { pipe } from 'fp-ts/lib/function.js'
import {
  adam,
  Algebra,
  andThen,
  averagePool,
  asBatch,
  type Batched,
  batches,
  batchNorm,
  beside,
  concatenate,
  convolution,
  convolution1d,
  copy,
  dataset,
  dense,
  Descents,
  dropout,
  eager,
  elu,
  type Engine,
  embedding,
  filledTensor,
  flatten,
  fork,
  fromArray,
  groupNorm,
  eraseTypes,
  identity,
  javascriptOnly,
  type Layer,
  Initializers,
  layerNorm,
  leakyRelu,
  learner,
  logSoftmax,
  maxout,
  maxPool,
  meanSquaredError,
  type Nested,
  type Params,
  predict,
  Randoms,
  repeat,
  reshape,
  residual,
  rmsNorm,
  sgd,
  shapeError,
  softmax,
  sum,
  tanh,
  tensor,
  train,
  trajectory,
  transposedConvolution,
  upsample
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { noise, paramsOf } from './networks.js'
import { network, student, xor } from './learning/xor.js'

/** Sizes of type `number`, which the compiler does not check. */
const nothing: number = 0
const fraction: number = 1.5
const negative: number = -1
const two: number = 2
const three: number = 3
const four: number = 4

type Rows = Batched<readonly [number]>
/** Erases the lengths of rows, so that the compiler accepts ragged ones. */
const ragged = (rows: Nested): Nested => rows
const fourTargets = dataset(noise([4, two]), noise([4, four]))
const threeFeatures = dataset(noise([4, three]), noise([4, 1]))

type Refused = readonly [what: string, call: () => unknown, message: string]

const refuses = (cases: readonly Refused[], error: (message: string) => Error = shapeError) =>
  test.each(cases)('%s', (_, call, message) => {
    expect(call).toThrow(error(message))
    expect(message).not.toContain('\n')
  })

describe('sizes', () => {
  refuses(
    [
      ['zero inputs', () => dense(0, 3), 'dense: inputs must be a positive integer, found 0'],
      ['negative outputs', () => dense(2, -3), 'dense: outputs must be a positive integer, found -3'],
      ['a fractional size', () => dense(2.5, 3), 'dense: inputs must be a positive integer, found 2.5'],
      ['NaN', () => dense(NaN, 3), 'dense: inputs must be a positive integer, found NaN'],
      ['an infinite size', () => dense(2, Infinity), 'dense: outputs must be a positive integer, found Infinity'],
      [
        'a kernel of size 0',
        () => convolution([1, 3, 3], 0, 1),
        'convolution: size must be a positive integer, found 0'
      ],
      ['no depth', () => convolution([1, 3, 3], 3, 0), 'convolution: depth must be a positive integer, found 0'],
      ['no channels', () => convolution([0, 3, 3], 3, 1), 'convolution: channels must be a positive integer, found 0'],
      [
        'no stride',
        () => convolution([1, 3, 3], 3, 1, { stride: nothing }),
        'convolution: stride must be a positive integer, found 0'
      ],
      [
        'half a zero around an image',
        () => convolution([1, 3, 3], 3, 1, { padding: fraction }),
        'convolution: padding must be a whole number of at least 0, found 1.5'
      ],
      [
        'less than no zeros around an image',
        () => convolution([1, 3, 3], 3, 1, { padding: negative }),
        'convolution: padding must be a whole number of at least 0, found -1'
      ],
      [
        'a kernel without columns',
        () => convolution([1, 3, 3], [1, nothing], 1),
        'convolution: size: columns must be a positive integer, found 0'
      ],
      ['an upsampling by half', () => upsample(fraction), 'upsample: factor must be a positive integer, found 1.5'],
      ['maxout without pieces', () => maxout(0), 'maxout: pieces must be a positive integer, found 0'],
      [
        'a window that stands still',
        () => averagePool(2, { stride: 0 }),
        'averagePool: stride must be a positive integer, found 0'
      ],
      ['no vocabulary', () => embedding(0, 3), 'embedding: vocabulary must be a positive integer, found 0'],
      ['no features', () => embedding(3, 0), 'embedding: features must be a positive integer, found 0'],
      ['batchNorm without channels', () => batchNorm(0), 'batchNorm: channels must be a positive integer, found 0'],
      ['layerNorm without features', () => layerNorm(0), 'layerNorm: features must be a positive integer, found 0'],
      ['rmsNorm without features', () => rmsNorm(0), 'rmsNorm: features must be a positive integer, found 0'],
      [
        'an axis of zero to reshape to',
        () => reshape([0]),
        'reshape: the size of axis 0 must be a positive integer, found 0'
      ],
      ['no repetition', () => repeat(0, dense(2, 2)), 'repeat: times must be a positive integer, found 0'],
      [
        'a fractional number of repetitions',
        () => repeat(fraction, dense(2, 2)),
        'repeat: times must be a positive integer, found 1.5'
      ],
      [
        'an axis of zero',
        () => fromArray([2, 0], []),
        'fromArray: the size of axis 1 must be a positive integer, found 0'
      ],
      [
        'a negative axis',
        () => filledTensor([-1], 0),
        'filledTensor: the size of axis 0 must be a positive integer, found -1'
      ],
      [
        'a fractional axis',
        () => filledTensor([2.5], 0),
        'filledTensor: the size of axis 0 must be a positive integer, found 2.5'
      ],
      ['zeros', () => Initializers.zeros([0]), 'zeros: the size of axis 0 must be a positive integer, found 0'],
      ['uniform', () => Randoms.uniform()([0.5]), 'uniform: the size of axis 0 must be a positive integer, found 0.5'],
      ['normal', () => Randoms.normal()([3, -2]), 'normal: the size of axis 1 must be a positive integer, found -2']
    ],
    message => new RangeError(message)
  )
})

describe('windows that do not fit', () => {
  refuses([
    [
      'a kernel larger than the image',
      () => convolution([1, 3, three], four, 1),
      'convolution: a window of size 4 is larger than an image of shape [1, 3, 3]'
    ],
    [
      'a kernel larger than the image with its zeros',
      () => convolution([1, 1, three], four, 1, { padding: 1 }),
      'convolution: a window of size 4 is larger than an image of shape [1, 1, 3] with padding 1'
    ],
    [
      'a kernel whose dilation is too large',
      () => convolution([1, three, three], [2, 1], 1, { dilation: three }),
      'convolution: a window of size [2, 1] and dilation 3 is larger than an image of shape [1, 3, 3]'
    ],
    [
      'a kernel longer than the series',
      () => convolution1d([1, three], four, 1),
      'convolution1d: a window of size 4 is larger than a series of shape [1, 3]'
    ],
    [
      'channels that do not divide into groups',
      () => convolution([3, 3, 3], 1, 2, { groups: 2 }),
      'convolution: channels must be a multiple of the 2 groups, found 3'
    ],
    [
      'a norm whose channels do not divide into groups',
      () => groupNorm(3, 2),
      'groupNorm: channels must be a multiple of the 2 groups, found 3'
    ],
    [
      'a padding that removes the whole result',
      () => transposedConvolution([1, 1, 1], 2, 1, { padding: 1 }),
      'transposedConvolution: the padding must leave pixels of the result, found the shape [1, 0, 0]'
    ],
    [
      'a window all beyond the edge',
      () => maxPool(2, { padding: 2 }),
      'maxPool: padding must be less than the size 2, found 2'
    ]
  ])
})

describe('data', () => {
  refuses([
    [
      'targets missing',
      () => dataset(noise([four, 2]), noise([three, 1])),
      'A dataset needs one target per input, found 4 inputs and 3 targets'
    ],
    [
      'too few',
      () => fromArray([2, 3], [1, 2, 3, 4, 5]),
      'fromArray: numbers must have length 6 for the shape [2, 3], found length 5'
    ],
    [
      'too many',
      () => fromArray([2], new Float64Array(3)),
      'fromArray: numbers must have length 2 for the shape [2], found length 3'
    ],
    ['for a scalar', () => fromArray([], []), 'fromArray: numbers must have length 1 for the shape [], found length 0'],
    ['an empty list', () => tensor([]), 'tensor: lists must not be empty, found []'],
    [
      'ragged rows',
      () => tensor(ragged([[0, 1], [2]])),
      'tensor: rows must have the same shape, found [2] in row 0 and [1] in row 1'
    ],
    [
      'ragged rows, deep inside',
      () => tensor(ragged([[[1, 2]], [[3]]])),
      'tensor: rows must have the same shape, found [1, 2] in row 0 and [1, 1] in row 1'
    ],
    [
      'a number beside rows',
      () => tensor(ragged([[1], 2])),
      'tensor: rows must have the same shape, found [1] in row 0 and [] in row 1'
    ]
  ])
})

describe('layers that do not fit', () => {
  refuses([
    [
      'side by side',
      () => pipe(dense(2, three), andThen(dense(four, 1))),
      'dense(2, 3) gives [3], but dense(4, 1) takes [4]'
    ],
    [
      'across one that fits any size',
      () => pipe(dense(2, three), andThen(tanh()), andThen(dense(four, 1))),
      'tanh() gives [3], but dense(4, 1) takes [4]'
    ],
    [
      'nested to the right',
      () => pipe(dense(2, three), andThen(pipe(dense(four, 2), andThen(tanh())))),
      'dense(2, 3) gives [3], but dense(4, 2) takes [4]'
    ],
    [
      'after identity',
      () => pipe(identity<Rows>(), andThen(dense(two, three)), andThen(dense(four, 1))),
      'dense(2, 3) gives [3], but dense(4, 1) takes [4]'
    ],
    [
      'a pair for a row',
      () => pipe(eraseTypes(dense(2, 3)), andThen(eraseTypes(copy())), andThen(eraseTypes(dense(3, 1)))),
      'copy() gives [[3], [3]], but dense(3, 1) takes [3]'
    ],
    [
      'a row for a pair',
      () => pipe(eraseTypes(dense(2, 3)), andThen(eraseTypes(beside(dense(3, 1), dense(3, 1))))),
      'dense(2, 3) gives [3], but beside(dense(3, 1), dense(3, 1)) takes [[3], [3]]'
    ],
    [
      'unequal parts of a sum',
      () => pipe(fork(dense(2, three), dense(2, four)), andThen(sum())),
      'fork(dense(2, 3), dense(2, 4)) gives [[3], [4]], but sum() does not accept this shape'
    ],
    [
      'two inputs for a fork',
      () => fork(dense(two, 1), dense(three, 1)),
      'fork passes the same input to all its layers: dense(2, 1) takes [2], but dense(3, 1) takes [3]'
    ],
    [
      'a row and a pair for a fork',
      () => fork(eraseTypes(concatenate()), eraseTypes(dense(3, 1))),
      'fork passes the same input to all its layers: dense(3, 1) takes [3], but concatenate() does not accept this shape'
    ],
    [
      'a pair for an element-wise layer',
      () => pipe(eraseTypes(dense(2, 3)), andThen(eraseTypes(copy())), andThen(eraseTypes(tanh()))),
      'copy() gives [[3], [3]], but tanh() does not accept this shape'
    ],
    [
      'a pair for two element-wise layers and the identity',
      () =>
        pipe(
          eraseTypes(dense(2, 3)),
          andThen(eraseTypes(copy())),
          andThen(pipe(eraseTypes(identity()), andThen(eraseTypes(tanh())), andThen(eraseTypes(identity()))))
        ),
      'copy() gives [[3], [3]], but tanh() does not accept this shape'
    ],
    [
      'no rows for concatenate',
      () => pipe(eraseTypes(dense(2, 3)), andThen(eraseTypes(concatenate()))),
      'dense(2, 3) gives [3], but concatenate() does not accept this shape'
    ],
    [
      'a reshape to another size',
      () => pipe(dense(2, four), andThen(reshape([1, three]))),
      'dense(2, 4) gives [4], but reshape([1, 3]) does not accept this shape'
    ],
    [
      'an image for a row',
      () => pipe(eraseTypes(convolution([1, 3, 3], 3, 2)), andThen(eraseTypes(dense(2, 1)))),
      'convolution([1, 3, 3], 3, 2, 1, 0, channel) gives [2, 1, 1], but dense(2, 1) takes [2]'
    ],
    [
      'a window larger than the image',
      () => pipe(convolution([1, 3, 3], 2, 1), andThen(maxPool(three))),
      'convolution([1, 3, 3], 2, 1, 1, 0, channel) gives [1, 2, 2], but maxPool(3, 3, 0) does not accept this shape'
    ],
    [
      'a pair for flatten',
      () => pipe(eraseTypes(dense(2, 3)), andThen(eraseTypes(copy())), andThen(eraseTypes(flatten()))),
      'copy() gives [[3], [3]], but flatten() does not accept this shape'
    ],
    [
      'within a residual',
      () =>
        residual((start: Layer<readonly [], Rows, Rows>) =>
          pipe(start, andThen(dense(two, three)), andThen(dense(four, two)))
        ),
      'dense(2, 3) gives [3], but dense(4, 2) takes [4]'
    ]
  ])
})

const around = <P extends Params>(body: Layer<P, Rows, Rows>) => residual(() => body)

describe('inputs that do not fit', () => {
  const params = paramsOf(network)
  refuses([
    [
      'a pair for one tensor',
      () => predict(eraseTypes(tanh()), [])([noise([1, 2]), noise([1, 3])]),
      'An element-wise layer takes one tensor, found [[2], [3]]'
    ],
    [
      'a pair for flatten',
      () => predict(eraseTypes(flatten()), [])([noise([1, 2]), noise([1, 3])]),
      'flatten takes one tensor, found [[2], [3]]'
    ],
    [
      'a pair for embedding',
      () => predict(eraseTypes(embedding(2, 3)), paramsOf(embedding(2, 3)))([noise([1, 2]), noise([1, 3])]),
      'embedding takes one tensor, found [[2], [3]]'
    ],
    ['a prediction', () => predict(eraseTypes(network), params)(noise([4, 3])), 'dense(2, 3) takes [2], found [3]'],
    [
      'an example without its batch axis',
      () => predict(eraseTypes(network), params)(tensor([0, 1])),
      'dense(2, 3) takes a batch of shape [batch, 2], found a tensor of shape [2]'
    ],
    [
      'numbers for another shape',
      () => predict(eraseTypes(reshape([1, 3])), [])(noise([1, 2, 2])),
      'reshape([1, 3]) takes one tensor of 3 numbers, found [2, 2]'
    ],
    [
      'a pair for reshape',
      () => predict(eraseTypes(reshape([3])), [])([noise([1, 2]), noise([1, 1])]),
      'reshape([3]) takes one tensor of 3 numbers, found [[2], [1]]'
    ],
    [
      'a pair for softmax',
      () => predict(eraseTypes(softmax()), [])([noise([1, 2]), noise([1, 3])]),
      'softmax takes rows of one or more features, found [[2], [3]]'
    ],
    [
      'a pair for its logarithm',
      () => predict(eraseTypes(logSoftmax()), [])([noise([1, 2]), noise([1, 3])]),
      'logSoftmax takes rows of one or more features, found [[2], [3]]'
    ],
    [
      'a row for images',
      () => predict(eraseTypes(averagePool(2)), [])(noise([1, 4])),
      'averagePool takes images of shape [channels, height, width], found [4]'
    ],
    [
      'rows for images',
      () => predict(eraseTypes(averagePool(2)), [])(noise([1, 4, 4])),
      'averagePool takes images of shape [channels, height, width], found [4, 4]'
    ],
    [
      'more than images',
      () => predict(eraseTypes(averagePool(2)), [])(noise([1, 1, 4, 4, 4])),
      'averagePool takes images of shape [channels, height, width], found [1, 4, 4, 4]'
    ],
    [
      'images that are too narrow',
      () => predict(eraseTypes(averagePool(2)), [])(noise([1, 1, 4, 1])),
      'averagePool: a window of size 2 is larger than an image of shape [1, 4, 1]'
    ],
    [
      'images that are too low',
      () => predict(eraseTypes(averagePool(2)), [])(noise([1, 1, 1, 4])),
      'averagePool: a window of size 2 is larger than an image of shape [1, 1, 4]'
    ],
    [
      'an image of another size',
      () =>
        predict(eraseTypes(convolution([1, 3, 3], 3, 2)), paramsOf(convolution([1, 3, 3], 3, 2)))(noise([1, 1, 4, 4])),
      'convolution([1, 3, 3], 3, 2, 1, 0, channel) takes [1, 3, 3], found [1, 4, 4]'
    ],
    [
      'training',
      () => trajectory(learner(dense(two, 1), meanSquaredError(), sgd(0.1)), threeFeatures, { from: 1 }),
      'dense(2, 1) takes [2], found [3]'
    ],
    [
      'targets of training',
      () => trajectory(learner(dense(two, three), meanSquaredError(), sgd(0.1)), fourTargets, { from: 1 }),
      'dense(2, 3) returns predictions of shape [3], for which meanSquaredError() needs targets of shape [3], found [4]'
    ],
    [
      'a residual that changes the shape',
      () => predict(around(dense(two, three)), paramsOf(dense(two, three)))(asBatch(noise([1, two]))),
      'residual(dense(2, 3)) must keep the shape [2] of its input, found the output shape [3]'
    ]
  ])
})

test('targets of training in one list, without an axis for their numbers', () => {
  const list = dataset(noise([4, two]), noise([4]))
  // @ts-expect-error -- the compiler knows the shape of the targets; untyped callers get the error at run time
  expect(() => trajectory(learner(dense(two, three), meanSquaredError(), sgd(0.1)), list, { from: 1 })).toThrow(
    shapeError(
      'dense(2, 3) returns predictions of shape [3], for which meanSquaredError() needs targets of shape [batch, 3], found [4]'
    )
  )
})

describe('numbers of training', () => {
  refuses(
    [
      [
        'a stride of zero',
        () => trajectory(student, xor, { from: 1, stride: 0 }),
        'trajectory: stride must be a positive integer, found 0'
      ],
      [
        'half a stride',
        () => trajectory(student, xor, { from: 1, stride: 0.5 }),
        'trajectory: stride must be a positive integer, found 0.5'
      ],
      [
        'no batch',
        () => trajectory(student, xor, { from: 1, batchSize: 0 }),
        'trajectory: batchSize must be a positive integer, found 0'
      ],
      ['batches of NaN', () => batches(NaN), 'batches: the batch size must be a positive integer, found NaN'],
      ['no strides', () => train(0), 'train: n must be a positive integer, found 0'],
      [
        'half a seed',
        () => Randoms.seed(0.5),
        'Randoms.seed: the number must be an integer between −(2^53 − 1) and 2^53 − 1, found 0.5'
      ],
      [
        'a seed of NaN',
        () => Randoms.seed(NaN),
        'Randoms.seed: the number must be an integer between −(2^53 − 1) and 2^53 − 1, found NaN'
      ],
      [
        'a seed too large to be exact',
        () => Randoms.seed(2 ** 53),
        'Randoms.seed: the number must be an integer between −(2^53 − 1) and 2^53 − 1, found 9007199254740992'
      ],
      [
        'a seed of training',
        () => trajectory(student, xor, { from: 0.5 }),
        'trajectory: from must be an integer between −(2^53 − 1) and 2^53 − 1, found 0.5'
      ]
    ],
    message => new RangeError(message)
  )
})

describe('learning rates', () => {
  refuses(
    [
      ['descend', () => Descents.descend(NaN), 'descend: the learning rate must be a finite number, found NaN'],
      [
        'descend without end',
        () => Descents.descend(Infinity),
        'descend: the learning rate must be a finite number, found Infinity'
      ],
      ['sgd', () => sgd(NaN), 'sgd: the learning rate must be a finite number, found NaN'],
      ['adam', () => adam(-Infinity), 'adam: the learning rate must be a finite number, found -Infinity']
    ],
    message => new RangeError(message)
  )
})

describe('settings of layers', () => {
  refuses(
    [
      ['dropout of everything', () => dropout(1), 'dropout: the rate must be at least 0 and below 1, found 1'],
      ['elu', () => elu(0), 'elu: alpha must be a finite number above 0, found 0'],
      ['leakyRelu', () => leakyRelu(NaN), 'leakyRelu: the slope must be a finite number, found NaN'],
      ['batchNorm', () => batchNorm(2, 0), 'batchNorm: epsilon must be a finite number above 0, found 0'],
      [
        'a variance below zero',
        () => batchNorm(1, 1e-5, { mean: [0], variance: [-1] }),
        'batchNorm: a variance must be a finite number of at least 0, found -1'
      ],
      ['layerNorm', () => layerNorm(2, 0), 'layerNorm: epsilon must be a finite number above 0, found 0'],
      ['rmsNorm', () => rmsNorm(2, -1), 'rmsNorm: epsilon must be a finite number above 0, found -1']
    ],
    message => new RangeError(message)
  )
})

describe('indices outside of a vocabulary', () => {
  const table = embedding<readonly [3], 4, 2>(4, 2)
  const look =
    (engine?: Engine) =>
    (...rows: readonly (readonly number[])[]) =>
      predict(table, paramsOf(table), engine)(asBatch(fromArray([rows.length, 3], rows.flat())))
  describe.each([eager, javascriptOnly])('$name', engine => {
    const at = look(engine)
    refuses(
      [
        ['too large', () => at([0, 1, 2], [3, 7, 0]), 'embedding(4, 2): index 7 at [1, 1] is outside [0, 4)'],
        ['negative', () => at([0, -1, 0]), 'embedding(4, 2): index -1 at [0, 1] is outside [0, 4)'],
        [
          'rounded to an index outside',
          () => at([0, 0, 3.5]),
          'embedding(4, 2): index 3.5 at [0, 2] is outside [0, 4)'
        ],
        ['NaN', () => at([NaN, 0, 0]), 'embedding(4, 2): index NaN at [0, 0] is outside [0, 4)'],
        [
          'among many',
          () => at(...Array.from({ length: 40 }, (_, i) => [0, i === 33 ? 4 : 3, 1])),
          'embedding(4, 2): index 4 at [33, 1] is outside [0, 4)'
        ]
      ],
      message => new RangeError(message)
    )
  })
  refuses(
    [
      [
        'of the operation',
        () => Algebra.gatherRows([1, 2], tensor([[1, 2]]), tensor([1])),
        'gatherRows: index 1 at [0] is outside [0, 1)'
      ],
      [
        'of its way back',
        () => Algebra.scatterRows([1, 2], tensor([-1]), tensor([[1, 2]])),
        'scatterRows: index -1 at [0] is outside [0, 1)'
      ]
    ],
    message => new RangeError(message)
  )
})
