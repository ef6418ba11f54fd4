/**
 * What a layer says of its shapes is what it does.
 *
 *     forward gives outputShape(input)      gradients have the shapes of what they are gradients of
 *     init gives the parameters that the description lists
 */
import { isLeft } from 'fp-ts/lib/Either.js'
import { parametersOf } from '../../src/layer/Description.js'
import { sameShape, showShape } from '../../src/tensor/Shape.js'
import { exampleShape, sameValue } from '../../src/algebra/Value.js'
import { type Case, initial } from '../generator/layer.js'
import { type Subject } from '../subject/Subject.js'
import { fails, type Finding, holds, type Law } from '../law/Law.js'
import { batched } from '../value/Numbers.js'
import { backward, forward, requireParams, requireValue } from '../value/Passes.js'
import { lawOfLayer } from './law.js'

const check = ({ layer, examples, params, input, outputGradient }: Case): Finding => {
  const begin = requireParams('what init gives', initial(layer, 1))
  const named = parametersOf(layer.description)
  if (named.length !== begin.length)
    return fails(`the description lists ${named.length} parameters, init gives ${begin.length}`)
  for (const [i, { name, shape }] of named.entries()) {
    const found = begin[i]?.shape ?? []
    if (!sameShape(shape, found))
      return fails(`the description says that ${name} is ${showShape(shape)}, init gives ${showShape(found)}`)
  }
  if (!sameValue(begin, initial(layer, 1))) return fails('init gave two results for one seed')

  const said = layer.outputShape(exampleShape(input))
  if (isLeft(said)) return fails(`outputShape refuses the input: ${said.left.message}`)
  const [output, cache] = forward(layer, params, input)
  requireValue('the output', output, batched(examples, said.right))
  backward(layer, params, cache, outputGradient, input)
  return holds(3 + named.length)
}

export const shapes = (subject: Subject): readonly Law[] => [
  lawOfLayer(subject, 'shapes', 'shapes are what the layer says', ['special'], check)
]
