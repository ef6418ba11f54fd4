/** Activations agree with the values and gradients of PyTorch. */
import {
  Algebra,
  type Batched,
  elu,
  gelu,
  geluTanh,
  hardSigmoid,
  hardSwish,
  hardTanh,
  eraseTypes,
  type Layer,
  leakyRelu,
  mish,
  relu,
  relu6,
  sigmoid,
  silu,
  softplus,
  softsign,
  tanh
} from 'pullback'
import { expect, test } from 'vitest'
import { expectAgreement } from './agreement.js'
import { type Case, layerCases } from './cases.js'

type Activation = Layer<readonly [], Batched<readonly number[]>, Batched<readonly number[]>>

/** The layers, by the names of the cases. */
const layers: Readonly<Record<string, Activation>> = {
  'elu(1)': elu(1),
  gelu: gelu(),
  geluTanh: geluTanh(),
  hardSigmoid: hardSigmoid(),
  hardSwish: hardSwish(),
  hardTanh: hardTanh(),
  'leakyRelu(0.01)': leakyRelu(0.01),
  mish: mish(),
  relu: relu(),
  relu6: relu6(),
  sigmoid: sigmoid(),
  silu: silu(),
  softplus: softplus(),
  softsign: softsign(),
  tanh: tanh()
}

/**
 * PyTorch's gradient kernel of hardSigmoid multiplies by 1/6 in single precision even for float64 tensors. That factor is
 * 3 · 10⁻⁸ too large, so the test corrects the gradients before it compares them.
 */
const singleSixth = Math.fround(1 / 6)
const corrected = (name: string, known: Case): Case =>
  name === 'hardSigmoid'
    ? { ...known, inputGradient: Algebra.scale(1 / 6 / singleSixth, Algebra.reshape(known.input.shape, known.inputGradient)) }
    : known

const cases = layerCases('activations.json').map(known => {
  const name = String(known.config['activation'])
  return { name, known: corrected(name, known) }
})

test('every case has a layer, and every layer has a case', () =>
  expect(cases.map(({ name }) => name).sort()).toEqual(Object.keys(layers).sort()))

test.each(Object.entries(layers))('%s', (name, layer) => {
  for (const { known } of cases.filter(found => found.name === name)) expectAgreement(eraseTypes(layer), known)
})
