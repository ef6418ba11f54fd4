/** Compares the output and all gradients of a layer with the reference values. */
import { type UntypedLayer, Values } from 'pullback'
import { expectAllNear } from '../near.js'
import { type Case } from './cases.js'

export const expectAgreement = (layer: UntypedLayer, known: Case): void => {
  const [output, cache] = layer.forward(known.params, known.input)
  const [paramsGradient, inputGradient] = layer.backward(known.params, cache, known.outputGradient)
  expectAllNear(Values.tensorsOf([output, inputGradient]), [known.output, known.inputGradient])
  expectAllNear(paramsGradient, known.paramsGradient)
}
