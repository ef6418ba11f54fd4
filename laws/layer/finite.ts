/** Finite in, finite out: for inputs of up to 10³, at the parameters that a layer starts with. */
import { type Case } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { fails, type Finding, holds, type Law } from '../law/Law.js'
import { notFinite, run } from '../value/Passes.js'
import { lawOfLayer } from './law.js'

const check = ({ layer, params, input, outputGradient }: Case): Finding => {
  const { output, paramsGradient, inputGradient } = run(layer, params, input, outputGradient)
  const found = [
    ['the output', notFinite(output)],
    ['the gradient of the parameters', notFinite(paramsGradient)],
    ['the gradient of the input', notFinite(inputGradient)]
  ] as const
  for (const [what, number] of found)
    if (number !== undefined)
      return fails(`${what} holds ${number}`, () => ({
        cause: 'an overflow, or a division by zero: look for an exponential, a logarithm or a quotient'
      }))
  return holds(3)
}

export const finite = (subject: Subject): readonly Law[] => [
  lawOfLayer(subject, 'finiteness', 'inputs of up to 10³ give finite results', ['large', 'special'], check)
]
