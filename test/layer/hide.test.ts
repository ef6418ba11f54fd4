/** `eraseTypes` replaces the types of a layer by run-time checks of the shapes of parameters and inputs. */
import { andThen, asBatch, dense, eraseTypes, shapeError, tanh, Values } from 'pullback'
import { expect, test } from 'vitest'
import { noise, paramsOf, passes } from '../networks.js'

const network = andThen(eraseTypes(dense(3, 1)))(andThen(eraseTypes(tanh()))(eraseTypes(dense(2, 3))))
const params = paramsOf(network)
const [x, dy, dw] = [noise([4, 2]), noise([4, 1]), noise([4, 3])]

test('fitting parameters and inputs give the result of the typed layer', () => {
  const [weight, bias] = paramsOf(dense(2, 3))
  const shown = passes(dense(2, 3), [weight, bias], asBatch(x), asBatch(dw))
  expect(Values.sameValue(passes(eraseTypes(dense(2, 3)), [weight, bias], x, dw), shown)).toBe(true)
})

test('rejects a parameter of another shape in both passes', () => {
  const wrong = params.with(2, noise([3, 1]))
  const message = 'dense(3, 1): weight must have the shape [1, 3], found [3, 1]'
  const [, cache] = network.forward(params, x)
  expect(() => network.forward(wrong, x)).toThrow(shapeError(message))
  expect(() => network.backward(wrong, cache, dy)).toThrow(shapeError(message))
})

test('the name of a parameter starts with the index of its layer in the network', () => {
  expect(() => eraseTypes(network).forward(params.with(2, noise([3, 1])), x)).toThrow(
    shapeError('sequence(dense(2, 3), tanh(), dense(3, 1)): 2.weight must have the shape [1, 3], found [3, 1]')
  )
})

test('rejects too few and too many parameters', () => {
  const layer = eraseTypes(dense(2, 3))
  expect(() => layer.forward(params.slice(0, 1), x)).toThrow(shapeError('dense(2, 3) has 2 parameters, found 1'))
  expect(() => layer.forward(params, x)).toThrow(shapeError('dense(2, 3) has 2 parameters, found 4'))
})

test('rejects an input of another shape', () => {
  expect(() => network.forward(params, noise([4, 3]))).toThrow(shapeError('dense(2, 3) takes [2], found [3]'))
  expect(() => network.forward(params, [x, x])).toThrow(shapeError('dense(2, 3) takes [2], found [[2], [2]]'))
})
