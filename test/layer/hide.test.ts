/** A hidden layer checks as values what its types said: the shapes of parameters and of inputs. */
import { andThen, asBatch, dense, eraseTypes, shapeError, tanh, Values } from 'pullback'
import { expect, test } from 'vitest'
import { noise, paramsOf, passes } from '../networks.js'

const network = andThen(eraseTypes(dense(3, 1)))(andThen(eraseTypes(tanh()))(eraseTypes(dense(2, 3))))
const params = paramsOf(network)
const [x, dy, dw] = [noise([4, 2]), noise([4, 1]), noise([4, 3])]

test('what fits passes', () => {
  const [weight, bias] = paramsOf(dense(2, 3))
  const shown = passes(dense(2, 3), [weight, bias], asBatch(x), asBatch(dw))
  expect(Values.sameValue(passes(eraseTypes(dense(2, 3)), [weight, bias], x, dw), shown)).toBe(true)
})

test('a parameter of another shape, in either pass', () => {
  const wrong = params.with(2, noise([3, 1]))
  const message = 'dense(3, 1): weight must have the shape [1, 3], found [3, 1]'
  const [, cache] = network.forward(params, x)
  expect(() => network.forward(wrong, x)).toThrow(shapeError(message))
  expect(() => network.backward(wrong, cache, dy)).toThrow(shapeError(message))
})

test('the name of a parameter says which layer of the network it belongs to', () => {
  expect(() => eraseTypes(network).forward(params.with(2, noise([3, 1])), x)).toThrow(
    shapeError('sequence(dense(2, 3), tanh(), dense(3, 1)): 2.weight must have the shape [1, 3], found [3, 1]')
  )
})

test('too few parameters, and too many', () => {
  const layer = eraseTypes(dense(2, 3))
  expect(() => layer.forward(params.slice(0, 1), x)).toThrow(shapeError('dense(2, 3) has 2 parameters, found 1'))
  expect(() => layer.forward(params, x)).toThrow(shapeError('dense(2, 3) has 2 parameters, found 4'))
})

test('an input of another shape', () => {
  expect(() => network.forward(params, noise([4, 3]))).toThrow(shapeError('dense(2, 3) takes [2], found [3]'))
  expect(() => network.forward(params, [x, x])).toThrow(shapeError('dense(2, 3) takes [2], found [[2], [2]]'))
})
