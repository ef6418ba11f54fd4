/** Activations give the values and gradients that PyTorch gives. */
import { type Batched, hide, type Layer, relu, sigmoid, tanh } from 'pullback'
import { expect, test } from 'vitest'
import { expectAgreement } from './agreement.js'
import { layerCases } from './cases.js'

type Activation = Layer<readonly [], Batched<readonly number[]>, Batched<readonly number[]>>

const layers: Readonly<Record<string, Activation>> = {
  relu: relu(),
  sigmoid: sigmoid(),
  tanh: tanh()
}

const cases = layerCases('activations.json').map(known => ({ name: String(known.config['activation']), known }))

test('every layer has a case', () =>
  expect(cases.map(({ name }) => name).filter(name => name in layers).sort()).toEqual(Object.keys(layers).sort()))

test.each(Object.entries(layers))('%s', (name, layer) => {
  for (const { known } of cases.filter(found => found.name === name)) expectAgreement(hide(layer), known)
})
