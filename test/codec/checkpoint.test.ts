/** Models and checkpoints are restored bit for bit, and resumed training equals uninterrupted training. */
import { chain, isLeft, isRight, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  accumulate,
  activation,
  adam,
  Algebra,
  andThen,
  builtFrom,
  clipByGlobalNorm,
  codecKind,
  dense,
  describe as describeIt,
  eraseTypes,
  filledTensor,
  initialState,
  lastState,
  learner,
  lossFrom,
  noSettings,
  type Optimizer,
  type Params,
  precededBy,
  residual,
  type Schedule,
  Schedules,
  sgd,
  take,
  tanh,
  type TrainingState,
  trajectory,
  transformation,
  type UntypedLayer,
  Values
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/codec/checkpoint.js'
import { decodeModel, encodeModel } from '../../src/codec/model.js'
import { decodeSafetensors, encodeSafetensors } from '../../src/codec/safetensors.js'
import { eraseLossTypes } from '../../src/learning/Loss.js'
import { type Preparation } from '../../src/codec/preparation.js'
import { meanSquaredError } from '../../src/learning/loss/meanSquaredError.js'
import { everyOptimizer } from '../learning/optimizer/every.js'
import { everySchedule } from '../learning/schedule/every.js'
import { examples } from '../learning/xor.js'

const network = eraseTypes(pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1))))
const loss = eraseLossTypes(meanSquaredError())

const optimizers: readonly (readonly [string, Optimizer])[] = [
  ...everyOptimizer,
  ...everySchedule.map(([name, schedule]) => [`sgd, ${name}`, sgd(schedule)] as const),
  ['accumulated', pipe(adam(Schedules.exponential(0.1, 0.9)), accumulate(3))],
  ['accumulated and clipped', pipe(adam(0.1), precededBy(clipByGlobalNorm(1)), accumulate(2))]
]

const states = (optimizer: Optimizer, from: number | TrainingState<Params>, n: number) =>
  pipe(trajectory(learner(network, loss, optimizer), examples, { batchSize: 3, from, stride: 2 }), take(n), lastState)

const reached = (optimizer: Optimizer, from: number | TrainingState<Params>, n: number): TrainingState<Params> => {
  const found = states(optimizer, from, n)
  if (found._tag === 'None') throw new RangeError('no state')
  return found.value
}

const sameState = (one: TrainingState<Params>, other: TrainingState<Params>): boolean => {
  const { params, memory, ...rest } = one
  const { params: otherParams, memory: otherMemory, ...others } = other
  return (
    Values.sameValue(params, otherParams) &&
    Values.sameValue(memory, otherMemory) &&
    JSON.stringify(rest) === JSON.stringify({ ...others })
  )
}

const saved = (optimizer: Optimizer, state: TrainingState<Params>) =>
  encodeCheckpoint({
    model: { network, params: state.params, loss },
    optimizer,
    state,
    history: [{ epoch: 1, loss: NaN }],
    run: { batch: '3' }
  })

describe('training resumed from a file equals uninterrupted training', () => {
  test.each(optimizers)('%s', (_, optimizer) => {
    const half = reached(optimizer, 7, 4)
    const back = pipe(saved(optimizer, half), chain(decodeCheckpoint))
    if (isLeft(back)) throw new Error(back.left)
    expect(back.right.history).toEqual([{ epoch: 1, loss: NaN }])
    expect(sameState(back.right.state, half)).toBe(true)
    const whole = reached(optimizer, 7, 9)
    expect(sameState(reached(back.right.optimizer, back.right.state, 5), whole)).toBe(true)
    expect(sameState(reached(back.right.optimizer, { ...back.right.state, step: half.step + 1 }, 5), whole)).toBe(false)
  })
})

const half = reached(adam(0.1), 7, 4)

test('in a checkpoint of an earlier version the mean loss replaces the missing loss of the last step', () => {
  const { step } = half
  expect(half.stepLoss).not.toBe(half.loss)
  const old = pipe(
    saved(adam(0.1), half),
    chain(decodeSafetensors),
    map(({ metadata, tensors }) => {
      const checkpoint = (metadata['checkpoint'] ?? '').replace(/"stepLoss":[^,]+,/, '')
      expect(checkpoint).not.toContain('stepLoss')
      return encodeSafetensors({ metadata: { ...metadata, checkpoint }, tensors })
    }),
    chain(decodeCheckpoint)
  )
  expect(old).toMatchObject(right({ state: { step, loss: half.loss, stepLoss: half.loss } }))
  expect(isRight(old) && sameState(reached(adam(0.1), old.right.state, 5), reached(adam(0.1), 7, 9))).toBe(true)
})

