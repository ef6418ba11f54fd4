/** The training steps in TensorFlow.js, with any of its backends, in Node or in a page. */
import { type Contestant, present } from '../Contestant.js'
import { peer } from '../peer.js'
import { type Numbers } from './Numbers.js'

interface TfTensor {
  readonly dataSync: () => Float32Array
  readonly dispose: () => void
}

/** The part of TensorFlow.js that is used here. */
export interface Tf {
  readonly setBackend: (name: string) => Promise<boolean>
  readonly tensor: (numbers: Float32Array, shape: readonly number[]) => TfTensor
  readonly variable: (initial: TfTensor) => TfTensor
  readonly add: (x: TfTensor, y: TfTensor) => TfTensor
  readonly matMul: (x: TfTensor, y: TfTensor) => TfTensor
  readonly relu: (x: TfTensor) => TfTensor
  readonly tanh: (x: TfTensor) => TfTensor
  readonly transpose: (x: TfTensor, axes?: readonly number[]) => TfTensor
  readonly reshape: (x: TfTensor, shape: readonly number[]) => TfTensor
  readonly conv2d: (x: TfTensor, kernels: TfTensor, stride: number, padding: 'same' | 'valid') => TfTensor
  readonly avgPool: (x: TfTensor, size: number, stride: number, padding: 'valid') => TfTensor
  readonly losses: { readonly softmaxCrossEntropy: (targets: TfTensor, logits: TfTensor) => TfTensor }
  readonly train: {
    readonly sgd: (rate: number) => {
      readonly minimize: (loss: () => TfTensor, returnCost: true, variables: readonly TfTensor[]) => TfTensor
    }
  }
  readonly tidy: <A>(work: () => A) => A
}

/** The output of a network for a batch, with parameters in the layout of tfjs. */
export type Network = (tf: Tf, parameters: readonly TfTensor[], inputs: TfTensor) => TfTensor

const dense = (tf: Tf, [weight, bias]: readonly TfTensor[], x: TfTensor): TfTensor => {
  if (weight === undefined || bias === undefined) throw new TypeError('A layer has a weight and a bias')
  return tf.add(tf.matMul(x, weight), bias)
}

const convolution = (
  tf: Tf,
  [kernels, bias]: readonly TfTensor[],
  padding: 'same' | 'valid',
  x: TfTensor
): TfTensor => {
  if (kernels === undefined || bias === undefined) throw new TypeError('A layer has kernels and a bias')
  return tf.add(tf.conv2d(x, kernels, 1, padding), bias)
}

export const perceptron: Network = (tf, p, x) => dense(tf, p.slice(2), tf.relu(dense(tf, p, tf.reshape(x, [-1, 784]))))

export const lenetOfTfjs: Network = (tf, p, x) => {
  const first = tf.avgPool(tf.tanh(convolution(tf, p, 'same', tf.reshape(x, [-1, 28, 28, 1]))), 2, 2, 'valid')
  const second = tf.avgPool(tf.tanh(convolution(tf, p.slice(2), 'valid', first)), 2, 2, 'valid')
  // Images of tfjs have the layout [batch, height, width, channels].
  const features = tf.reshape(tf.transpose(second, [0, 3, 1, 2]), [-1, 400])
  return dense(tf, p.slice(8), tf.tanh(dense(tf, p.slice(6), tf.tanh(dense(tf, p.slice(4), features)))))
}

/** Weights of tfjs have the layout [inputs, outputs], kernels [height, width, inputs, outputs]. */
const axes: { readonly [rank: number]: readonly number[] } = { 2: [1, 0], 4: [2, 3, 1, 0] }

/** The loss of the last of `count` steps, before its update. */
export const steps =
  (tf: Tf, network: Network, { batch, learningRate, inputs, targets, parameters }: Numbers) =>
  (count: number): number => {
    const examples = targets.length / 10
    const feed = (all: Float32Array, step: number) => {
      const size = all.length / examples
      const place = (step * batch) % examples
      return tf.tensor(all.subarray(place * size, (place + batch) * size), [batch, size])
    }
    const variables = parameters.map(({ shape, numbers }) =>
      tf.tidy(() => tf.variable(tf.transpose(tf.tensor(numbers, shape), axes[shape.length])))
    )
    const optimizer = tf.train.sgd(learningRate)
    let last = NaN
    for (let step = 0; step < count; step += 1) {
      const cost = tf.tidy(() => {
        const [x, target] = [feed(inputs, step), feed(targets, step)]
        return optimizer.minimize(
          () => tf.losses.softmaxCrossEntropy(target, network(tf, variables, x)),
          true,
          variables
        )
      })
      if (step === count - 1) last = cost.dataSync()[0] ?? NaN
      cost.dispose()
    }
    for (const variable of variables) variable.dispose()
    return last
  }

/** @throws Error if TensorFlow.js is not installed */
export const tfjs = async (backend: 'wasm' | 'cpu', network: Network, numbers: Numbers): Promise<Contestant> => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the package may be absent, and then its types are too
  const tf = (await peer('@tensorflow/tfjs')) as Tf
  if (backend === 'wasm') await peer('@tensorflow/tfjs-backend-wasm')
  await tf.setBackend(backend)
  return present(steps(tf, network, numbers))
}
