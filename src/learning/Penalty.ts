import { add, scale } from '../algebra/Algebra.js'
import { addValues, mapValues, type Params } from '../algebra/Value.js'
import { type Description, type Parameter } from '../layer/Description.js'
import { type Scalar } from '../tensor/Tensor.js'

/**
 * A penalty: a loss of the parameters of a network, such as λ/2 Σ p². Training adds its value to the loss and its gradient to the
 * gradient of the parameters. A custom penalty is a record of this type, which `penalised` adds to a loss.
 *
 *     value      L  = one number
 *     gradient   dp = ∂L / ∂p
 */
export interface Penalty {
  /** Name and settings, used for printing. */
  readonly description: Description
  /** Reads the names and shapes of the parameters once, then computes value and gradient at parameters. */
  readonly on: (parameters: readonly Parameter[]) => PenaltyOn
}

/** The functions of a penalty on the parameters of one network. */
export interface PenaltyOn {
  /** The penalty at parameters. */
  readonly value: (params: Params) => Scalar
  /** Gradient of `value` with respect to the parameters. */
  readonly gradient: <P extends Params>(params: P) => P
}

/** The penalty times a weight. */
export const weightedPenalty =
  (weight: number) =>
  ({ description, on }: Penalty): Penalty => ({
    description,
    on: parameters => {
      const { value, gradient } = on(parameters)
      return {
        value: params => scale(weight, value(params)),
        gradient: params => mapValues(dp => scale(weight, dp))(gradient(params))
      }
    }
  })

/** The sum of penalties on the parameters of one network. `undefined` if there are none. */
export const sumOfPenalties = (
  penalties: readonly Penalty[],
  parameters: readonly Parameter[]
): PenaltyOn | undefined =>
  penalties
    .map(({ on }) => on(parameters))
    .reduce<PenaltyOn | undefined>(
      (sum, next) =>
        sum === undefined
          ? next
          : {
              value: params => add(sum.value(params), next.value(params)),
              gradient: params => addValues(sum.gradient(params), next.gradient(params))
            },
      undefined
    )
