/**
 * The jobs in TensorFlow.js on its backend in plain JavaScript, in float32: the only one that it has everywhere. Its images lie
 * as [batch, height, width, channels], so they are turned before the clock starts.
 */
import { peer } from '../peer.js'
import { batch, convolution, meanSquare, step } from './job.js'

interface TfTensor {
  readonly add: (other: TfTensor) => TfTensor
  readonly dataSync: () => Float32Array
  readonly dispose: () => void
}

/** What the jobs use of it. */
interface Tf {
  readonly setBackend: (name: string) => Promise<boolean>
  readonly tensor: (numbers: readonly number[], shape: readonly number[]) => TfTensor
  readonly zeros: (shape: readonly number[]) => TfTensor
  readonly variable: (initial: TfTensor) => TfTensor
  readonly add: (x: TfTensor, y: TfTensor) => TfTensor
  readonly matMul: (x: TfTensor, y: TfTensor) => TfTensor
  readonly relu: (x: TfTensor) => TfTensor
  readonly transpose: (x: TfTensor, axes?: readonly number[]) => TfTensor
  readonly conv2d: (x: TfTensor, kernels: TfTensor, stride: number, padding: 'valid') => TfTensor
  readonly losses: { readonly softmaxCrossEntropy: (targets: TfTensor, logits: TfTensor) => TfTensor }
  readonly train: {
    readonly adam: (
      rate: number,
      decay: number,
      squareDecay: number,
      epsilon: number
    ) => { readonly minimize: (loss: () => TfTensor, returnCost: true) => TfTensor }
  }
  readonly grads: (
    f: (...x: readonly TfTensor[]) => TfTensor
  ) => (x: readonly TfTensor[], outputGradient: TfTensor) => readonly TfTensor[]
  readonly tidy: <A>(work: () => A) => A
}

/** Loads it; throws where it is not installed. */
export const load = async () => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- it may be absent, so its own types may be too
  const tf = peer('@tensorflow/tfjs') as Tf
  await tf.setBackend('cpu')

  const [inputs, hidden, outputs] = step.sizes
  const [x, targets] = [tf.tensor(step.inputs, [batch, inputs]), tf.tensor(step.targets, [batch, outputs])]

  /** The loss before the last of so many steps. */
  const steps = (count: number): number => {
    const weight = tf.variable(tf.transpose(tf.tensor(step.weights[0], [hidden, inputs])))
    const bias = tf.variable(tf.zeros([hidden]))
    const lastWeight = tf.variable(tf.transpose(tf.tensor(step.weights[1], [outputs, hidden])))
    const lastBias = tf.variable(tf.zeros([outputs]))
    const optimizer = tf.train.adam(step.rate, 0.9, 0.999, 1e-8)
    const loss = () => {
      const rows = tf.relu(tf.add(tf.matMul(x, weight), bias))
      return tf.losses.softmaxCrossEntropy(targets, tf.add(tf.matMul(rows, lastWeight), lastBias))
    }
    let last = NaN
    for (let i = 0; i < count; i += 1) {
      const value = tf.tidy(() => optimizer.minimize(loss, true))
      last = value.dataSync()[0] ?? NaN
      value.dispose()
    }
    for (const variable of [weight, bias, lastWeight, lastBias]) variable.dispose()
    return last
  }

  const turned = (numbers: readonly number[], [channels, height, width]: readonly [number, number, number]) =>
    tf.transpose(tf.tensor(numbers, [batch, channels, height, width]), [0, 2, 3, 1])
  const images = turned(convolution.images, convolution.input)
  const outputGradient = turned(convolution.outputGradient, convolution.output)
  const { size, depth, input } = convolution
  const kernels = tf.transpose(tf.tensor(convolution.weight, [depth, input[0], size, size]), [2, 3, 1, 0])
  const gradients = tf.grads((images, kernels, bias) => tf.add(tf.conv2d(images, kernels, 1, 'valid'), bias))
  const bias = tf.zeros([depth])

  /** The mean square of the gradient of the kernels, times that of the gradient of the images. */
  const convolutions = (count: number): number => {
    let found = NaN
    for (let i = 0; i < count; i += 1)
      found = tf.tidy(() => {
        const [imageGradient, kernelGradient] = gradients([images, kernels, bias], outputGradient)
        return meanSquare(kernelGradient?.dataSync() ?? []) * meanSquare(imageGradient?.dataSync() ?? [])
      })
    return found
  }

  return { steps, convolutions }
}
