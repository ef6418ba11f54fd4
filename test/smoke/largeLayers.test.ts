/** Mistakes in layers with 100,000 parameters, which the laws check along directions only. */
import { expect, test } from 'vitest'
import { layerLaws } from '../../laws/layer/layerLaws.js'
import { verify } from '../../laws/law/verify.js'
import { scale } from '../../src/algebra/elementwise.js'
import { type Params } from '../../src/algebra/Value.js'
import { type UntypedLayer } from '../../src/layer/AnyLayer.js'
import { parametersOf } from '../../src/layer/Description.js'
import { dense } from '../../src/layer/dense.js'
import { eraseTypes } from '../../src/layer/eraseTypes.js'
import { gru } from '../../src/layer/sequence/gru.js'

const layers = { dense: eraseTypes(dense(250, 400)), gru: eraseTypes(gru(100, 140)) }

/** The same layer with half of the gradient of one parameter. */
const halved = (layer: UntypedLayer, which: number): UntypedLayer => ({
  ...layer,
  backward: (params, cache, outputGradient) => {
    const [paramsGradient, inputGradient] = layer.backward(params, cache, outputGradient)
    const changed: Params = paramsGradient.map((gradient, i) => (i === which ? scale(0.5, gradient) : gradient))
    return [changed, inputGradient]
  }
})

const rejectedBy = (layer: UntypedLayer, name: string): boolean =>
  verify(
    layerLaws(layer).filter(law => law.name.endsWith(name)),
    { seed: 42, explain: false, shrinks: 0 }
  ).results.some(({ verdict }) => verdict === 'fails')

test.each(Object.entries(layers))('%s is accepted', (_, layer) => {
  expect(rejectedBy(layer, '')).toBe(false)
})

test.each(
  Object.entries(layers).flatMap(([name, layer]) =>
    parametersOf(layer.description).map((parameter, i) => [name, parameter.name, halved(layer, i)] as const)
  )
)('%s: half of the gradient of %s is rejected', (_, __, layer) => {
  expect(rejectedBy(layer, 'parameter gradient')).toBe(true)
})
