/** Models and checkpoints: what is read is what was written, bit for bit, and training goes on as if it had not stopped. */
import { chain, isLeft, isRight, left, map, right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  accumulate,
  adam,
  andThen,
  Algebra,
  activation,
  clipByGlobalNorm,
  dense,
  fill,
  hide,
  learner,
  type Optimizer,
  precededBy,
  Schedule,
  take,
  last,
  tanh,
  type TrainingState,
  trajectory,
  type Params,
  Value,
  sgd
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/codec/checkpoint.js'
import { decodeModel, encodeModel } from '../../src/codec/model.js'
import { decodeSafetensors, encodeSafetensors } from '../../src/codec/safetensors.js'
import { hideLoss } from '../../src/Loss.js'
import { meanSquaredError } from '../../src/loss/meanSquaredError.js'
import { everyOptimizer } from '../optimizer/every.js'
import { everySchedule } from '../schedule/every.js'
import { examples } from '../training/xor.js'

const network = hide(pipe(dense(2, 3), andThen(tanh()), andThen(dense(3, 1))))
const loss = hideLoss(meanSquaredError())

const optimizers: readonly (readonly [string, Optimizer])[] = [
  ...everyOptimizer,
  ...everySchedule.map(([name, schedule]) => [`sgd, ${name}`, sgd(schedule)] as const),
  ['accumulated', pipe(adam(Schedule.exponential(0.1, 0.9)), accumulate(3))],
  ['accumulated and clipped', pipe(adam(0.1), precededBy(clipByGlobalNorm(1)), accumulate(2))]
]

const states = (optimizer: Optimizer, from: number | TrainingState<Params>, n: number) =>
  pipe(trajectory(learner(network, loss, optimizer), examples, { batchSize: 3, from, stride: 2 }), take(n), last)

const reached = (optimizer: Optimizer, from: number | TrainingState<Params>, n: number): TrainingState<Params> => {
  const found = states(optimizer, from, n)
  if (found._tag === 'None') throw new RangeError('no state')
  return found.value
}

const sameState = (one: TrainingState<Params>, other: TrainingState<Params>): boolean => {
  const { params, memory, ...rest } = one
  const { params: otherParams, memory: otherMemory, ...others } = other
  return (
    Value.sameValue(params, otherParams) &&
    Value.sameValue(memory, otherMemory) &&
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

describe('training resumed from a file is training that was not interrupted', () => {
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

test('a model is read as it was written', () => {
  const back = pipe(encodeModel({ network, params: half.params, loss }), chain(decodeModel))
  expect(isRight(back) && Value.sameValue(back.right.params, half.params)).toBe(true)
  expect(back).toMatchObject(right({ network: { description: network.description } }))
})

test('a checkpoint is a model', () => {
  expect(isRight(pipe(saved(adam(0.1), half), chain(decodeModel)))).toBe(true)
})

test('what cannot be saved is refused', () => {
  const sine = hide(activation(Algebra.sin, Algebra.cos)())
  expect(encodeModel({ network: sine, params: [] })).toMatchObject({ _tag: 'Left' })
})

describe('refused in one line', () => {
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
    ['no network', ({ metadata }) => delete metadata['network'], '__metadata__.network is missing'],
    [
      'a network that is no JSON',
      ({ metadata }) => (metadata['network'] = '{'),
      '__metadata__.network: line 1, column 2: this is not JSON: close brace expected'
    ],
    [
      'a parameter that is missing',
      ({ tensors }) => tensors.delete('0.bias'),
      'the tensor "0.bias" of shape [3] is missing'
    ],
    [
      'a parameter of another shape',
      ({ tensors }) => tensors.set('0.bias', fill([2, 3], 0)),
      'the tensor "0.bias" must have the shape [3], found [2, 3]'
    ],
    [
      'a memory that is missing',
      ({ tensors }) => tensors.delete('optimizer.meanOfOnes'),
      'the tensor "optimizer.meanOfOnes" of shape [] is missing'
    ],
    [
      'a seed that is none',
      ({ metadata }) =>
        (metadata['checkpoint'] = (metadata['checkpoint'] ?? '').replace(/"seed":\[[-\d]+/, '"seed":[0.5')),
      'checkpoint.seed[0] must be a whole number of 32 bits, found 0.5'
    ]
  ] satisfies readonly [string, Parameters<typeof changed>[0], string][])('%s', (_, change, line) => {
    expect(changed(change)).toEqual(left(line))
  })
})
