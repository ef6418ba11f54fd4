import { add } from '../algebra/Algebra.js'
import { addValues, type Params, type Value } from '../algebra/Value.js'
import { type Example } from '../data/Dataset.js'
import { parametersOf } from '../layer/Description.js'
import { type Layer } from '../layer/Layer.js'
import { requireLayer, requireRecord } from '../layer/requirements.js'
import { type Scalar } from '../tensor/Tensor.js'
import { type Loss } from './Loss.js'
import { sumOfPenalties } from './Penalty.js'

/** The loss of a batch, and its gradients with respect to the parameters of the network and to the input. */
export type ValueAndGradient<P extends Params, A extends Value> = readonly [
  value: Scalar,
  paramsGradient: P,
  inputGradient: A
]

/** The value and the gradients of a loss after a network, with any forward function of the network. */
export const objective = <P extends Params, A extends Value, B extends Value, T extends Value>(
  network: Layer<P, A, B>,
  loss: Loss<B, T>
): ((forward: Layer<P, A, B>['forward'], params: P, batch: Example<A, T>) => ValueAndGradient<P, A>) => {
  const penalty = sumOfPenalties(loss.penalties ?? [], parametersOf(network.description))
  return (forward, params, [input, target]) => {
    const [prediction, cache] = forward(params, input)
    const [gradient, inputGradient] = network.backward(params, cache, loss.gradient(prediction, target))
    const value = loss.value(prediction, target)
    return penalty === undefined
      ? [value, gradient, inputGradient]
      : [add(value, penalty.value(params)), addValues(gradient, penalty.gradient(params)), inputGradient]
  }
}

/**
 * Computes the loss of a batch together with its gradients: the part of a training step before the optimizer.
 *
 *     y, cache   = forward(params, x)
 *     [dp, dx]   = backward(params, cache, ∂L/∂y)
 *     result     = [L, dp, dx]
 *
 * The result is a pure function of parameters and batch, from which a custom training step is made. `compiled` runs it on an
 * engine. The input gradient shows which inputs matter (saliency), and gives adversarial examples.
 *
 * The network predicts: dropout is off, and `batchNorm` needs `calibrate`. For the gradient of a training step, pass
 * `trainingForm(network, noise)`. Penalties of the loss, such as `l2`, count.
 *
 * @param network the network
 * @param loss the loss of its predictions
 * @throws TypeError if an argument has the wrong kind; RangeError if the names of a penalty match no parameter
 * @example
 * const network = pipe(dense(2, 4), andThen(tanh()), andThen(dense(4, 1)))
 * const at = valueAndGradient(network, meanSquaredError())
 * const [params] = network.init(Randoms.seed(1))
 * const [loss, gradient, saliency] = at(params, [asBatch(tensor([[1, 2]])), asBatch(tensor([[0]]))])
 */
export const valueAndGradient = <P extends Params, A extends Value, B extends Value, T extends Value>(
  network: Layer<P, A, B>,
  loss: Loss<B, T>
): ((params: P, batch: Example<A, T>) => ValueAndGradient<P, A>) => {
  requireLayer('valueAndGradient', network)
  requireRecord('valueAndGradient takes a loss, such as meanSquaredError()', 'gradient', loss)
  const at = objective(network, loss)
  return (params, batch) => at(network.forward, params, batch)
}
