/** `descend` is a functor, bit for bit. Its step returns new parameters and the input gradient computed from the old parameters. */
import fc from 'fast-check'
import { Algebra, andThen, asBatch, dense, Descents, identity, toArray, Values } from 'pullback'
import { expect, test } from 'vitest'
import { chains, noise, paramsOf, passes } from '../networks.js'

const rates = fc.double({ min: -2, max: 2, noNaN: true })

test('descend(r)(f ; g) = descend(r)(f) ; descend(r)(g)', () => {
  fc.assert(
    fc.property(chains, rates, ({ layers, params, input, outputGradient }, rate) => {
      const descend = Descents.descend(rate)
      const whole = descend(layers.reduce((first, next) => andThen(next)(first)))
      const parts = layers.map(layer => descend(layer)).reduce((first, next) => Descents.andThen(next)(first))
      return Values.sameValue(
        passes(whole, params.flat(), input, outputGradient),
        passes(parts, params.flat(), input, outputGradient)
      )
    })
  )
})

test('descend(r)(identity) is the identity', () => {
  const x = noise([2, 3])
  expect(passes(Descents.descend(0.1)(identity<typeof x>()), [], x, x)).toEqual([x, [], x])
})

test('a step gives params − rate · gradient, and the input gradient of the old parameters', () => {
  fc.assert(
    fc.property(chains, rates, ({ layers, params, input, outputGradient }, rate) => {
      const network = layers.reduce((first, next) => andThen(next)(first))
      const [output, gradient, inputGradient] = passes(network, params.flat(), input, outputGradient)
      const stepped = params.flat().map((parameter, i) => {
        const slope = toArray(gradient[i] ?? parameter)
        return toArray(parameter).map((p, place) => p - rate * (slope[place] ?? NaN))
      })
      const [out, newParams, dx] = passes(Descents.descend(rate)(network), params.flat(), input, outputGradient)
      expect(newParams.map(toArray)).toEqual(stepped)
      return Values.sameValue([output, inputGradient], [out, dx])
    })
  )
})

test('the notebook computes the input gradient from the updated weights, which gives another result', () => {
  const layer = dense(3, 2)
  const params = paramsOf(layer)
  const [x, dy] = [asBatch(noise([4, 3])), asBatch(noise([4, 2], 2))]
  const [, [newWeight], inputGradient] = passes(Descents.descend(0.1)(layer), params, x, dy)
  expect(Values.sameValue(inputGradient, Algebra.matmul(dy, params[0]))).toBe(true)
  expect(Values.sameValue(inputGradient, Algebra.matmul(dy, newWeight))).toBe(false)
})