test('a decoded model equals the encoded one', () => {
  const back = pipe(encodeModel({ network, params: half.params, loss }), chain(decodeModel))
  expect(isRight(back) && Values.sameValue(back.right.params, half.params)).toBe(true)
  expect(back).toMatchObject(right({ network: { description: network.description } }))
  expect(isRight(back) && Object.keys(back.right)).toEqual(['network', 'params', 'loss'])
})

test('the metadata of a model file', () => {
  const said = pipe(
    encodeModel({ network, params: half.params, loss }),
    chain(decodeSafetensors),
    map(({ metadata }) => [metadata['format'], ...Object.keys(metadata)])
  )
  expect(said).toEqual(right(['pullback', 'format', 'network', 'loss']))
})

test('a model contains its preparation', () => {
  const preparation: Preparation = {
    inputs: [
      { name: 'length', unit: 'cm', shift: 2, width: 0.5 },
      { name: 'kind', unit: '', categories: ['a', 'b'] }
    ],
    target: { name: 'weight', unit: 'kg', shift: 1, width: 2 }
  }
  const back = pipe(encodeModel({ network, params: half.params, preparation }), chain(decodeModel))
  expect(back).toMatchObject(right({ preparation }))
  expect(isRight(back) && Object.keys(back.right)).toEqual(['network', 'params', 'preparation'])
})

test('a checkpoint file is a model file', () => {
  expect(isRight(pipe(saved(adam(0.1), half), chain(decodeModel)))).toBe(true)
})

test('a custom layer without a builder is refused', () => {
  const sine = eraseTypes(activation(Algebra.sin, Algebra.cos)())
  expect(encodeModel({ network: sine, params: [] })).toMatchObject({ _tag: 'Left' })
})

describe('custom kinds are saved with registered builders', () => {
  const sine = activation(Algebra.sin, Algebra.cos, 'sine')
  const mine = pipe(dense(2, 1), andThen(sine<readonly [1]>()))
  const halved = transformation(describeIt('halved'), (_, gradient) =>
    Values.mapValues(g => Algebra.scale(0.5, g))(gradient)
  )
  const falling: Schedule = { description: describeIt('falling'), at: step => 0.1 / (1 + step) }
  const hidden = eraseTypes(mine)
  const own = {
    layers: { sine: builtFrom(noSettings, () => sine()) },
    losses: { mine: lossFrom(noSettings, () => ({ ...meanSquaredError(), description: describeIt('mine') })) },
    optimizers: { halved: codecKind(noSettings, () => halved) },
    schedules: { falling: codecKind(noSettings, () => falling) }
  }
  const optimizer = pipe(adam(falling), precededBy(halved))
  const mineLoss = eraseLossTypes({ ...meanSquaredError(), description: describeIt('mine') })
  const state = initialState(learner(hidden, mineLoss, optimizer), 1)
  const checkpoint = {
    model: { network: hidden, params: state.params, loss: mineLoss },
    optimizer,
    state,
    history: [],
    run: {}
  }

  test('and restored', () => {
    const back = pipe(
      encodeCheckpoint(checkpoint, own),
      chain(bytes => decodeCheckpoint(bytes, own)),
      map(({ model, optimizer: found }) => [model.network, model.loss, found].map(part => part?.description))
    )
    expect(back).toEqual(right([hidden.description, mineLoss.description, optimizer.description]))
  })

  test.each([
    [
      'layers',
      'sequence(dense(2, 1), sine()) cannot be saved: network.parts[1]: unknown layer "sine": a custom layer needs a builder registered under this name'
    ],
    [
      'losses',
      'mine() cannot be saved: loss: unknown loss "mine": a custom loss needs a builder registered under this name'
    ],
    [
      'optimizers',
      'sequence(halved(), adam(falling(), 0.9, 0.999, 1e-8)) cannot be saved: optimizer.parts[0]: unknown optimizer "halved": a custom optimizer needs a builder registered under this name'
    ],
    [
      'schedules',
      'sequence(halved(), adam(falling(), 0.9, 0.999, 1e-8)) cannot be saved: optimizer.parts[1].parts[0]: unknown schedule "falling": a custom schedule needs a builder registered under this name'
    ]
  ] as const)('and refused with one line without a builder: %s', (what, line) => {
    const others = { ...own, [what]: {} }
    expect(encodeCheckpoint(checkpoint, others)).toEqual(left(line))
  })

  test('a custom kind cannot have the name of a built-in one', () => {
    expect(() => encodeCheckpoint(checkpoint, { ...own, losses: { huber: own.losses.mine } })).toThrow(
      'There is already a loss called "huber": register yours under another name'
    )
    expect(() => encodeCheckpoint(checkpoint, { ...own, optimizers: { adam: own.optimizers.halved } })).toThrow(
      'There is already an optimizer called "adam": register yours under another name'
    )
    expect(() => encodeCheckpoint(checkpoint, { ...own, schedules: { cosine: own.schedules.falling } })).toThrow(
      'There is already a schedule called "cosine": register yours under another name'
    )
  })
})

