/** Softmax and normalization layers agree with the values and gradients of PyTorch. */
import { batchNorm, eraseTypes, type UntypedLayer, layerNorm, logSoftmax, rmsNorm, softmax } from 'pullback'
import { expect, test } from 'vitest'
import { expectAgreement } from './agreement.js'
import { type Case, layerCases } from './cases.js'
import { trainingForm } from '../../src/layer/trainingForm.js'

const softmaxCases = layerCases('softmax.json')
const normalizationCases = layerCases('normalization.json')

const number = ({ config }: Case, name: string): number => Number(config[name])

const layers: Readonly<Record<string, (features: number, epsilon: number) => UntypedLayer>> = {
  layer: (features, epsilon) => eraseTypes(layerNorm(features, epsilon)),
  rms: (features, epsilon) => eraseTypes(rmsNorm(features, epsilon)),
  'batch-training': (features, epsilon) => eraseTypes(trainingForm(batchNorm(features, epsilon), []))
}

test('every file contains the expected number of cases', () => expect([softmaxCases.length, normalizationCases.length]).toEqual([3, 4]))

test.each(softmaxCases)('softmax or logSoftmax: $config', known =>
  expectAgreement(known.config['log'] === true ? eraseTypes(logSoftmax()) : eraseTypes(softmax()), known)
)

test.each(normalizationCases)('$config', known => {
  const make = layers[String(known.config['kind'])]
  expect(make).toBeDefined()
  if (make !== undefined) expectAgreement(make(number(known, 'features'), number(known, 'epsilon')), known)
})
