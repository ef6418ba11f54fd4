/** Stepwise inference gives the outputs of the whole sequence, bit for bit. */
import { isNone, some } from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  attention,
  type Batched,
  beside,
  crossAttention,
  dense,
  dropout,
  embedding,
  eraseTypes,
  identity,
  layerNorm,
  learnedPositions,
  perPosition,
  repeat,
  sinusoidalPositions,
  sum,
  tanh,
  transformerBlock,
  trainingForm
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { incremental } from '../../laws/layer/incremental.js'
import { register } from '../../laws/run/register.js'
import { rejecting } from '../../laws/wrong/Wrong.js'
import { first } from '../../src/layer/combinator/first.js'
import { overTime, backInTime } from '../../src/layer/sequence/overTime.js'
import { fromZeros, units } from '../../src/layer/sequence/startState.js'
import { copy } from '../../src/layer/combinator/copy.js'

const causal = { causal: true } as const
const shapes = [1, 2, 3, 5, 7].map(time => [time, 4])
const cell = pipe(
  beside(identity<Batched<readonly [4]>>(), dense(4, 4)),
  andThen(sum()),
  andThen(tanh()),
  andThen(copy())
)
type CellParams = Parameters<typeof cell.forward>[0]
const cellOverTime = overTime<number, CellParams, readonly [4], readonly [4], Batched<readonly [4]>>(cell)
const recurrent = pipe(fromZeros(cellOverTime, units(4)), andThen(first()))

const gpt = pipe(
  embedding<readonly [number], 5, 4>(5, 4),
  andThen(learnedPositions(7, 4)),
  andThen(repeat(2, transformerBlock<number, 4, 2>(4, 2, causal))),
  andThen(layerNorm(4)),
  andThen(perPosition(dense(4, 5)))
)

describe('incremental = full', () => {
  register(test, [
    incremental({ name: 'attention', layers: [eraseTypes(attention(4, 2, causal))], shapes }),
    incremental({
      name: 'rotary attention',
      layers: [eraseTypes(attention(4, 2, { ...causal, rotary: true }))],
      shapes
    }),
    incremental({ name: 'transformerBlock', layers: [eraseTypes(transformerBlock(4, 2, causal))], shapes }),
    incremental({ name: 'sinusoidalPositions', layers: [eraseTypes(sinusoidalPositions<number, 4>())], shapes }),
    incremental({ name: 'recurrent', layers: [eraseTypes(recurrent)], shapes }),
    incremental({
      name: 'gpt',
      layers: [eraseTypes(gpt)],
      shapes: shapes.map(shape => shape.slice(0, 1)),
      input: x => Math.abs(Math.round(x)) % 5
    })
  ])
})

test('layers that need the whole sequence have no stepwise inference', () => {
  const whole = [
    attention(4, 2),
    crossAttention(4, 2),
    dense(4, 4),
    pipe(attention(4, 2), andThen(tanh())),
    backInTime<number, CellParams, readonly [4], readonly [4], Batched<readonly [4]>>(cell),
    trainingForm(dropout(0.5), [])
  ]
  expect(whole.map(({ stepwise }) => isNone(stepwise))).toEqual(whole.map(() => true))
})

test('steps that forget what came before are rejected', () => {
  const right = attention<number, 4, 2>(4, 2, causal)
  const forgetful: typeof right = { ...right, stepwise: some('alone') }
  const laws = [incremental({ name: 'attention', layers: [eraseTypes(forgetful)], shapes: [[3, 4]] })]
  expect(rejecting({ name: 'attention', laws })).not.toEqual([])
})
