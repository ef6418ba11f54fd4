/**
 * brain.js 1.6.1, the last version in plain JavaScript, through its public `train`. It computes in float32.
 *
 * brain.js multiplies half of the derivative of the squared error by its learning rate, so its 0.2 equals 0.1 in this job. brain.js
 * refuses zero for momentum and threshold, so both are set too small to have an effect.
 */
import { type Contestant, present } from '../Contestant.js'
import { peer } from '../peer.js'
import { golden, learningRate } from './golden.js'

interface Network {
  sizes: readonly number[]
  /** One entry per layer. The first layer, the input, has no weights. */
  readonly weights: readonly (readonly Float32Array[])[]
  readonly biases: readonly Float32Array[]
  readonly initialize: () => void
  readonly train: (
    data: readonly { readonly input: readonly number[]; readonly output: readonly number[] }[],
    options: object
  ) => { readonly error: number }
}

interface Brain {
  readonly NeuralNetwork: new (options: object) => Network
}

const examples = golden.inputs.map((input, i) => ({ input, output: [golden.targets[i] ?? NaN] }))

/** @throws Error if brain.js is not installed */
export const brain = async (): Promise<Contestant> => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the package may be absent, and then its types are too
  const { default: library } = (await peer('brain.js')) as { readonly default: Brain }
  const run = (epochs: number): number => {
    const network = new library.NeuralNetwork({ activation: 'tanh' })
    network.sizes = [2, 3, 1]
    network.initialize()
    const [hiddenWeight, hiddenBias, outputWeight, outputBias] = golden.start
    hiddenWeight.forEach((row, node) => network.weights[1]?.[node]?.set(row))
    outputWeight.forEach((row, node) => network.weights[2]?.[node]?.set(row))
    network.biases[1]?.set(hiddenBias)
    network.biases[2]?.set(outputBias)
    const options = { iterations: epochs, learningRate: 2 * learningRate, momentum: 1e-30, errorThresh: 1e-30 }
    return network.train(examples, options).error
  }
  return present(run, { tolerance: 1e-6, note: 'brain.js computes in float32, so its error is checked up to 0.000001' })
}
