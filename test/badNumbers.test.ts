/**
 * Every numeric argument is checked when it is passed. A wrong one throws a RangeError of one line with the function and the
 * argument. Curried functions such as `warmUp(steps)(schedule)` check their first arguments immediately.
 */
import {
  Datasets,
  accumulate,
  accuracy,
  adagrad,
  adam,
  adamw,
  chooseEngine,
  averagePool,
  asBatch,
  batches,
  batchNorm,
  classesOf,
  clipByGlobalNorm,
  clipByValue,
  convolution,
  dense,
  Descents,
  dropout,
  earlyStopping,
  elu,
  embedding,
  evaluateOn,
  filledTensor,
  fromArray,
  holdOut,
  huber,
  Initializers,
  layerNorm,
  leakyRelu,
  maxPool,
  momentum,
  nesterov,
  oneHot,
  onPlateau,
  Randoms,
  repeat,
  reshape,
  rmsNorm,
  rmsprop,
  scaleBy,
  Schedules,
  selectExamples,
  sgd,
  type Shape,
  initialState,
  take,
  tensor,
  topK,
  train,
  trajectory,
  weightDecay
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { xor as table, student } from './learning/xor.js'

/** Each kind of number: its description in messages, and numbers that are refused. */
const kinds = {
  positive: ['a positive integer', [NaN, Infinity, -1, 0, 2.5]],
  whole: ['a whole number of at least 0', [NaN, Infinity, -1, 2.5]],
  integer: ['an integer between −(2^53 − 1) and 2^53 − 1', [NaN, -Infinity, 2.5, 2 ** 53]],
  finite: ['a finite number', [NaN, Infinity, -Infinity]],
  atLeastZero: ['a finite number of at least 0', [NaN, Infinity, -1]],
  aboveZero: ['a finite number above 0', [NaN, Infinity, -1, 0]],
  fraction: ['at least 0 and below 1', [NaN, Infinity, -1, 1, 2.5]]
} as const

/** Values that a program in JavaScript may pass instead of a number, and their form in messages. */
const noNumbers: readonly (readonly [value: unknown, shown: string])[] = [
  [null, 'null'],
  ['3', '"3"'],
  [true, 'true'],
  [[3], 'a plain list'],
  [{}, 'an object'],
  [dense, 'the function dense']
]

// eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- a value that only a program in JavaScript can pass
const asNumber = (value: unknown): number => value as number

type Argument = readonly [kind: keyof typeof kinds, what: string, give: (n: number) => unknown, isOptional?: 'optional']

const centres = tensor([
  [0, 1],
  [1, 0]
])
const rate = Schedules.constant(1)

const optimizers = { sgd, momentum, nesterov, adagrad, rmsprop, adam }

const layers: readonly Argument[] = [
  ['positive', 'dense: inputs', n => dense(n, 3)],
  ['positive', 'dense: outputs', n => dense(3, n)],
  ['positive', 'convolution: channels', n => convolution([n, 3, 3], 3, 1)],
  ['positive', 'convolution: height', n => convolution([1, n, 3], 3, 1)],
  ['positive', 'convolution: width', n => convolution([1, 3, n], 3, 1)],
  ['positive', 'convolution: size', n => convolution([1, 3, 3], n, 1)],
  ['positive', 'convolution: depth', n => convolution([1, 3, 3], 3, n)],
  ['positive', 'convolution: stride', n => convolution([1, 3, 3], 3, 1, { stride: n }), 'optional'],
  ['whole', 'convolution: padding', n => convolution([1, 3, 3], 3, 1, { padding: n }), 'optional'],
  ['positive', 'maxPool: size', n => maxPool(n)],
  ['positive', 'maxPool: stride', n => maxPool(2, { stride: n }), 'optional'],
  ['whole', 'maxPool: padding', n => maxPool(2, { padding: n }), 'optional'],
  ['positive', 'averagePool: size', n => averagePool(n)],
  ['positive', 'averagePool: stride', n => averagePool(2, { stride: n }), 'optional'],
  ['whole', 'averagePool: padding', n => averagePool(2, { padding: n }), 'optional'],
  ['positive', 'embedding: vocabulary', n => embedding(n, 2)],
  ['positive', 'embedding: features', n => embedding(2, n)],
  ['positive', 'reshape: the size of axis 1', n => reshape<Shape, Shape>([2, n])],
  ['positive', 'repeat: times', n => repeat(n, dense(2, 2))],
  ['positive', 'batchNorm: channels', n => batchNorm(n)],
  ['aboveZero', 'batchNorm: epsilon', n => batchNorm(2, n), 'optional'],
  ['finite', 'batchNorm: a mean', n => batchNorm(1, 1e-5, { mean: [n], variance: [1] })],
  ['atLeastZero', 'batchNorm: a variance', n => batchNorm(1, 1e-5, { mean: [0], variance: [n] })],
  ['positive', 'layerNorm: features', n => layerNorm(n)],
  ['aboveZero', 'layerNorm: epsilon', n => layerNorm(2, n), 'optional'],
  ['positive', 'rmsNorm: features', n => rmsNorm(n)],
  ['aboveZero', 'rmsNorm: epsilon', n => rmsNorm(2, n), 'optional'],
  ['fraction', 'dropout: the rate', n => dropout(n), 'optional'],
  ['aboveZero', 'elu: alpha', n => elu(n), 'optional'],
  ['finite', 'leakyRelu: the slope', n => leakyRelu(n), 'optional'],
  ['finite', 'descend: the learning rate', n => Descents.descend(n)],
  ['finite', 'constant: the value', n => Initializers.constant(n)],
  ['finite', 'orthogonal: the gain', n => Initializers.orthogonal(n), 'optional']
]

const initializers = {
  constant: Initializers.constant(1),
  zeros: Initializers.zeros,
  orthogonal: Initializers.orthogonal(),
  glorotNormal: Initializers.glorotNormal,
  glorotUniform: Initializers.glorotUniform,
  heNormal: Initializers.heNormal,
  heUniform: Initializers.heUniform,
  lecunNormal: Initializers.lecunNormal,
  lecunUniform: Initializers.lecunUniform,
  normal: Randoms.normal(),
  uniform: Randoms.uniform()
}

const tensors: readonly Argument[] = [
  ...Object.entries(initializers).map(([name, initializer]): Argument => [
    'positive',
    `${name}: the size of axis 0`,
    n => initializer([n, 2])
  ]),
  ['positive', 'fromArray: the size of axis 1', n => fromArray([2, n], [])],
  ['positive', 'filledTensor: the size of axis 0', n => filledTensor([n], 0)],
  ['integer', 'Randoms.seed: the number', n => Randoms.seed(n)],
  ['integer', 'Randoms.branch: n', n => Randoms.branch(n)],
  ['finite', 'uniform: low', n => Randoms.uniform(n, 1), 'optional'],
  ['finite', 'uniform: high', n => Randoms.uniform(0, n), 'optional'],
  ['finite', 'normal: the mean', n => Randoms.normal(n), 'optional'],
  ['atLeastZero', 'normal: the standard deviation', n => Randoms.normal(0, n), 'optional']
]

const data: readonly Argument[] = [
  ['positive', 'batches: the batch size', n => batches(n)],
  ['whole', 'selectExamples: places[1]', n => selectExamples([0, n])],
  ['fraction', 'holdOut: the share', n => holdOut(n)],
  ['positive', 'oneHot: classes', n => oneHot(n)],
  ['positive', 'blobs: size', n => Datasets.blobs(n, centres)],
  ['atLeastZero', 'blobs: deviation', n => Datasets.blobs(3, centres, n), 'optional'],
  ['positive', 'circles: size', n => Datasets.circles(n)],
  ['atLeastZero', 'circles: noise', n => Datasets.circles(3, n), 'optional'],
  ['aboveZero', 'circles: innerRadius', n => Datasets.circles(3, 0, n), 'optional'],
  ['positive', 'moons: size', n => Datasets.moons(n)],
  ['atLeastZero', 'moons: noise', n => Datasets.moons(3, n), 'optional'],
  ['positive', 'sine: size', n => Datasets.sine(n)],
  ['atLeastZero', 'sine: noise', n => Datasets.sine(3, n), 'optional'],
  ['positive', 'spirals: size', n => Datasets.spirals(n, 3)],
  ['positive', 'spirals: classes', n => Datasets.spirals(3, n)],
  ['atLeastZero', 'spirals: noise', n => Datasets.spirals(3, 3, n), 'optional'],
  ['finite', 'spirals: turns', n => Datasets.spirals(3, 3, 0, n), 'optional'],
  ['positive', 'xor: size', n => Datasets.xor(n)],
  ['atLeastZero', 'xor: noise', n => Datasets.xor(4, n), 'optional']
]

const learning: readonly Argument[] = [
  ['fraction', 'momentum: the momentum', n => momentum(0.1, n), 'optional'],
  ['fraction', 'nesterov: the momentum', n => nesterov(0.1, n), 'optional'],
  ['aboveZero', 'adagrad: epsilon', n => adagrad(0.1, n), 'optional'],
  ['fraction', 'rmsprop: decay', n => rmsprop(0.1, { decay: n }), 'optional'],
  ['aboveZero', 'rmsprop: epsilon', n => rmsprop(0.1, { epsilon: n }), 'optional'],
  ['fraction', 'adam: beta1', n => adam(0.1, { beta1: n }), 'optional'],
  ['fraction', 'adam: beta2', n => adam(0.1, { beta2: n }), 'optional'],
  ['aboveZero', 'adam: epsilon', n => adam(0.1, { epsilon: n }), 'optional'],
  ['atLeastZero', 'weightDecay: the decay', n => adamw(0.1, { weightDecay: n }), 'optional'],
  ['atLeastZero', 'weightDecay: the decay', n => weightDecay(n)],
  ['finite', 'scaleBy: the factor', n => scaleBy(n)],
  ['aboveZero', 'clipByGlobalNorm: the limit', n => clipByGlobalNorm(n)],
  ['aboveZero', 'clipByValue: the limit', n => clipByValue(n)],
  ['positive', 'accumulate: steps', n => accumulate(n)],
  ['aboveZero', 'huber: delta', n => huber(n), 'optional'],
  ['finite', 'constant: the rate', n => Schedules.constant(n)],
  ['finite', 'stepDecay: the rate', n => Schedules.stepDecay(n, 0.1, 2)],
  ['finite', 'stepDecay: the factor', n => Schedules.stepDecay(1, n, 2)],
  ['positive', 'stepDecay: every', n => Schedules.stepDecay(1, 0.1, n)],
  ['finite', 'exponential: the rate', n => Schedules.exponential(n, 0.1)],
  ['finite', 'exponential: the factor', n => Schedules.exponential(1, n)],
  ['finite', 'cosine: the rate', n => Schedules.cosine(n, 5)],
  ['positive', 'cosine: steps', n => Schedules.cosine(1, n)],
  ['finite', 'cosine: the lowest rate', n => Schedules.cosine(1, 5, n), 'optional'],
  ['finite', 'oneCycle: the highest rate', n => Schedules.oneCycle(n, 5)],
  ['positive', 'oneCycle: steps', n => Schedules.oneCycle(1, n)],
  ['fraction', 'oneCycle: upwards', n => Schedules.oneCycle(1, 5, { upwards: n }), 'optional'],
  ['finite', 'oneCycle: the first rate', n => Schedules.oneCycle(1, 5, { first: n }), 'optional'],
  ['finite', 'oneCycle: the last rate', n => Schedules.oneCycle(1, 5, { last: n }), 'optional'],
  ['positive', 'warmUp: steps', n => Schedules.warmUp(n)],
  ['positive', 'switchAfter: steps', n => Schedules.switchAfter(n, rate)],
  ['finite', 'times: the factor', n => Schedules.times(n)],
  ['positive', 'topK: k', n => topK(n)],
  ['finite', 'threshold', n => classesOf(asBatch(centres), n), 'optional'],
  ['finite', 'threshold', n => accuracy(asBatch(centres), asBatch(centres), n), 'optional'],
  ['positive', 'trajectory: batchSize', n => trajectory(student, table, { from: 1, batchSize: n }), 'optional'],
  ['positive', 'trajectory: stride', n => trajectory(student, table, { from: 1, stride: n }), 'optional'],
  ['positive', 'trajectory: alsoEvery', n => trajectory(student, table, { from: 1, alsoEvery: n }), 'optional'],
  ['integer', 'Randoms.seed: the number', n => initialState(student, n)],
  ['whole', 'take: n', n => take(n)],
  ['positive', 'train: n', n => train(n)],
  ['positive', 'earlyStopping: patience', n => earlyStopping(() => 0, { patience: n })],
  [
    'atLeastZero',
    'earlyStopping: minimalImprovement',
    n => earlyStopping(() => 0, { patience: 1, minimalImprovement: n }),
    'optional'
  ],
  ['aboveZero', 'onPlateau: factor', n => onPlateau(() => 0, { factor: n }), 'optional'],
  ['whole', 'onPlateau: patience', n => onPlateau(() => 0, { patience: n }), 'optional'],
  ['atLeastZero', 'onPlateau: threshold', n => onPlateau(() => 0, { threshold: n }), 'optional'],
  ['whole', 'onPlateau: cooldown', n => onPlateau(() => 0, { cooldown: n }), 'optional'],
  ['atLeastZero', 'onPlateau: lowest', n => onPlateau(() => 0, { lowest: n }), 'optional'],
  ['positive', 'evaluateOn: batchSize', n => evaluateOn(student, table, {}, { batchSize: n }), 'optional'],
  ['positive', 'chooseEngine: batchSize', n => chooseEngine(student, table, { batchSize: n }), 'optional']
]

for (const [wing, rows] of Object.entries({ layers, tensors, data, learning }))
  describe(wing, () => {
    for (const [kind, what, give, isOptional] of rows)
      test(what, () => {
        const [expected, bad] = kinds[kind]
        const given: typeof noNumbers = [
          ...bad.map(n => [n, String(n)] as const),
          ...noNumbers,
          ...(isOptional === undefined ? [[undefined, 'undefined'] as const] : [])
        ]
        for (const [value, shown] of given)
          expect(() => give(asNumber(value)), shown).toThrow(
            new RangeError(`${what} must be ${expected}, found ${shown}`)
          )
      })
  })

describe('learning rates', () => {
  for (const [name, optimizer, kind] of [
    ...Object.entries(optimizers).map(([name, optimizer]) => [name, optimizer, name] as const),
    ['adamw', adamw, 'adam'] as const
  ])
    test(name, () => {
      for (const n of kinds.finite[1])
        expect(() => optimizer(n)).toThrow(
          new RangeError(`${kind}: the learning rate must be a finite number, found ${n}`)
        )
      for (const [value, shown] of [...noNumbers, [undefined, 'undefined'] as const]) {
        const call = typeof value === 'object' && value !== null ? `: it is the first argument, ${kind}(0.001)` : ''
        expect(() => optimizer(asNumber(value)), shown).toThrow(
          new RangeError(`${kind}: the learning rate must be a number or a schedule, found ${shown}${call}`)
        )
      }
    })
})

test.each([NaN, 0.5, 2 ** 53])('trajectory: from, a seed of %d', n => {
  const message = `trajectory: from must be an integer between −(2^53 − 1) and 2^53 − 1, found ${n}`
  expect(() => trajectory(student, table, { from: n })).toThrow(new RangeError(message))
  expect(() => trajectory(student, table, { from: 1 }).from(n)).toThrow(new RangeError(message))
})
