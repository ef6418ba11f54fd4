/** n composed layers make n forward and n backward calls in every nesting: no pass is computed twice. */
import { right } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { none } from 'fp-ts/lib/Option.js'
import { of } from 'fp-ts/lib/State.js'
import {
  andThen,
  asBatch,
  type Batched,
  describe as description,
  Descents,
  type Layer,
  layer,
  repeat,
  residual,
  tanh,
  tensor
} from 'pullback'
import { describe, expect, test } from 'vitest'
import { passes } from '../networks.js'

type Row = Batched<readonly [2]>
type Counted = Layer<readonly [], Row, Row>

const n = 64

/** An identity layer that counts its calls. */
const counting = () => {
  const calls = { forward: 0, backward: 0 }
  const counted: Counted = layer<readonly [], Row, Row, undefined>({
    description: description('counted'),
    inputShape: none,
    outputShape: right,
    init: of([]),
    forward: (_, input) => {
      calls.forward++
      return [input, undefined]
    },
    backward: (_, __, outputGradient) => {
      calls.backward++
      return [[], outputGradient]
    }
  })
  return { calls, counted }
}

const leftNested = (one: Counted): Counted =>
  Array.from({ length: n - 1 }).reduce<Counted>(all => andThen(one)(all), one)
const rightNested = (one: Counted): Counted =>
  Array.from({ length: n - 1 }).reduce<Counted>(all => andThen(all)(one), one)
const halved = (one: Counted, count = n): Counted =>
  count === 1 ? one : andThen(halved(one, count / 2))(halved(one, count / 2))

const nestings = { leftNested, rightNested, halved, repeat: (one: Counted): Counted => repeat(n, one) }

const row: Row = asBatch(tensor([[1, 2]]))

describe.each(Object.entries(nestings))('%s', (_, nest) => {
  test('a network calls every layer once per pass', () => {
    const { calls, counted } = counting()
    passes(nest(counted), [], row, row)
    expect(calls).toEqual({ forward: n, backward: n })
  })

  test('a descent calls every layer once per pass', () => {
    const { calls, counted } = counting()
    passes(Descents.descend(0.1)(nest(counted)), [], row, row)
    expect(calls).toEqual({ forward: n, backward: n })
  })
})

test('the count detects a backward that computes forward again', () => {
  const { calls, counted } = counting()
  const again: Counted = {
    ...counted,
    backward: (params, cache, outputGradient) => {
      counted.forward(params, outputGradient)
      return counted.backward(params, cache, outputGradient)
    }
  }
  passes(leftNested(again), [], row, row)
  expect(calls).toEqual({ forward: 2 * n, backward: n })
})

test('the output shape of nested sequences calls outputShape of every layer once', () => {
  let asked = 0
  const { counted } = counting()
  const shaped: Counted = { ...counted, outputShape: input => (asked++, right(input)) }
  const nested = Array.from({ length: 20 }).reduce<Counted>(
    all => residual(pipe(all, andThen(tanh()), andThen(shaped))),
    shaped
  )
  asked = 0
  nested.outputShape([2])
  expect(asked).toBe(21)
})
