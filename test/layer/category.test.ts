/** Identity and associativity hold bit for bit: for values, gradients, initial parameters and descriptions. */
import fc from 'fast-check'
import { Algebra, andThen, eraseTypes, type UntypedLayer, identity, Randoms, Values, showDescription } from 'pullback'
import { evaluate } from 'fp-ts/lib/State.js'
import { expect, test } from 'vitest'
import { type Chain, chains, passes } from '../networks.js'

const then = (first: UntypedLayer, next: UntypedLayer): UntypedLayer => andThen(next)(first)

/** Composes the layers in sequence, with the nesting given by the choices. */
const nest = (layers: readonly UntypedLayer[], choices: readonly number[]): UntypedLayer => {
  const [only] = layers
  if (only === undefined) return eraseTypes(identity())
  if (layers.length === 1) return only
  const [choice = 0, ...others] = choices
  const cut = 1 + (choice % (layers.length - 1))
  return then(nest(layers.slice(0, cut), others), nest(layers.slice(cut), others.toReversed()))
}

const leftNested = (layers: readonly UntypedLayer[]) => layers.reduce(then)

/** Whether two layers have the same passes, initial parameters, description and input shape for the data of a chain. */
const same = (one: UntypedLayer, other: UntypedLayer, { params, input, outputGradient }: Chain): boolean => {
  const begin = evaluate(Randoms.seed(7))
  return (
    Values.sameValue(
      passes(one, params.flat(), input, outputGradient),
      passes(other, params.flat(), input, outputGradient)
    ) &&
    Values.sameValue(begin(one.init), begin(other.init)) &&
    JSON.stringify(one.description) === JSON.stringify(other.description) &&
    JSON.stringify(one.inputShape) === JSON.stringify(other.inputShape)
  )
}

test('composition is associative', () => {
  fc.assert(
    fc.property(chains, fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (chain, choices) =>
      same(leftNested(chain.layers), nest(chain.layers, choices), chain)
    )
  )
})

test('identity is a left and right unit', () => {
  fc.assert(
    fc.property(chains, chain => {
      const network = leftNested(chain.layers)
      const id = eraseTypes(identity())
      expect(showDescription(then(id, network).description)).toBe(showDescription(network.description))
      return same(then(network, id), network, chain) && same(then(id, network), network, chain)
    })
  )
})

test('the comparison detects a difference of one bit', () => {
  const nudged = (layer: UntypedLayer): UntypedLayer => ({
    ...layer,
    backward: (params, cache, outputGradient) => {
      const [paramsGradient, inputGradient] = layer.backward(params, cache, outputGradient)
      return [paramsGradient, Values.mapValues(x => Algebra.scale(1 + Number.EPSILON, x))(inputGradient)]
    }
  })
  fc.assert(
    fc.property(chains, chain => {
      const network = leftNested(chain.layers)
      return !same(network, nudged(network), chain)
    })
  )
})
