import { type Params, type Value } from '../algebra/Value.js'
import { type Example } from '../data/Dataset.js'
import { partsOf } from '../layer/andThen.js'
import { ranges } from '../layer/combinator.js'
import { type Description, parametersOf } from '../layer/Description.js'
import { type Layer, parameterCount } from '../layer/Layer.js'
import { requireLayer, requireParams } from '../layer/requirements.js'
import { type AnyTensor } from '../tensor/Tensor.js'
import { type Loss } from './Loss.js'

/** One parameter of a layer with its gradient. */
export interface ParameterGradient {
  /** Name in the network, such as `2.weight`. */
  readonly name: string
  /** The parameter. */
  readonly value: AnyTensor
  /** Gradient of the loss with respect to the parameter. */
  readonly gradient: AnyTensor
}

/** The values and gradients at one layer of a network. */
export interface Passed {
  /** Description of the layer. */
  readonly layer: Description
  /** The parameters of the layer with their gradients. */
  readonly parameters: readonly ParameterGradient[]
  /** Input of the layer. */
  readonly input: Value
  /** Gradient of the loss with respect to the input. */
  readonly inputGradient: Value
  /** Output of the layer: its activations. */
  readonly output: Value
  /** Gradient of the loss with respect to the output. */
  readonly outputGradient: Value
}

/**
 * Walks through a network layer by layer: returns the input, the output, the parameters and all gradients of every layer, for
 * plots of activations, for vanishing gradients, and for teaching.
 *
 * The layers are those that `andThen` or `inSequence` compose; any other network counts as one layer. The gradients are those of
 * `valueAndGradient`, bit for bit, apart from penalties such as `l2`, which belong to no layer.
 *
 * @param network the network
 * @param loss the loss of its predictions
 * @returns a function of parameters and a batch, which gives one entry per layer, the first layer first
 * @throws ShapeError or TypeError if the parameters do not fit
 * @example
 * const network = pipe(dense(2, 4), andThen(tanh()), andThen(dense(4, 1)))
 * const [params] = network.init(Randoms.seed(1))
 * for (const { layer, output } of walk(network, meanSquaredError())(params, [asBatch(tensor([[1, 2]])), asBatch(tensor([[0]]))]))
 *   console.log(showDescription(layer), output)
 */
export const walk = <P extends Params, A extends Value, B extends Value, T extends Value>(
  network: Layer<P, A, B>,
  loss: Loss<B, T>
): ((params: P, batch: Example<A, T>) => readonly Passed[]) => {
  requireLayer('walk', network)
  const requireOwn = requireParams(network.description)
  const parts = partsOf(network)
  const names = parametersOf(network.description).map(({ name }) => name)
  const own = ranges(parts.map(({ description }) => parameterCount(description)))
  return (params, [input, target]) => {
    requireOwn(params)
    let value: Value = input
    const forward = parts.map((part, i) => {
      const ownParams = own[i]?.(params) ?? []
      const [output, cache] = part.forward(ownParams, value)
      const passed = { part, ownParams, cache, input: value, output }
      value = output
      return passed
    })
    // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- existential type: the last output is that of the network
    let gradient: Value = loss.gradient(value as B, target)
    const backward = forward.toReversed().map(({ part, ownParams, cache, ...passed }) => {
      const outputGradient = gradient
      const [gradients, inputGradient] = part.backward(ownParams, cache, outputGradient)
      gradient = inputGradient
      return { ...passed, part, ownParams, gradients, inputGradient, outputGradient }
    })
    let place = 0
    return backward.toReversed().map(({ part, ownParams, gradients, ...passed }) => ({
      layer: part.description,
      parameters: ownParams.map((value, i) => ({ name: names[place++] ?? '', value, gradient: gradients[i] ?? value })),
      ...passed
    }))
  }
}