describe('values that could not be read again are refused when they are saved', () => {
  const [one = filledTensor([], 0), ...others] = half.params
  const layer = (name: string) =>
    eraseTypes({ ...dense(1, 1), description: { ...describeIt('mine', {}, [{ name, shape: [] }]) } })
  const own = { layers: { mine: builtFrom(noSettings, () => layer('weight')) } }

  test.each([
    ['too few parameters', others, 'expected 4 parameter tensors, found 3'],
    ['too many', [one, ...half.params], 'expected 4 parameter tensors, found 5'],
    [
      'parameters of another shape',
      [filledTensor([2, 3], 0), ...others],
      'the tensor "0.weight" must have the shape [3, 2], found [2, 3]'
    ]
  ])('%s', (_, params, line) => {
    expect(encodeModel({ network, params })).toEqual(left(line))
  })

  test('two parameters with the same name', () => {
    const twice = {
      ...layer('weight'),
      description: describeIt('mine', {}, [
        { name: 'weight', shape: [] },
        { name: 'weight', shape: [] }
      ])
    }
    const params = [filledTensor([], 1), filledTensor([], 2)]
    const twiceToo = { layers: { mine: builtFrom(noSettings, () => twice) } }
    expect(encodeModel({ network: twice, params }, twiceToo)).toEqual(
      left('parameter names must be unique, found "weight" twice')
    )
  })

  test('a parameter with the reserved name of the metadata', () => {
    const named = { layers: { mine: builtFrom(noSettings, () => layer('__metadata__')) } }
    expect(encodeModel({ network: layer('__metadata__'), params: [filledTensor([], 1)] }, named)).toEqual(
      left('the parameters: No tensor may be called __metadata__: rename it')
    )
  })

  test('a setting with a forbidden name', () => {
    const network = eraseTypes({ ...dense(1, 1), description: describeIt('mine', { constructor: 1 }) })
    expect(encodeModel({ network, params: [] }, own)).toEqual(
      left('mine(1) cannot be saved: line 1, column 84: the key "constructor" is not allowed')
    )
  })

  test('a measure with a forbidden name', () => {
    const checkpoint = { model: { network, params: half.params }, optimizer: adam(0.1), state: half, run: {} }
    expect(encodeCheckpoint({ ...checkpoint, history: [{ prototype: 1 }] })).toEqual(
      left('no measure or setting of a checkpoint may be called prototype: rename it')
    )
    expect(encodeCheckpoint({ ...checkpoint, history: [], run: { constructor: 'x' } })).toEqual(
      left('no measure or setting of a checkpoint may be called constructor: rename it')
    )
  })

  test('a network nested too deeply', () => {
    const deep = Array.from({ length: 120 }).reduce<UntypedLayer>(
      body => eraseTypes(residual(from => andThen(body)(from))),
      eraseTypes(tanh())
    )
    const found = encodeModel({ network: deep, params: [] })
    expect(isLeft(found) && found.left).toMatch(
      /cannot be saved: line 1, column \d+: brackets must be nested at most 200 deep, found more$/
    )
  })
})

