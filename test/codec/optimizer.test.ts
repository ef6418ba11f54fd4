import { chain, isRight, left, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  accumulate,
  adam,
  adamw,
  clipByValue,
  forParameters,
  momentum,
  optimizer,
  optimizerCodec,
  parseJson,
  precededBy,
  Schedules,
  scheduleCodec,
  sgd,
  weightDecay,
  followedBy
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { everyOptimizer, parameters } from '../learning/optimizer/every.js'
import { everySchedule } from '../learning/schedule/every.js'

const optimizers = optimizerCodec()
const schedules = scheduleCodec()

const throughText = (json: unknown) => parseJson(JSON.stringify(json))

describe('a schedule is restored', () => {
  test.each(everySchedule)('%s', (_, schedule) => {
    const back = pipe(schedules.encode(schedule), chain(throughText), chain(schedules.decode))
    expect(back).toMatchObject(right({ description: schedule.description }))
    const steps = Array.from({ length: 40 }, (_, i) => i)
    expect(isRight(back) && steps.map(back.right.at)).toEqual(steps.map(schedule.at))
  })
})

describe('an optimizer is restored', () => {
  test.each([
    ...everyOptimizer,
    ['with a schedule', momentum(pipe(Schedules.cosine(0.1, 100), Schedules.warmUp(5)), 0.5)] as const,
    ['composed, with a schedule', adamw(Schedules.exponential(0.1, 0.99))] as const,
    ['accumulated, then composed', pipe(accumulate(2)(sgd(0.1)), precededBy(clipByValue(1)))] as const,
    ['composed, then accumulated', accumulate(2)(pipe(sgd(0.1), precededBy(clipByValue(1))))] as const,
    ['composed and accumulated, then composed', pipe(accumulate(2)(adamw(0.1)), precededBy(clipByValue(1)))] as const,
    [
      'of some parameters, with a schedule, then composed',
      pipe(optimizer(Schedules.constant(0.3), forParameters(/WEIGHT$/i, adam(1).direction)), precededBy(clipByValue(1)))
    ] as const,
    ['accumulation as a part', pipe(sgd(1), precededBy(accumulate(2)(momentum(1, 0.5)).direction))] as const,
    ['a sequence as direction', pipe(optimizer(0.3, adamw(1).direction), followedBy(weightDecay(0.2)))] as const,
    ['a sequence as direction, with a schedule', optimizer(Schedules.constant(0.3), adamw(1).direction)] as const
  ])('%s', (_, found) => {
    const back = pipe(optimizers.encode(found), chain(throughText), chain(optimizers.decode))
    expect(back).toMatchObject(right({ description: found.description }))
    if (!isRight(back)) return
    expect(back.right.direction.memory(parameters)).toEqual(found.direction.memory(parameters))
    expect([0, 1, 7].map(back.right.learningRate)).toEqual([0, 1, 7].map(found.learningRate))
  })
})

describe('refused with one line', () => {
  const wrapped = (optimizer: unknown) => ({ format: 'pullback optimizer', version: 1, optimizer })
  const configuration = { learningRate: 0.1 }
  const named = (names: string) => ({
    kind: 'forParameters',
    configuration: { learningRate: 0.1, names },
    parts: [{ kind: 'sgd' }]
  })
  const simple =
    'optimizer.configuration.names must be a regular expression without groups and with at most 2 repetitions, found'
  test.each([
    [{ kind: 'sgd' }, 'optimizer.configuration.learningRate must be a number, found nothing'],
    [
      { kind: 'sgdd', configuration },
      'optimizer: unknown optimizer "sgdd": a custom optimizer needs a builder registered under this name'
    ],
    [{ kind: 'momentum', configuration }, 'optimizer.configuration.momentum must be a number, found nothing'],
    [
      { kind: 'momentum', configuration: { learningRate: 0.1, momentum: 2 } },
      'optimizer: momentum: the momentum must be at least 0 and below 1, found 2'
    ],
    [
      { kind: 'sequence', parts: [{ kind: 'sgd' }] },
      'optimizer.parts: exactly one part must have a learning rate, found 0'
    ],
    [
      { kind: 'sgd', parts: [{ kind: 'constant', configuration: { rate: 'x' } }] },
      'optimizer.parts[0].configuration.rate must be a number, found "x"'
    ],
    ...['/[/', 'weight', '/weight', 'weight/', 'a/weight/', '/weight/9'].map((names): [unknown, string] => [
      named(names),
      `${simple} "${names}"`
    ]),
    // Backtracking in these would take exponential time on a long name.
    [named('/(a+)+$/'), `${simple} "/(a+)+$/"`],
    [named('/(a|a)(a|a)(a|a)$/'), `${simple} "/(a|a)(a|a)(a|a)$/"`],
    [named('/a*a*a*$/'), `${simple} "/a*a*a*$/"`]
  ])('%j', (json, line) => {
    expect(optimizers.decode(wrapped(json))).toEqual(left(line))
  })
})

test('a regular expression with the maximum number of repetitions, and escaped ones, is accepted', () => {
  for (const names of ['/a*b+$/', '/[*+?({]+a$/', '/\\*\\(\\+a?b{2}/']) {
    const configuration = { learningRate: 0.1, names }
    const optimizer = { kind: 'forParameters', configuration, parts: [{ kind: 'sgd' }] }
    expect(optimizers.decode({ format: 'pullback optimizer', version: 1, optimizer })).toMatchObject(
      right({ description: { configuration } })
    )
  }
})

describe('the message names a missing setting', () => {
  const learningRate = 0.1
  const optimizerWith = (described: object) =>
    optimizers.decode({ format: 'pullback optimizer', version: 1, optimizer: described })
  test.each([
    ['momentum', ['momentum']],
    ['nesterov', ['momentum']],
    ['adagrad', ['epsilon']],
    ['rmsprop', ['decay', 'epsilon']],
    ['adam', ['beta1', 'beta2', 'epsilon']],
    ['clipByValue', ['limit']],
    ['clipByGlobalNorm', ['limit']],
    ['scaleBy', ['factor']],
    ['weightDecay', ['decay']]
  ])('%s', (kind, settings) => {
    for (const missing of settings) {
      const given = settings.filter(name => name !== missing).map(name => [name, 0.5] as const)
      expect(optimizerWith({ kind, configuration: { learningRate, ...Object.fromEntries(given) } })).toEqual(
        left(`optimizer.configuration.${missing} must be a number, found nothing`)
      )
    }
  })

  test.each([
    ['constant', ['rate']],
    ['stepDecay', ['rate', 'factor', 'every']],
    ['exponential', ['rate', 'factor']],
    ['cosine', ['rate', 'steps', 'lowest']],
    ['oneCycle', ['highest', 'steps', 'upwards', 'first', 'last']],
    ['warmUp', ['steps']],
    ['switchAfter', ['steps']],
    ['times', ['factor']]
  ])('%s', (kind, settings) => {
    const rate = { kind: 'constant', configuration: { rate: 1 } }
    const parts = { warmUp: [rate], times: [rate], switchAfter: [rate, rate] }[kind] ?? []
    for (const missing of settings) {
      const given = settings.filter(name => name !== missing).map(name => [name, 1] as const)
      const schedule = { kind, configuration: Object.fromEntries(given), parts }
      expect(schedules.decode({ format: 'pullback schedule', version: 1, schedule })).toEqual(
        left(`schedule.configuration.${missing} must be a number, found nothing`)
      )
    }
  })

  test.each([
    [
      { kind: 'forParameters', configuration: { learningRate }, parts: [{ kind: 'sgd' }] },
      'optimizer.configuration.names must be a regular expression without groups and with at most 2 repetitions, found nothing'
    ],
    [
      { kind: 'forParameters', configuration: { learningRate, names: 'weight/' }, parts: [{ kind: 'sgd' }] },
      'optimizer.configuration.names must be a regular expression without groups and with at most 2 repetitions, found "weight/"'
    ],
    [
      { kind: 'accumulate', parts: [{ kind: 'sgd', configuration: { learningRate } }] },
      'optimizer.configuration.steps must be a number, found nothing'
    ],
    [{ kind: 'accumulate', configuration: { steps: 2 } }, 'optimizer.parts must hold an optimizer, found none'],
    [
      { kind: 'accumulate', configuration: { steps: 2 }, parts: [{ kind: 'sgd' }] },
      'optimizer.parts[0].configuration.learningRate must be a number, found nothing'
    ],
    [
      { kind: 'sequence', parts: [1, 2].map(() => ({ kind: 'sgd', configuration: { learningRate } })) },
      'optimizer.parts: exactly one part must have a learning rate, found 2'
    ],
    [
      { kind: 'sequence', parts: [{ kind: 'scaleBy' }, { kind: 'sgd', configuration: { learningRate } }] },
      'optimizer.parts[0].configuration.factor must be a number, found nothing'
    ],
    [
      {
        kind: 'sequence',
        parts: [
          { kind: 'accumulate', parts: [{ kind: 'sgd' }] },
          { kind: 'sgd', configuration: { learningRate } }
        ]
      },
      'optimizer.parts[0].configuration.steps must be a number, found nothing'
    ],
    [
      { kind: 'sequence', parts: [{ kind: 'mine' }, { kind: 'sgd', configuration: { learningRate } }] },
      'optimizer.parts[0]: unknown optimizer "mine": a custom optimizer needs a builder registered under this name'
    ],
    [{ kind: 'sequence' }, 'optimizer.parts: exactly one part must have a learning rate, found 0'],
    [
      { kind: 'sequence', parts: [{ kind: 'accumulate', configuration: { steps: 2 } }] },
      'optimizer.parts: exactly one part must have a learning rate, found 0'
    ],
    [
      { kind: 'sequence', parts: [{ kind: 'momentum', configuration: { learningRate } }] },
      'optimizer.parts[0].configuration.momentum must be a number, found nothing'
    ]
  ])('%j', (described, line) => {
    expect(optimizerWith(described)).toEqual(left(line))
  })
})

test('the description of a sequence keeps the learning rate', () => {
  const { description } = pipe(optimizer(0.3, adamw(1).direction), followedBy(weightDecay(0.2)))
  expect(JSON.stringify(description)).toContain('"learningRate":0.3')
  expect(sgd(0.3).description.configuration).toEqual({ learningRate: 0.3 })
})
