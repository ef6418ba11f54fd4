/** What a layer gives that is not what a layer gives is told by its name. */
import { expect, test } from 'vitest'
import { backward, forward, notFinite, requireParams, run } from '../../../laws/value/Passes.js'
import { eraseTypes } from '../../../src/layer/eraseTypes.js'
import { type UntypedLayer } from '../../../src/layer/AnyLayer.js'
import { dense } from '../../../src/layer/dense.js'
import { filledTensor, fromArray } from '../../../src/tensor/Tensor.js'
import { sameValue } from '../../../src/algebra/Value.js'

const right = eraseTypes(dense(2, 3))
const params = [filledTensor([3, 2], 1), filledTensor([3], 1)]
const input = filledTensor([4, 2], 1)
const gradient = filledTensor([4, 3], 1)
const [, cache] = right.forward(params, input)
const [paramsGradient, inputGradient] = right.backward(params, cache, gradient)

// eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- whatever its type says
const giving = (found: unknown) => (): never => found as never

test.each<[found: unknown, message: string]>([
  [undefined, 'forward must give a pair, found undefined'],
  [null, 'forward must give a pair, found null'],
  [[input], 'forward must give a pair, found a list of 1'],
  [[1, cache], 'the output must be tensors, found number'],
  [[null, cache], 'the output must be tensors, found null'],
  [[[input, 'text'], cache], 'the output must be tensors, found a list of 2'],
  [[{ shape: [1] }, cache], 'the output must be tensors, found object'],
  [[{ shape: 1, numbers: new Float64Array(1) }, cache], 'the output must be tensors, found object'],
  [[{ shape: [1], numbers: [1] }, cache], 'the output must be tensors, found object']
])('forward gives %j: %s', (found, message) => {
  const layer: UntypedLayer = { ...right, forward: giving(found) }
  expect(() => forward(layer, params, input)).toThrow(expect.objectContaining({ name: 'BrokenLayer', message }))
})

test.each<[found: unknown, message: string]>([
  [undefined, 'backward must give a pair, found undefined'],
  [[[], input, input], 'backward must give a pair, found a list of 3'],
  [[undefined, inputGradient], 'the gradient of the parameters must be tensors, found undefined'],
  [[[], inputGradient], 'the gradient of the parameters must have the shape [[3, 2], [3]], found []'],
  [[paramsGradient, 1], 'the gradient of the input must be tensors, found number'],
  [[paramsGradient, gradient], 'the gradient of the input must have the shape [4, 2], found [4, 3]']
])('backward gives %j: %s', (found, message) => {
  const layer: UntypedLayer = { ...right, backward: giving(found) }
  expect(() => backward(layer, params, cache, gradient, input)).toThrow(message)
})

test('parameters are a flat list of tensors', () => {
  for (const found of [input, [[input]]])
    expect(() => requireParams('the result of init', found)).toThrow(
      'the result of init must be a flat list of tensors'
    )
  expect(requireParams('the result of init', params)).toEqual(params)
})

test('forward, then backward', () => {
  const found = run(right, params, input, gradient)
  expect(sameValue(found.output, filledTensor([4, 3], 3))).toBe(true)
  expect(sameValue([found.paramsGradient, found.inputGradient], [paramsGradient, inputGradient])).toBe(true)
  expect(() => run(right, params, input, filledTensor([4, 2], 1))).toThrow(
    'the output must have the shape [4, 2], found [4, 3]'
  )
})

test('the number that is not finite is found, in any part', () => {
  const broken = fromArray([3], [1, -Infinity, NaN])
  expect([notFinite(broken), notFinite([input, [input, broken]]), notFinite([input, input])]).toEqual([
    -Infinity,
    -Infinity,
    undefined
  ])
})
