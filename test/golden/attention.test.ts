/** Attention agrees with the values and gradients of PyTorch, on every engine. */
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node'
import {
  type AnyTensor,
  attention,
  eraseTypes,
  javascript,
  networkModel,
  toArray,
  toFloat32Array,
  type UntypedLayer,
  Values
} from 'pullback'
import { expect, test } from 'vitest'
import { distance, expectAllNear } from '../near.js'
import { onnxIn } from '../onnx.js'
import { expectAgreement } from './agreement.js'
import { type Case, layerCases } from './cases.js'

const cases = layerCases('attention.json')

const attentionOf = ({ config }: Case, causal = config['causal'] === true): UntypedLayer =>
  eraseTypes(attention(Number(config['features']), Number(config['heads']), { causal }))

/** Output and all gradients, as one function of tensors. */
const passes =
  (layer: UntypedLayer, count: number) =>
  (...given: readonly AnyTensor[]): readonly AnyTensor[] => {
    const [params, [input = [], outputGradient = []]] = [given.slice(0, count), given.slice(count)]
    const [output, cache] = layer.forward(params, input)
    const [paramsGradient, inputGradient] = layer.backward(params, cache, outputGradient)
    return Values.tensorsOf([output, inputGradient, paramsGradient])
  }

test('the file contains a causal and another case', () =>
  expect(cases.map(({ config }) => config['causal']).sort()).toEqual([false, true]))

test.each(cases)('eager, $config', known => {
  expectAgreement(attentionOf(known), known)
})

test.each(cases)('the comparison rejects the other mask, $config', known => {
  expect(() => expectAgreement(attentionOf(known, known.config['causal'] !== true), known)).toThrow()
})

test.each([
  { engine: javascript, tolerance: 1e-12 },
  { engine: onnxIn('float64'), tolerance: 1e-12 },
  { engine: onnxIn('float32'), tolerance: 1e-5 }
])('compiled by $engine.name, up to $tolerance', ({ engine, tolerance }) => {
  for (const known of cases) {
    const f = engine.compile(passes(attentionOf(known), known.params.length))
    const found = f(...known.params, known.input, known.outputGradient)
    expectAllNear(found, [known.output, known.inputGradient, ...known.paramsGradient], tolerance)
  }
})

test.each(cases)('exported for any batch size, $config', async known => {
  const model = networkModel(attentionOf(known), known.params, { inputShape: known.input.shape.slice(1) })
  const session = await InferenceSession.create(model)
  const [batch = 1, ...example] = known.input.shape
  for (const count of [batch, 1]) {
    const data = toFloat32Array(known.input).slice(0, (count * known.input.shape.reduce((a, b) => a * b)) / batch)
    const { output } = await session.run({ input: new OnnxTensor('float32', data, [count, ...example]) })
    expect(output?.dims).toEqual([count, ...example])
    expect(distance(Array.from(output?.data ?? [], Number), toArray(known.output).slice(0, data.length))).toBeLessThan(1e-5)
  }
})
