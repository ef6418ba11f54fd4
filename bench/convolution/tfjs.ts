/**
 * TensorFlow.js with its backend in plain JavaScript, in float32: the only backend that supports the job everywhere. Its images
 * have the layout [batch, height, width, channels], so they are transposed before the measurement.
 */
import { type Contestant, present } from '../Contestant.js'
import { peer } from '../peer.js'
import { images, kernels, meanSquare, outputGradient } from './job.js'

interface TfTensor {
  readonly dataSync: () => Float32Array
}

/** The part of TensorFlow.js that is used here. */
interface Tf {
  readonly setBackend: (name: string) => Promise<boolean>
  readonly tensor: (numbers: Float32Array, shape: readonly number[]) => TfTensor
  readonly transpose: (x: TfTensor, axes: readonly number[]) => TfTensor
  readonly conv2d: (x: TfTensor, kernels: TfTensor, stride: number, padding: 'valid') => TfTensor
  readonly grads: (
    f: (...x: readonly TfTensor[]) => TfTensor
  ) => (x: readonly TfTensor[], outputGradient: TfTensor) => readonly TfTensor[]
  readonly tidy: <A>(work: () => A) => A
}

/** @throws Error if TensorFlow.js is not installed */
export const tfjs = async (tolerance: number): Promise<Contestant> => {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the package may be absent, and then its types are too
  const tf = (await peer('@tensorflow/tfjs')) as Tf
  await tf.setBackend('cpu')
  const turned = ({ numbers, shape }: typeof images | typeof outputGradient) =>
    tf.transpose(tf.tensor(numbers, shape), [0, 2, 3, 1])
  const [input, given] = [turned(images), turned(outputGradient)]
  const weight = tf.transpose(tf.tensor(kernels.numbers, kernels.shape), [2, 3, 1, 0])
  const gradients = tf.grads((images, kernels) => tf.conv2d(images, kernels, 1, 'valid'))

  const run = (count: number): number => {
    let found = NaN
    for (let i = 0; i < count; i += 1)
      found = tf.tidy(() => {
        const [imageGradient, kernelGradient] = gradients([input, weight], given)
        return meanSquare(kernelGradient?.dataSync() ?? []) * meanSquare(imageGradient?.dataSync() ?? [])
      })
    return found
  }
  return present(run, { tolerance, note: `tfjs computes in float32, so its result is checked up to ${tolerance}` })
}
