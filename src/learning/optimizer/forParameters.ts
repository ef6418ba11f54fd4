/**
 * Transforms the gradients of the parameters whose names match, and leaves the others: groups of parameters.
 *
 *     forParameters(/weight$/, weightDecay(0.01))                  weights decay, biases do not
 *     forParameters(/^0\./, scaleBy(0.1))                            the first part of a sequence learns more slowly
 *     forParameters(/^1\.embedding$/, adagrad(1).direction)        what an optimizer does, for some of the parameters
 *
 * It remembers what the transformation remembers of the parameters that match. That none does is a mistake, and thrown.
 */
import { combine, type Parameter } from '../../layer/Description.js'
import { type Transformation } from '../Optimizer.js'
import { chooseParams, replaceParams } from '../../algebra/Value.js'

export const forParameters = (names: RegExp, transformation: Transformation): Transformation => {
  // A global or sticky expression remembers where it matched last.
  const pattern = new RegExp(names.source, names.flags.replace(/[gy]/g, ''))
  const choose = (parameters: readonly Parameter[]): readonly boolean[] => {
    const chosen = parameters.map(({ name }) => pattern.test(name))
    if (chosen.includes(true)) return chosen
    const all = parameters.map(({ name }) => name).join(', ')
    throw new RangeError(
      `forParameters: no parameter has a name like ${String(pattern)}, found ${all === '' ? 'none' : all}`
    )
  }
  const among = (parameters: readonly Parameter[]) => {
    const chosen = choose(parameters)
    return parameters.filter((_, i) => chosen[i])
  }
  return {
    description: combine('forParameters', [transformation.description], { names: String(pattern) }),
    memory: parameters => transformation.memory(among(parameters)),
    update: parameters => {
      const chosen = choose(parameters)
      const transform = transformation.update(among(parameters))
      return (memory, params, gradient) => {
        const [some, next] = transform(memory, chooseParams(params, chosen), chooseParams(gradient, chosen))
        return [replaceParams(gradient, chosen, some), next]
      }
    }
  }
}
