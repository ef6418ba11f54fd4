/** The job on an engine of the library. */
import { type Batched, convolution, type Engine, filledTensor, fromArray, toArray } from '../../src/index.js'
import { formed } from '../../src/algebra/Value.js'
import { type AnyTensor } from '../../src/tensor/Tensor.js'
import { type Contestant, present } from '../Contestant.js'
import { images, kernels, meanSquare, outputGradient } from './job.js'

const layer = convolution([8, 28, 28], 3, 16)
const params = [fromArray(kernels.shape, kernels.numbers), filledTensor([16], 0)] as const
const input: Batched<readonly [8, 28, 28]> = fromArray<readonly [number, 8, 28, 28]>(images.shape, images.numbers)
const given: Batched<readonly [16, 26, 26]> = fromArray<readonly [number, 16, 26, 26]>(
  outputGradient.shape,
  outputGradient.numbers
)

/** The gradients of kernels and images. */
const gradients = (...tensors: readonly AnyTensor[]): readonly AnyTensor[] => {
  const [parameters, x, dy] = formed([params, input, given] as const, tensors)
  const [, cache] = layer.forward(parameters, x)
  const [[kernelGradient], imageGradient] = layer.backward(parameters, cache, dy)
  return [kernelGradient, imageGradient]
}

/** Checksum: the mean square of the kernels' gradient times that of the images' gradient. */
const checksumOf = (gradients: readonly AnyTensor[]): number =>
  gradients.reduce((product, gradient) => product * meanSquare(toArray(gradient)), 1)

export const onEngine = ({ compile }: Engine): Contestant => {
  const run = compile(gradients)
  return present(count => {
    let found = NaN
    for (let i = 0; i < count; i += 1) found = checksumOf(run(...params, input, given))
    return found
  })
}

/** The expected checksum, computed eagerly. */
export const checksum = (): number => checksumOf(gradients(...params, input, given))
