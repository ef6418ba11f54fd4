/** Decoding after encoding is the identity on random networks of every layer that can be saved, in description and in bits. */
import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { chain } from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { evaluate } from 'fp-ts/lib/State.js'
import { Random, Value } from 'pullback'
import { anyNetwork, value } from 'pullback/laws'
import { expect, test } from 'vitest'
import { layers } from '../../src/catalogue/layers.js'
import { decodeModel, encodeModel } from '../../src/codec/model.js'

/** An embedding takes places in its table only; a layer as it learns from a batch is not what is saved. */
const saved = layers.filter(({ build, input, batchStatistics }) => build && !input && batchStatistics !== true)

const cases = anyNetwork(saved).chain(({ layer, input }) =>
  fc
    .tuple(value(2, input), fc.nat(99))
    .map(([batch, seed]) => ({ layer, batch, params: evaluate(Random.seed(seed))(layer.init) }))
)

test('a network that is read is the network that was written', () => {
  fc.assert(
    fc.property(cases, ({ layer, batch, params }) => {
      const back = pipe(
        encodeModel({ network: layer, params }),
        chain(bytes => decodeModel(bytes))
      )
      if (isLeft(back)) throw new Error(back.left)
      expect(back.right.network.description).toEqual(layer.description)
      const [one] = layer.forward(params, batch)
      const [other] = back.right.network.forward(back.right.params, batch)
      return Value.sameValue(back.right.params, params) && Value.sameValue(one, other)
    }),
    { numRuns: 150, includeErrorInReport: true }
  )
})

test('other parameters are told apart', () => {
  fc.assert(
    fc.property(cases, ({ layer, params }) => {
      fc.pre(params.length > 0)
      const other = evaluate(Random.seed(1000))(layer.init)
      fc.pre(!Value.sameValue(params, other))
      const back = pipe(
        encodeModel({ network: layer, params: other }),
        chain(bytes => decodeModel(bytes))
      )
      return !isLeft(back) && !Value.sameValue(back.right.params, params)
    }),
    { numRuns: 30 }
  )
})
