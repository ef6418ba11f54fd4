/** Layers agree with the values and gradients of PyTorch. */
import { averagePool, convolution, dense, embedding, eraseTypes, type UntypedLayer, maxPool, tanh } from 'pullback'
import { describe, expect, test } from 'vitest'
import { distance } from '../near.js'
import { expectAgreement } from './agreement.js'
import { type Case, layerCases } from './cases.js'

const setting = ({ config }: Case, name: string): number => Number(config[name])

const denseCases = layerCases('dense.json')
const tanhCases = layerCases('activations.json').filter(({ config }) => config['activation'] === 'tanh')

const convolutionCases = layerCases('convolution.json')
const poolingCases = layerCases('pooling.json')
const embeddingCases = layerCases('embedding.json')

test('every file contains the expected number of cases', () =>
  expect([denseCases, tanhCases, convolutionCases, poolingCases, embeddingCases].map(({ length }) => length)).toEqual([3, 1, 4, 4, 1]))

test.each(denseCases)('dense $config', known =>
  expectAgreement(eraseTypes(dense(setting(known, 'inputs'), setting(known, 'outputs'))), known)
)

test.each(convolutionCases)('convolution $config', known => {
  const [c, h, w] = [setting(known, 'c'), setting(known, 'h'), setting(known, 'w')]
  const options = { stride: setting(known, 'stride'), padding: setting(known, 'padding') }
  expectAgreement(eraseTypes(convolution([c, h, w], setting(known, 'k'), setting(known, 'o'), options)), known)
})

test.each(poolingCases)('pooling $config', known => {
  const pool = known.config['kind'] === 'max' ? maxPool : averagePool
  expectAgreement(eraseTypes(pool(setting(known, 'k'), { stride: setting(known, 'stride') })), known)
})

test.each(embeddingCases)('embedding $config', known =>
  expectAgreement(eraseTypes(embedding(setting(known, 'vocabulary'), setting(known, 'features'))), known)
)

test.each(tanhCases)('tanh $input.shape', known => expectAgreement(eraseTypes(tanh()), known))

describe('the comparison', () => {
  test('rejects a relative error of 1e-11, a wrong count of numbers, and NaN', () => {
    expect(distance([1], [1 + 1e-11])).toBeGreaterThan(1e-12)
    expect(distance([1, 2], [1])).toBeNaN()
    expect(distance([NaN], [1])).toBeNaN()
    expect(distance([1], [Infinity])).toBeNaN()
  })

  test.each(denseCases)('rejects a dense layer that ignores the given parameters, $config', known => {
    const right = eraseTypes(dense(setting(known, 'inputs'), setting(known, 'outputs')))
    const wrong: UntypedLayer = { ...right, forward: (_, input) => right.forward(right.init([1, 2, 3, 4])[0], input) }
    expect(() => expectAgreement(wrong, known)).toThrow()
  })

  test.each(tanhCases)('rejects a layer with the wrong sign', known => {
    const right = eraseTypes(tanh())
    const wrong: UntypedLayer = {
      ...right,
      backward: (params, cache, outputGradient) => [[], right.backward(params, cache, outputGradient)[0]]
    }
    expect(() => expectAgreement(wrong, known)).toThrow()
  })
})
