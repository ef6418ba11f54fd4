/** The eager interpreter, in float64. */
import { type Batched, convolution, filledTensor, fromArray, toArray } from '../../src/index.js'
import { images, kernels, meanSquare, outputGradient } from './job.js'

const layer = convolution([8, 28, 28], 3, 16)
const params = [fromArray(kernels.shape, kernels.numbers), filledTensor([16], 0)] as const
const input: Batched<readonly [8, 28, 28]> = fromArray<readonly [number, 8, 28, 28]>(images.shape, images.numbers)
const given: Batched<readonly [16, 26, 26]> = fromArray<readonly [number, 16, 26, 26]>(
  outputGradient.shape,
  outputGradient.numbers
)

/** Checksum: mean square of the kernels' gradient times mean square of the images' gradient. */
export const run = (count: number): number => {
  let found = NaN
  for (let i = 0; i < count; i += 1) {
    const [, cache] = layer.forward(params, input)
    const [[kernelGradient], imageGradient] = layer.backward(params, cache, given)
    found = meanSquare(toArray(kernelGradient)) * meanSquare(toArray(imageGradient))
  }
  return found
}