describe('refused with one line', () => {
  const aFloat = 'a number, "-0", "NaN", "Infinity" or "-Infinity"'
  const parsed = (text = ''): unknown => JSON.parse(text)
  const unsuited = {
    format: 'pullback optimizer',
    version: 1,
    optimizer: {
      kind: 'sequence',
      parts: [
        {
          kind: 'forParameters',
          configuration: { names: '/none/' },
          parts: [{ kind: 'scaleBy', configuration: { factor: 1 } }]
        },
        { kind: 'sgd', configuration: { learningRate: 1 } }
      ]
    }
  }

  const changed = (
    change: (parts: { metadata: Record<string, string>; tensors: Map<string, Params[number]> }) => void
  ) =>
    pipe(
      saved(adam(0.1), half),
      chain(decodeSafetensors),
      map(({ metadata, tensors }) => {
        const parts = { metadata: { ...metadata }, tensors: new Map(tensors) }
        change(parts)
        return encodeSafetensors(parts)
      }),
      chain(decodeCheckpoint)
    )
  test.each([
    [
      'no network',
      ({ metadata }) => delete metadata['network'],
      '__metadata__.network is missing: this is not a pullback model'
    ],
    [
      'a network that is not JSON',
      ({ metadata }) => (metadata['network'] = '{'),
      '__metadata__.network: line 1, column 2: invalid JSON: close brace expected'
    ],
    ['a missing parameter', ({ tensors }) => tensors.delete('0.bias'), 'the tensor "0.bias" of shape [3] is missing'],
    [
      'a parameter of another shape',
      ({ tensors }) => tensors.set('0.bias', filledTensor([2, 3], 0)),
      'the tensor "0.bias" must have the shape [3], found [2, 3]'
    ],
    [
      'a missing memory of the optimizer',
      ({ tensors }) => tensors.delete('optimizer.meanOfOnes'),
      'the tensor "optimizer.meanOfOnes" of shape [] is missing'
    ],
    [
      'an optimizer that does not match the network',
      ({ metadata }) =>
        (metadata['checkpoint'] = JSON.stringify(
          Object.assign({}, parsed(metadata['checkpoint']), { optimizer: unsuited })
        )),
      'checkpoint.optimizer: forParameters: no parameter name matches /none/, found 0.weight, 0.bias, 2.weight, 2.bias'
    ],
    ...[-1, 0.5].map((step): [string, Parameters<typeof changed>[0], string] => [
      `the step ${step}`,
      ({ metadata }) =>
        (metadata['checkpoint'] = JSON.stringify(Object.assign({}, parsed(metadata['checkpoint']), { step }))),
      `checkpoint.step must be a non-negative integer, found ${step}`
    ]),
    [
      'an incomplete preparation',
      ({ metadata }) => (metadata['preparation'] = '{}'),
      'preparation.target must be an object, found nothing'
    ],
    ...(
      [
        [{ plateau: { best: 'x', waited: 0, cooldown: 0 } }, `plateau.best must be ${aFloat}, found "x"`],
        [{ plateau: { best: 1, waited: 0 } }, `plateau.cooldown must be ${aFloat}, found nothing`],
        [{ stepLoss: 'x' }, `stepLoss must be ${aFloat}, found "x"`],
        [{ history: {} }, 'history must be a list of measures, found an object'],
        [{ history: [{ loss: [] }] }, `history[0].loss must be ${aFloat}, found a list of length 0`],
        [{ seed: 7 }, 'seed must be a list of four integers, found 7'],
        [{ run: { batch: 3 } }, 'run.batch must be a string, found 3']
      ] as const
    ).map(([change, line]): [string, Parameters<typeof changed>[0], string] => [
      line,
      ({ metadata }) =>
        (metadata['checkpoint'] = JSON.stringify(Object.assign({}, parsed(metadata['checkpoint']), change))),
      `checkpoint.${line}`
    ]),
    [
      'a seed with a fraction',
      ({ metadata }) =>
        (metadata['checkpoint'] = (metadata['checkpoint'] ?? '').replace(/"seed":\[[-\d]+/, '"seed":[0.5')),
      'checkpoint.seed[0] must be a 32-bit integer, found 0.5'
    ]
  ] satisfies readonly [string, Parameters<typeof changed>[0], string][])('%s', (_, change, line) => {
    expect(changed(change)).toEqual(left(line))
  })
})
