/** A layer gives what the reference gives: output, gradient of the input, gradients of the parameters. */
import { type UntypedLayer, Values } from 'pullback'
import { expectAllNear } from '../near.js'
import { type Case } from './cases.js'

export const expectAgreement = (layer: UntypedLayer, known: Case): void => {
  const [output, cache] = layer.forward(known.params, known.input)
  const [paramsGradient, inputGradient] = layer.backward(known.params, cache, known.outputGradient)
  expectAllNear(Values.tensorsOf([output, inputGradient]), [known.output, known.inputGradient])
  expectAllNear(paramsGradient, known.paramsGradient)
}
