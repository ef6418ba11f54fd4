/**
 * Cross-correlation of images with kernels, and its two gradients: in WebAssembly if one example fits into its memory, with the
 * same bits.
 */
import { type Convolved, type Convolving, convolutions, convolvingBy } from './convolving.js'
import { isLarge, product } from './product.js'
import { convolvingInWasm } from './wasm/convolving.js'

const general = convolvingBy(product)

const either =
  (which: keyof Convolving<void>) =>
  (convolved: Convolved): void => {
    const { w, y } = convolved
    const isDone = isLarge(y.size, w.size / w.shape[0]!, 1) && convolvingInWasm[which](convolved)
    if (!isDone) general[which](convolved)
  }

export const { convolution, convolutionInputGradient, convolutionKernelGradient } = convolutions({
  output: either('output'),
  inputGradient: either('inputGradient'),
  kernelGradient: either('kernelGradient')
})
