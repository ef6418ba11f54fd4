import { type Interpreter, interpreterOf as of, interpreterOfBoth as ofBoth } from './Interpreter.js'
import * as convolving from './kernel/convolution.js'
import * as pooling from './kernel/pooling.js'
import { type KernelWindow, type Window } from './kernel/Window.js'
import { type Shape } from '../tensor/Shape.js'
import { type AnyTensor, type Batched, strided, type Tensor, whenRead } from '../tensor/Tensor.js'

export type { KernelWindow, Sides, Window } from './kernel/Window.js'

/** A batch of images: [batch, channels, height, width]. */
export type Images<C extends number, H extends number, W extends number> = Batched<readonly [C, H, W]>

/** Square kernels of a convolution: [output channels, input channels, K, K]. */
export type Kernels<O extends number, C extends number, K extends number> = Tensor<readonly [O, C, K, K]>

/**
 * Convolves images with kernels (a cross-correlation, as in every deep learning library).
 *
 *     y[n, o, i, j] = Σ over c, k, l of x[n, c, i s + k d − p, j s + l d − p] w[o, c, k, l]      stride s, dilation d, padding p
 *
 *     [n, c, h, w] and [o, c, k, l] → [n, o, h', w']      h' = ⌊(h + 2 p − (k − 1) d − 1) / s⌋ + 1, and w' likewise
 *
 * Kernels with c / g channels convolve in g groups: the first o / g outputs read the first c / g channels, and so on. A shape of
 * the result that is larger than this formula adds zeros below and to the right.
 *
 * The operation does not check that `shape`, kernels and window fit the images; the layer `convolution` does.
 *
 * @param shape shape of the result, [n, o, h', w']
 * @param images [n, c, h, w]
 * @param kernels [o, c, k, l]
 * @param window size, stride s, padding p and dilation d
 * @throws TypeError if an operand is not a tensor
 */
export const convolution = <const S extends Shape>(
  shape: S,
  images: AnyTensor,
  kernels: AnyTensor,
  window: KernelWindow
): Tensor<S> => (ofBoth(images, kernels)?.convolution ?? convolving.convolution)(shape, images, kernels, window)

/** Computed when it is read, because training never reads the gradient of the images themselves. */
const inputGradientWhenRead: Interpreter['convolutionInputGradient'] = (images, outputGradient, kernels, window) => {
  const [dy, w] = [strided(outputGradient), strided(kernels)]
  return whenRead(images, () => strided(convolving.convolutionInputGradient(images, dy, w, window)))
}

/**
 * The gradient of `convolution` with respect to the images.
 *
 *     dx[n, c, a, b] = Σ over o, k, l, and i, j with i s + k d − p = a, j s + l d − p = b, of dy[n, o, i, j] w[o, c, k, l]
 *
 * @param images shape of the images, [n, c, h, w]
 * @param outputGradient [n, o, h', w']
 * @param kernels [o, c, k, l]
 * @param window size, stride s, padding p and dilation d
 * @returns a tensor of shape [n, c, h, w]
 * @throws TypeError if an operand is not a tensor
 */
export const convolutionInputGradient = <const S extends Shape>(
  images: S,
  outputGradient: AnyTensor,
  kernels: AnyTensor,
  window: KernelWindow
): Tensor<S> =>
  (ofBoth(outputGradient, kernels)?.convolutionInputGradient ?? inputGradientWhenRead)(
    images,
    outputGradient,
    kernels,
    window
  )

/**
 * The gradient of `convolution` with respect to the kernels.
 *
 *     dw[o, c, k, l] = Σ over n, i, j of dy[n, o, i, j] x[n, c, i s + k d − p, j s + l d − p]
 *
 * @param kernels shape of the kernels, [o, c, k, l]
 * @param outputGradient [n, o, h', w']
 * @param images [n, c, h, w]
 * @param window size, stride s, padding p and dilation d
 * @returns a tensor of shape [o, c, k, l]
 * @throws TypeError if an operand is not a tensor
 */
export const convolutionKernelGradient = <const S extends Shape>(
  kernels: S,
  outputGradient: AnyTensor,
  images: AnyTensor,
  window: KernelWindow
): Tensor<S> =>
  (ofBoth(outputGradient, images)?.convolutionKernelGradient ?? convolving.convolutionKernelGradient)(
    kernels,
    outputGradient,
    images,
    window
  )

/**
 * The maximum of every window, channel by channel. Padding never counts as the maximum.
 *
 *     [n, c, h, w] → [n, c, h', w']      h' = ⌊(h + 2 p − size) / stride⌋ + 1, and w' likewise
 *
 * The operation does not check that `shape` and window fit the images; the layer `maxPool` does.
 *
 * @param shape shape of the result, [n, c, h', w']
 * @param images [n, c, h, w]
 * @param window size, stride and padding p
 * @throws TypeError if an operand is not a tensor
 */
export const maxPool = <const S extends Shape>(shape: S, images: AnyTensor, window: Window): Tensor<S> =>
  (of(images)?.maxPool ?? pooling.maxPool)(shape, images, window)

/**
 * The gradient of `maxPool` with respect to the images. The gradient of a window goes to its first maximum in row-major order.
 *
 * @param images [n, c, h, w]
 * @param outputGradient [n, c, h', w']
 * @param window size, stride and padding
 * @returns a tensor of shape [n, c, h, w]
 * @throws TypeError if an operand is not a tensor
 */
export const maxPoolGradient = <S extends Shape>(
  images: Tensor<S>,
  outputGradient: AnyTensor,
  window: Window
): Tensor<S> =>
  (ofBoth(images, outputGradient)?.maxPoolGradient ?? pooling.maxPoolGradient)(
    images.shape,
    images,
    outputGradient,
    window
  )

/**
 * The mean of every window, channel by channel. The zeros of the padding count in the mean.
 *
 *     [n, c, h, w] → [n, c, h', w']      h' = ⌊(h + 2 p − size) / stride⌋ + 1, and w' likewise
 *
 * The operation does not check that `shape` and window fit the images; the layer `averagePool` does.
 *
 * @param shape shape of the result, [n, c, h', w']
 * @param images [n, c, h, w]
 * @param window size, stride and padding p
 * @throws TypeError if an operand is not a tensor
 */
export const averagePool = <const S extends Shape>(shape: S, images: AnyTensor, window: Window): Tensor<S> =>
  (of(images)?.averagePool ?? pooling.averagePool)(shape, images, window)

/**
 * The gradient of `averagePool` with respect to the images: every pixel of a window gets an equal share of the gradient of its
 * window.
 *
 * @param images shape of the images, [n, c, h, w]
 * @param outputGradient [n, c, h', w']
 * @param window size, stride and padding
 * @returns a tensor of shape [n, c, h, w]
 * @throws TypeError if an operand is not a tensor
 */
export const averagePoolGradient = <const S extends Shape>(
  images: S,
  outputGradient: AnyTensor,
  window: Window
): Tensor<S> => (of(outputGradient)?.averagePoolGradient ?? pooling.averagePoolGradient)(images, outputGradient, window)
