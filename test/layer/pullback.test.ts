/** Pullbacks form a category, and `pullback` preserves composition: the chain rule. */
import fc from 'fast-check'
import { pipe } from 'fp-ts/lib/function.js'
import {
  andThen,
  dense,
  eraseTypes,
  identity,
  type Pullback,
  Pullbacks,
  type UntypedLayer,
  type Value,
  Values
} from 'pullback'
import { expect, test } from 'vitest'
import { type Chain, chains, noise, paramsOf } from '../networks.js'

type Back = Pullback<Value, Value>
const { compose, id } = Pullbacks.Category

/** The pullbacks of the layers of a chain. */
const pieces = ({ layers, params }: Chain): readonly Back[] =>
  layers.map((layer, i) => Pullbacks.pullback(layer)(params[i] ?? []))

const same = (one: Back, other: Back, { input, outputGradient }: Chain): boolean => {
  const [output, back] = one(input)
  const [otherOutput, otherBack] = other(input)
  return Values.sameValue([output, back(outputGradient)], [otherOutput, otherBack(outputGradient)])
}

const then = (first: Back, next: Back): Back => compose(next, first)

test('composition of pullbacks is associative', () => {
  fc.assert(
    fc.property(chains, chain => {
      const all = pieces(chain)
      return same(
        all.reduce(then),
        all.reduceRight((later, piece) => then(piece, later)),
        chain
      )
    })
  )
})

test('id is a left and right unit', () => {
  fc.assert(
    fc.property(chains, chain => {
      const all = pieces(chain).reduce(then)
      return same(then(all, id()), all, chain) && same(then(id(), all), all, chain)
    })
  )
})

test('the pullback of a composition is the composition of the pullbacks', () => {
  fc.assert(
    fc.property(chains, chain => {
      const network = chain.layers.reduce<UntypedLayer>(
        (all, layer) => pipe(all, andThen(layer)),
        eraseTypes(identity())
      )
      return same(Pullbacks.pullback(network)(chain.params.flat()), pieces(chain).reduce(then), chain)
    })
  )
})

test('the pullback of identity is the identity', () => {
  fc.assert(
    fc.property(chains, chain =>
      same(Pullbacks.pullback(identity<Value>())([]), id(), { ...chain, outputGradient: chain.input })
    )
  )
})

test('the comparison detects a backward pass in the order of forward', () => {
  const wrong =
    (first: Back, next: Back): Back =>
    input => {
      const [middle, back] = first(input)
      const [output, backNext] = next(middle)
      return [output, outputGradient => backNext(back(outputGradient))]
    }
  const square = eraseTypes(dense(2, 2))
  const chain: Chain = {
    layers: [square, square],
    params: [paramsOf(square, 1), paramsOf(square, 2)],
    input: noise([3, 2], 3),
    outputGradient: noise([3, 2], 4)
  }
  const all = pieces(chain)
  expect(same(all.reduce(wrong), all.reduce(then), chain)).toBe(false)
})
