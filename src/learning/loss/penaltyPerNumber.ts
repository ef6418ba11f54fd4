import { add, scale, sumOfAll } from '../../algebra/Algebra.js'
import { type Params, replaceParams, chooseParams } from '../../algebra/Value.js'
import { describe } from '../../layer/Description.js'
import { atLeastZero } from '../../tensor/range.js'
import { type Shape } from '../../tensor/Shape.js'
import { filledTensor, type Scalar, type Tensor } from '../../tensor/Tensor.js'
import { namesMatching, withoutPosition } from '../namesMatching.js'
import { type Penalty } from '../Penalty.js'

/** A function that keeps the shape of a tensor. */
type OfTensor = <S extends Shape>(p: Tensor<S>) => Tensor<S>

/**
 * A penalty that is a sum over all numbers of the chosen parameters.
 *
 *     value      L  = strength · Σ f(p)
 *     gradient   dp = strength · f′(p), and 0 for the other parameters
 *
 * @param kind name of the penalty
 * @param names matches the names of the chosen parameters
 * @param f the penalty of a number, and its derivative
 * @throws RangeError if the strength is below 0, or later if no parameter matches
 */
export const penaltyPerNumber = (
  kind: string,
  strength: number,
  names: RegExp,
  [f, derivative]: readonly [f: OfTensor, derivative: OfTensor]
): Penalty => {
  atLeastZero(`${kind}: the strength`, strength)
  const choose = namesMatching(kind, names)
  return {
    description: describe(kind, { strength, names: String(withoutPosition(names)) }),
    on: parameters => {
      const chosen = choose(parameters)
      const zeros: Params = parameters.map(({ shape }) => filledTensor(shape, 0))
      return {
        value: params => {
          const sums = chooseParams(params, chosen).map((p): Scalar => sumOfAll(f<Shape>(p)))
          return scale(strength, sums.reduce(add))
        },
        gradient: params => {
          const own = chooseParams(params, chosen).map(p => scale<Shape>(strength, derivative<Shape>(p)))
          return replaceParams(
            params,
            chosen.map(() => true),
            replaceParams(zeros, chosen, own)
          )
        }
      }
    }
  }
}
