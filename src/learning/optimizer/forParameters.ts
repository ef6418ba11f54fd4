import { combine, type Parameter } from '../../layer/Description.js'
import { namesMatching, withoutPosition } from '../namesMatching.js'
import { type Transformation } from '../Optimizer.js'
import { chooseParams, replaceParams } from '../../algebra/Value.js'

/**
 * Applies a transformation only to parameters whose names match (a parameter group). The gradients of the others stay the same.
 *
 *     forParameters(/weight$/, weightDecay(0.01))                    weights decay, biases do not
 *     forParameters(/^0\./, scaleBy(0.1))                            the first layer of a sequence learns more slowly
 *     forParameters(/^1\.embedding$/, adagrad(1).direction)          Adagrad for one parameter
 *
 * Its memory is the memory of the transformation for the matching parameters.
 *
 * @param names matches names such as `0.weight`; the flags `g` and `y` are ignored
 * @throws RangeError if no parameter matches, as soon as a learner is built
 * @example pipe(adam(0.001), followedBy(forParameters(/weight$/, weightDecay(0.01))))
 */
export const forParameters = (names: RegExp, transformation: Transformation): Transformation => {
  const choose = namesMatching('forParameters', names)
  const among = (parameters: readonly Parameter[]) => {
    const chosen = choose(parameters)
    return parameters.filter((_, i) => chosen[i])
  }
  return {
    description: combine('forParameters', [transformation.description], { names: String(withoutPosition(names)) }),
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
