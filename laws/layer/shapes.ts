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
  const begin = requireParams('the result of init', initial(layer, 1))
  const named = parametersOf(layer.description)
  if (named.length !== begin.length)
    return fails(`the description lists ${named.length} parameters, found ${begin.length} from init`)
  for (const [i, { name, shape }] of named.entries()) {
    const found = begin[i]?.shape ?? []
    if (!sameShape(shape, found))
      return fails(
        `${name} must have the shape ${showShape(shape)} of the description, found ${showShape(found)} from init`
      )
  }
  if (!sameValue(begin, initial(layer, 1))) return fails('init gave two results for the same seed')

  const said = layer.outputShape(exampleShape(input))
  if (isLeft(said)) return fails(`outputShape rejects the input: ${said.left.message}`)
  const [output, cache] = forward(layer, params, input)
  requireValue('the output', output, batched(examples, said.right))
  backward(layer, params, cache, outputGradient, input)
  return holds(3 + named.length)
}

export const shapes = (subject: Subject): readonly Law[] => [
  lawOfLayer(subject, 'shapes', 'the shapes are those that the layer states', ['special'], check)
]
